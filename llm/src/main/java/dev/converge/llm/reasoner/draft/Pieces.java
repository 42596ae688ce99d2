package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Takes a source apart into what can be quoted by itself: whole sentences, each together with
/// those after it that lean on it ("It costs …") and with the question before it that it answers
/// ("Card not read? …"), and the items of a list with the line that leads to it. What cannot be
/// passed on to readers is set apart, with the sentences that lean on it.
final class Pieces {
  /// Of one source.
  static final int MOST = 500;

  private static final int MOST_CHARACTERS = 420;
  private static final int MOST_TOGETHER = 3;

  /// Words of a question that stands before its own answer.
  private static final int OF_A_LEADING_QUESTION = 6;

  private static final Pattern HEADING = Pattern.compile("(?m)^\\s*#{1,6}\\s.*$");
  private static final Pattern BLOCK =
      Pattern.compile("\\R\\s*\\R|\\R(?=\\s*(?:[-–+*•·]|\\d{1,2}[.)])\\s)");
  private static final Pattern ITEM = Pattern.compile("^\\s*(?:[-–+*•·]|\\d{1,2}[.)])\\s");

  private static final Pattern LEANS =
      Pattern.compile(
          "^(?:(?!if |when |as |because |that |while |om |när |att |eftersom )(?:\\p{L}+ ){1,3}(?:it|them|det|dem)(?! (?:is|was|takes|would|will|finns|går|är|blir|ska)\\b)|next (?!to\\b)|gilt|gäller|applies|nästa|nächste[rsn]?|it|its|it's|they|they're|they've|their|them|he|she|his|her|hers|this|these|those|that|that's|such|both|neither|either|there|besides|too"
              + "|however|but|and|so|also|therefore|moreover|instead|otherwise|afterwards|then|hence|thus|by then|in that case|if so|if not|for that|one of them|the same"
              + "|sie(?! (?:können|müssen|sollten|dürfen|haben|werden|brauchen|erhalten|bekommen|finden|erreichen)\\b)|er|es(?! gibt\\b)|ihre?[snmr]?|dies|diese[rsmn]?|dabei|dazu|danach|davor|dafür|dagegen|daran|darauf|dadurch|damit|darum|deswegen|deshalb|daher|davon|dort|dorthin|sonst|andernfalls|außerdem|ebenso|auch|beide|jedenfalls|dann|dessen|deren|solche|und|aber"
              + "|den(?! (?:som|här|\\d|\\p{L}+a \\p{L}+n\\b))|det(?! (?:(?:finns|går)\\b|\\p{L}+a \\p{L}+t\\b))|de(?! (?:(?:som|flesta|första|nya|två|tre)\\b|\\p{L}+a \\p{L}+na\\b))|hen|hon|han|dessa|denna|denne|detta|dessutom|därför|därifrån|där|dit|då|annars|sedan|också|även|i så fall|båda|och|men"
              + "|il(?! (?:faut|y a|est (?:interdit|possible|conseillé|recommandé|obligatoire))\\b)|elle|ils|elles|lui|celui-ci|celle-ci|ceux-ci|ceci|cela|ces|en outre|aussi|également|sinon|dans ce cas|pour cela|c'est|ce sont|et|mais"
              + "|él|ella|ellos|ellas|esto|eso|estos|estas|además|también|tampoco|allí|ahí|si no|en ese caso|por eso|por ello|así|y|pero)\\b(?!\\s*:).*",
          Need.FLAGS | Pattern.DOTALL);

  private static final Pattern ENDS = Pattern.compile("[.!?…:。！？][\"”’»“)]{0,2}$");

