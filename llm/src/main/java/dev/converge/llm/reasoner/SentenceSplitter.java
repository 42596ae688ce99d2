package dev.converge.llm.reasoner;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Takes a text apart into what can be quoted by itself: whole sentences, each together with those
/// after it that lean on it ("It costs …"), and the items of a list with the line that leads to it.
final class SentenceSplitter {
  /// Of one text.
  static final int MOST = 500;

  private static final int MOST_CHARACTERS = 480;

  private static final Pattern BLOCK =
      Pattern.compile("\\R\\s*\\R|\\R(?=\\s*(?:[-*•·#]|\\d{1,2}[.)])\\s)");

  /// Of a list: it is read with the line that leads to the list.
  private static final Pattern ITEM = Pattern.compile("^\\s*(?:[-*•·]|\\d{1,2}[.)])\\s");

  /// A line that says nothing by itself.
  private static final Pattern HEADING = Pattern.compile("(?m)^\\s*#{1,6}\\s.*$");

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private static final Pattern MARK = Pattern.compile("^\\s*(?:[-*•·]|#{1,6}|\\d{1,2}[.)])\\s+");

  private static final Pattern END =
      Pattern.compile("(?<=[.!?…][\"”’»)]{0,2})\\s+(?=[^\\p{Ll}])|(?<=[。！？])");

  /// A full stop that ends no sentence: of an abbreviation or of an initial.
  private static final Pattern SHORTENED =
      Pattern.compile(
          "(?:^|.*[\\s(])(?:\\p{Lu}|Dr|Mr|Mrs|Ms|Prof|St|No|Nos|Fig|Inc|Ltd|Co|vs|approx|ca|cf|e\\.g|i\\.e"
              + "|z\\.B|bzw|Nr|bzgl|etc|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
              + "|(?:am|dem|vom|zum|bis|der) \\d{1,2})\\.$",
          Pattern.DOTALL);

  private static final Pattern LEANS =
      Pattern.compile(
          "^(?:it|its|they|their|them|he|she|his|her|this|these|those|that|such|both|neither|either"
              + "|however|but|and|so|also|therefore|moreover|instead|otherwise|afterwards|then"
              + "|sie|er|es|ihr|ihre|dies|diese[rsmn]?|dabei|dazu|danach|deshalb|il|elle|ils|elles)\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private SentenceSplitter() {}

  static List<String> of(String text) {
    List<String> found = new ArrayList<>();
    String lead = "";
    for (String block : BLOCK.split(HEADING.matcher(text).replaceAll("\n\n"), -1)) {
      boolean item = ITEM.matcher(block).lookingAt();
      lead = item ? lead : "";
      int from = found.size();
      for (String sentence : block(MARK.matcher(block).replaceFirst(""))) {
        String last = found.size() > from ? found.getLast() : "";
        boolean joins =
            !last.isEmpty()
                && LEANS.matcher(sentence).matches()
                && last.length() + sentence.length() < MOST_CHARACTERS;
        if (joins) {
          found.set(found.size() - 1, last + " " + sentence);
        } else if (found.size() < MOST) {
          found.add(last.isEmpty() ? lead + sentence : sentence);
        }
      }
      if (found.size() > from && found.getLast().endsWith(":")) {
        lead = found.removeLast() + " ";
      }
    }
    return found;
  }

  private static List<String> block(String block) {
    List<String> sentences = new ArrayList<>();
    boolean open = false;
    for (String part : END.split(BLANKS.matcher(block).replaceAll(" ").strip(), -1)) {
      String piece = part.strip();
      if (open) {
        sentences.set(sentences.size() - 1, sentences.getLast() + " " + piece);
      } else if (!TextAnalysis.words(piece).isEmpty()) {
        sentences.add(piece);
      }
      open = !sentences.isEmpty() && SHORTENED.matcher(sentences.getLast()).matches();
    }
    return sentences;
  }
}
