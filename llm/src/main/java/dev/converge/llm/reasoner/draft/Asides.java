package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.Sentences;
import java.util.List;
import java.util.regex.Pattern;

/// What stands in a source beside what it informs of: greetings and thanks, questions to whoever
/// reads it, what somebody only supposes, and wishes about the text that is to be written.
final class Asides {
  private static final Pattern GREETING =
      Pattern.compile(
          "^(?:hi|hello|hej|hallo|hola|bonjour|dear|thank you|thanks|vielen dank|danke|tack|merci|gracias|best wishes|kind regards|regards"
              + "|viele grüße|liebe grüße|grüße|gruß|mvh|med vänlig hälsning|cordialement|saludos|/)[\\s,!.]*(?:\\p{L}+[,!. ]*){0,4}$"
              + "|^(?:thank you|thanks|vielen dank|danke|tack|merci|gracias)\\b[^.]{0,40}\\b(?:booking|order|enquiry|inquiry|interest|help|buchung|anfrage|bestellung"
              + "|bokning|beställning|réservation|commande|reserva|pedido)\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern HELLO =
      Pattern.compile(
          "^(?:hi|hello|hej|hallo|hola|bonjour)(?: all| zusammen| alla| à tous)?\\s*[,!.]\\s*(?:for the (?:letter|notice|newsletter|text): )?(?=.{12})",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern WISH =
      Pattern.compile(
          "\\b(?:(?:do not|don't|please don't) (?:mention|print|write|name|quote)|call me|ring me|ne mentionnez|ne citez pas|appelez-moi"
              + "|bitte (?:nicht|keine?n?) (?:\\p{L}+ ){0,3}?(?:erwähnen|nennen|drucken|schreiben|namen|mitarbeiternamen)|rufen sie mich an|ruf mich an"
              + "|nämn inte|skriv inte|ring mig|no mencion\\p{L}*|llámame|llámenme|confirmadlo)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  /// What is to be done with the text, at the beginning of a sentence.
  private static final Pattern TO_THE_WRITER =
      Pattern.compile(
          "^(?:(?:and |also |und |y |och |et )?(?:tell them|keep it|do put|please put|please don't promise|can you put|put in that|mention that|write that"
              + "|schreibt?\\b|erwähnt?\\b|escribid|escribe que|poned que|decid que|skriv att|skriv gärna|écrivez|dites))\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// What somebody has only heard or supposes.
  private static final Pattern HEARSAY =
      Pattern.compile(
          "\\b(?:i think|i believe|i've heard|i heard|i tell everybody|as far as i know|if i remember|somebody said|habe gehört|ich glaube|glaube ich|dachte ich"
              + "|ich dachte|meines wissens|soviel ich weiß|nach meinem zettel|jag tror|jag har hört|enligt mitt schema|vad jag vet|je crois|il me semble"
              + "|j'ai entendu|à mon avis|me dicen|creo que|me parece|he oído|según mi)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  private Asides() {}

  /// A passage without the sentences that do not inform; empty if none does.
  static String without(String text) {
    List<String> sentences = Sentences.of(text);
    List<String> kept = sentences.stream().filter(Asides::keeps).toList();
    return kept.size() == sentences.size() ? text : String.join(" ", kept);
  }

  /// A passage without the greeting that it begins with.
  static String ungreeted(String text) {
    return HELLO.matcher(text).replaceFirst("");
  }

  private static boolean keeps(String text) {
    String bare = text.strip();
    boolean question = bare.endsWith("?");
    boolean said = HEARSAY.matcher(bare).find() || TO_THE_WRITER.matcher(bare).find();
    return !question && !said && !GREETING.matcher(bare).matches() && !WISH.matcher(bare).find();
  }
}