  /// A question that somebody asks of whoever reads it: with a person or a number in it, or with a
  /// word for one of two.
  private static final Pattern TO_A_PERSON =
      Pattern.compile(
          "\\d|^(?:can|could|would|will|is|are|do|does|did|was|were|or|and|right|ok|really|kann|können|könnte|ist|sind|hat|und|oder|stimmt|kan|ska|är|var|och|eller|peut|pouvez|est|sont|et|ou|non|puede|podemos|es|son|y|o)\\b"
              + "|\\b(?:i|we|me|us|ich|wir|mir|uns|jag|vi|mig|oss|je|nous|yo|nosotros|oder|non|eller|väl|verdad|no)\\b",
          Need.FLAGS);

  private static final Pattern SEMICOLON = Pattern.compile("[;；]\\s*$");

  private static final Pattern SPACE = Pattern.compile(" ");

  private Pieces() {}

  /// What can be quoted by itself, or is not to be passed on.
  ///
  /// @param text as it stands there
  /// @param standing whether it can be passed on
  record Unit(String text, Standing standing) {}

  private static boolean capital(String sentence) {
    return !Character.isLowerCase(sentence.codePointAt(0));
  }

  static boolean leans(String sentence) {
    return LEANS.matcher(sentence).matches();
  }

  /// Whether a text ends within brackets or a quotation, so that it says only half of something.
  static boolean half(String text) {
    return text.lastIndexOf('(') > text.lastIndexOf(')')
        || text.chars().filter(c -> "“„”«»\"".indexOf(c) >= 0).count() % 2 != 0;
  }

  private static boolean leads(String sentence) {
    return sentence.endsWith("?")
        && SPACE.split(sentence, -1).length <= OF_A_LEADING_QUESTION
        && !TO_A_PERSON.matcher(sentence).find();
  }

  static List<String> of(String text) {
    return of(text, _ -> Standing.STATED).stream().map(Unit::text).toList();
  }

  /// @param standing of a sentence
  static List<Unit> of(String text, Function<String, Standing> standing) {
    List<Unit> found = new ArrayList<>();
    String lead = "";
    for (String block : BLOCK.split(HEADING.matcher(text).replaceAll("\n\n"), -1)) {
      boolean item = ITEM.matcher(block).lookingAt();
      lead = item ? lead : "";
      int from = found.size();
      block(block, lead, standing, found);
      if (found.size() > from && found.getLast().text().endsWith(":")) {
        lead = found.removeLast().text() + " ";
      }
    }
    return found;
  }

  private static void block(
      String block, String lead, Function<String, Standing> standing, List<Unit> found) {
    int from = found.size();
    int together = 1;
    String question = "";
    List<String> sentences = Sentences.of(block);
    int at = 0;
    for (int i = 0; i < sentences.size() && found.size() < MOST; i++) {
      String sentence = sentences.get(i);
      int start = block.indexOf(sentence, at);
      boolean half = start > 0 && SEMICOLON.matcher(block.substring(at, start)).find();
      at = start < 0 ? at : start + sentence.length();
      if (question.isEmpty() && leads(sentence) && i + 1 < sentences.size()) {
        question = sentence + " ";
        continue;
      }
      Standing stands = standing.apply(sentence);
      Unit last = found.size() > from ? found.getLast() : new Unit("", Standing.STATED);
      boolean goesOn =
          !last.text().isEmpty()
              && !ENDS.matcher(last.text()).find()
              && (half || !capital(sentence));
      boolean leans = !last.text().isEmpty() && question.isEmpty() && (goesOn || leans(sentence));
      if (!stands.dismissed() && leans && last.standing().dismissed()) {
        stands = Standing.LOOSE;
      }
      boolean room =
          together < MOST_TOGETHER && last.text().length() + sentence.length() < MOST_CHARACTERS;
      if (leans
          && (room || goesOn)
          && stands.dismissed() == last.standing().dismissed()
          && stands != Standing.ASIDE) {
        String joined = last.text() + (goesOn ? "; " : " ") + sentence;
        found.set(found.size() - 1, new Unit(joined, last.standing()));
        together++;
      } else {
        found.add(new Unit((found.size() == from ? lead : "") + question + sentence, stands));
        together = 1;
      }
      question = "";
    }
  }
}
