package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A source without the lines that are no sentences: letterheads, headings, the head of an e-mail,
/// salutations and the titles of items. Printed in a text of other sentences, nobody could tell
/// what they belong to. A label with its value ("Parking: none") becomes an item of a list.
final class SourceLines {
  /// A line that goes on below is at least so long.
  private static final int OF_A_WRAPPED_LINE = 55;

  private static final int LONGEST_HEADING = 90;
  private static final int MOST_WORDS_OF_A_TITLE = 3;

  private static final Pattern ENDS = Pattern.compile("[.!?…:;,。！？][\"”’»“)]{0,2}$");

  /// Lines with who wrote to whom, and who was present.
  private static final Pattern HEAD =
      Pattern.compile(
          "^(?:from|to|cc|re|subject|sent|present|in attendance|apologies|von|an|betreff|gesendet|anwesend|entschuldigt|från|till|ämne|skickat|närvarande|frånvarande|de|à|objet|envoyé|présents?|excusés?|para|asunto|enviado|asistentes|presentes)\\s*:",
          Need.FLAGS);

  private static final Pattern DATE = Pattern.compile("^(?:date|datum|fecha)\\s*:", Need.FLAGS);

  private static final Pattern SALUTATION =
      Pattern.compile(
          "^(?:dear|hi|hello|hey|hej|hallå|hallo|sehr geehrte|liebe|guten tag|bonjour|chers?|chère|madame|monsieur|hola|estimad)[^.!?:]{0,60}[,!]?$",
          Need.FLAGS);

  private static final Pattern LABELLED = Pattern.compile("^[^:.!?]{2,40}:\\s+\\S.*");

  /// The number of an item: "TOP 2:", "§ 7", "4.1", "3.".
  private static final Pattern NUMBER =
      Pattern.compile(
          "^(?:TOP\\s*\\d{1,2}\\s*[.:]?|§\\s*\\d{1,3}[a-z]?\\.?|\\d{1,2}(?:\\.\\d{1,2})+\\.?|\\d{1,2}(?=\\s+\\p{Lu}\\p{L}*$))\\s+");

  private static final Pattern ITEM = Pattern.compile("^(?:[-–+*•·]|\\d{1,2}[.)]|\\([a-z]\\))\\s");

  private static final Pattern TITLE =
      Pattern.compile("^((?:[-–+*•·]|\\d{1,2}[.)])\\s+|)([\\p{L} '’-]{2,40})\\.\\s+(?=\\p{Lu})");

  private static final Pattern BLANK = Pattern.compile(" +");

  private SourceLines() {}

  /// The text of a source without them. A text of one line stays as it is.
  static String of(String text) {
    List<String> lines = joined(text);
    if (lines.stream().filter(line -> !line.isEmpty()).count() < 2) {
      return text;
    }
    List<String> kept = new ArrayList<>();
    boolean begun = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      String said = said(lines, i, begun);
      begun |= !said.isEmpty() && (ENDS.matcher(line).find() || ITEM.matcher(said).lookingAt());
      boolean item = ITEM.matcher(said).lookingAt();
      kept.add(said);
      if (item && (i + 1 == lines.size() || !ITEM.matcher(lines.get(i + 1)).lookingAt())) {
        kept.add("");
      }
    }
    return String.join("\n", kept);
  }

  /// The lines, those that go on below as one.
  private static List<String> joined(String text) {
    List<String> lines = new ArrayList<>();
    boolean goesOn = false;
    for (String each : text.lines().toList()) {
      String line = each.strip();
      if (goesOn && goesOn(lines.getLast(), line)) {
        lines.set(lines.size() - 1, lines.getLast() + " " + line);
      } else {
        lines.add(line);
      }
      goesOn = !line.isEmpty();
    }
    return lines;
  }

  private static boolean goesOn(String line, String next) {
    return !next.isEmpty()
        && !ITEM.matcher(next).lookingAt()
        && !NUMBER.matcher(next).lookingAt()
        && !SALUTATION.matcher(line).matches()
        && (Character.isLowerCase(next.codePointAt(0))
            || (line.length() >= OF_A_WRAPPED_LINE
                && !ITEM.matcher(line).lookingAt()
                && !LABELLED.matcher(next).matches()));
  }

  /// What a line says; empty if it is no sentence.
  private static String said(List<String> lines, int at, boolean begun) {
    String line = lines.get(at);
    if (line.isEmpty() || head(lines, at) || SALUTATION.matcher(line).matches()) {
      return "";
    }
    Matcher number = NUMBER.matcher(line);
    boolean numbered = number.lookingAt();
    String rest = numbered ? line.substring(number.end()) : line;
    if (ITEM.matcher(rest).lookingAt()) {
      return untitled(rest);
    }
    if (ENDS.matcher(rest).find()) {
      String said = untitled(rest);
      return numbered && !said.isEmpty() ? "- " + said : said;
    }
    if (LABELLED.matcher(rest).matches()) {
      return begun || figure(rest) ? "- " + rest : "";
    }
    if (rest.length() > LONGEST_HEADING) {
      return rest;
    }
    return begun && figure(rest) ? "- " + rest : "";
  }

  private static boolean figure(String line) {
    return line.chars().anyMatch(Character::isDigit);
  }

  private static boolean head(List<String> lines, int at) {
    String line = lines.get(at);
    return HEAD.matcher(line).lookingAt()
        || (DATE.matcher(line).lookingAt()
            && ((at > 0 && HEAD.matcher(lines.get(at - 1)).lookingAt())
                || (at + 1 < lines.size() && HEAD.matcher(lines.get(at + 1)).lookingAt())));
  }

  /// A line without the title that it begins with: "3. Water. The treasurer reported …"; empty if
  /// it has nothing else.
  private static String untitled(String line) {
    Matcher title = TITLE.matcher(line);
    if (title.find() && BLANK.split(title.group(2), -1).length <= MOST_WORDS_OF_A_TITLE) {
      return title.group(1) + line.substring(title.end());
    }
    boolean words = Words.of(line).size() > 1 || figure(line);
    return words ? line : "";
  }
}
