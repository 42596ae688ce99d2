package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Takes a source apart into what can be quoted by itself: whole sentences, each together with
/// those after it that lean on it ("It costs …"), and the items of a list with the line that leads
/// to it.
final class Pieces {
  /// Of one source.
  static final int MOST = 500;

  private static final int MOST_CHARACTERS = 420;
  private static final int MOST_TOGETHER = 3;

  private static final Pattern HEADING = Pattern.compile("(?m)^\\s*#{1,6}\\s.*$");
  private static final Pattern BLOCK =
      Pattern.compile("\\R\\s*\\R|\\R(?=\\s*(?:[-*•·]|\\d{1,2}[.)])\\s)");
  private static final Pattern ITEM = Pattern.compile("^\\s*(?:[-*•·]|\\d{1,2}[.)])\\s");

  private static final Pattern LEANS =
      Pattern.compile(
          "^(?:it|its|they|their|them|he|she|his|her|this|these|those|that|such|both|neither|either"
              + "|however|but|and|so|also|therefore|moreover|instead|otherwise|afterwards|then"
              + "|sie|er|es|ihr|ihre|dies|diese[rsmn]?|dabei|dazu|danach|deshalb|davon"
              + "|den|det|de|hen|hon|han|dessa|detta|dessutom|därför|il|elle|ils|elles|ceci|cela|ces|él|ella|ellos|ellas|esto|estos|además)\\b(?!\\s*:).*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern ENDS = Pattern.compile("[.!?…:。！？][\"”’»“)]{0,2}$");

  private Pieces() {}

  private static boolean capital(String sentence) {
    return !Character.isLowerCase(sentence.codePointAt(0));
  }

  static List<String> of(String text) {
    List<String> found = new ArrayList<>();
    String lead = "";
    for (String block : BLOCK.split(HEADING.matcher(text).replaceAll("\n\n"), -1)) {
      boolean item = ITEM.matcher(block).lookingAt();
      lead = item ? lead : "";
      int from = found.size();
      int together = 1;
      for (String sentence : Sentences.of(block)) {
        String last = found.size() > from ? found.getLast() : "";
        boolean half = !last.isEmpty() && !ENDS.matcher(last).find() && !capital(sentence);
        boolean joins =
            !last.isEmpty()
                && together < MOST_TOGETHER
                && (half || LEANS.matcher(sentence).matches())
                && last.length() + sentence.length() < MOST_CHARACTERS;
        if (joins) {
          found.set(found.size() - 1, last + (half ? "; " : " ") + sentence);
          together++;
        } else if (found.size() < MOST) {
          found.add(last.isEmpty() ? lead + sentence : sentence);
          together = 1;
        }
      }
      if (found.size() > from && found.getLast().endsWith(":")) {
        lead = found.removeLast() + " ";
      }
    }
    return found;
  }
}
