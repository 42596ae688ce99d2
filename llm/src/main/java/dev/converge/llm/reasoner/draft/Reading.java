package dev.converge.llm.reasoner.draft;

import dev.converge.llm.model.PromptFact;
import dev.converge.llm.reasoner.text.Interrupts;
import dev.converge.llm.reasoner.text.SeedLanguage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sources, taken apart into what can be passed on to readers and what cannot.
final class Reading {
  /// Characters before an addition in which the rest of its sentence is looked for.
  private static final int NEAR = 200;

  private static final Pattern HELLO =
      Pattern.compile(
          "^(?:hi|hello|hej|hallo|hola|bonjour)(?: all| zusammen| alla| à tous)?\\s*[,!.]\\s*(?:for the (?:letter|notice|newsletter|text): )?(?=.{12})",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// With what a speaker goes on to something else.
  private static final Pattern BY_THE_WAY =
      Pattern.compile(
          "^(?:ach ja|ach so|oh|also|by the way|übrigens|förresten|just det|au fait|por cierto), (?=.{12})",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// With what somebody offers words of their own to be quoted.
  private static final Pattern TO_QUOTE =
      Pattern.compile(
          "^(?:zitat|quote|quotation|citat|citation|cita)\\b[^:“„”«\"]{0,40}: ?(?=[“„”«\"])",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// What a sentence adds for whoever writes: "…, so please don't promise it".
  private static final Pattern ADDED =
      Pattern.compile(
          ", (?:so |and |but |also |deshalb |daher |därför |så |donc |así que )?(?:please|bitte|vänligen|merci de|por favor) (?:don't|do not|never|nicht|inte|no|ne pas) (?:promise|say|tell|mention|write|versprechen|sagen|schreiben|erwähnen|lova|säg|skriv|nämn|promettre|dire|écrire|prometan|digan|escriban)\\b[^.!?]*",
          Need.FLAGS);

  private static final Pattern VERB =
      Pattern.compile(
          "\\b(?:are|is|have|has|will|sind|ist|haben|wird|är|har|est|sont|está|están|hay)\\b|'(?:re|s)\\b",
          Need.FLAGS);

  private static final Pattern POINTING =
      Pattern.compile(
          "(?<=[\\p{L}\\p{N}]),? (?:by the way|lui aussi|elle aussi|eux aussi|elles aussi)(?=[ ,.])",
          Pattern.UNICODE_CASE);

  /// What is not passed on.
  ///
  /// @param source id of the source
  /// @param text as it stands there
  /// @param standing why
  record Dismissed(String source, String text, Standing standing) {}

  private final List<Piece> pieces = new ArrayList<>();
  private final Map<String, List<Piece>> bySource = new LinkedHashMap<>();
  private final List<Dismissed> dismissed = new ArrayList<>();

  Reading(Brief brief, List<PromptFact> sources) throws InterruptedException {
    for (PromptFact source : sources) {
      Interrupts.check();
      List<Piece> own = new ArrayList<>();
      SeedLanguage its = SeedLanguage.of(source.content()).orElse(brief.language());
      Standing whole = Standing.ofSource(source.id());
      for (Pieces.Unit unit :
          Pieces.of(bare(SourceLines.of(source.content())), text -> Standing.of(text, whole))) {
        if (unit.standing().dismissed()) {
          dismissed.add(new Dismissed(source.id(), unit.text(), unit.standing()));
        } else {
          String text = TO_QUOTE.matcher(ungreeted(unit.text())).replaceFirst("");
          int order = pieces.size() + own.size();
          own.add(Piece.of(source.id(), order, text, its, brief.asked().keySet(), unit.standing()));
        }
      }
      pieces.addAll(own);
      bySource.put(source.id(), own);
    }
  }

  /// A source without what its sentences add for whoever writes, where the rest of the sentence
  /// says something.
  private static String bare(String text) {
    return ADDED
        .matcher(text)
        .replaceAll(added -> {
          String before = text.substring(Math.max(0, added.start() - NEAR), added.start());
          boolean says = VERB.matcher(before.substring(ended(before))).find();
          return Matcher.quoteReplacement(says ? "" : added.group());
        });
  }

  /// Where the last sentence of a text begins.
  private static int ended(String text) {
    return Math.max(
            text.lastIndexOf(". "), Math.max(text.lastIndexOf("! "), text.lastIndexOf("? ")))
        + 1;
  }

  /// A passage without the greeting that it begins with, and without words that only point to what
  /// was said before.
  static String ungreeted(String text) {
    return POINTING
        .matcher(BY_THE_WAY.matcher(HELLO.matcher(text).replaceFirst("")).replaceFirst(""))
        .replaceAll("");
  }

  List<Piece> pieces() {
    return Collections.unmodifiableList(pieces);
  }

  /// Those of each source.
  Map<String, List<Piece>> bySource() {
    return Collections.unmodifiableMap(bySource);
  }

  List<Dismissed> dismissed() {
    return Collections.unmodifiableList(dismissed);
  }
}
