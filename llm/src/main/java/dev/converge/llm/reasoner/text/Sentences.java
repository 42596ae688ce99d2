package dev.converge.llm.reasoner.text;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes a text apart into sentences, items of lists, and what semicolons separate. A full stop
/// after an abbreviation, an initial or an ordinal number ends nothing.
public final class Sentences {
  private static final Set<String> SHORT =
      new HashSet<>(
          List.of(
              ("mio mrd tsd mill milj mdr mn bn nr no nos ca circa approx etc bzw inkl zzgl evtl ggf usw max min"
                      + " dr prof mr mrs ms st hr fr sr sra mme mlle vs inc ltd co corp fig tel str abs art"
                      + " kr st tex bl dvs osv resp env av apr aprox pág núm ej jan feb mar jun jul aug sep sept"
                      + " oct okt nov dec dez vgl geb abt allg gem jährl mtl netto brutto p ex z b d h u a o i"
                      + " e g t vol m s kl tim ev bla st ung from tom int sek std str wg zzt lfd tgl exkl bspw mind sog"
                      + " dept est apt ext jr sr tfn tlf ggü f n v lgh tr fl qm")
                  .split(" ", -1)));

  /// Letters of a word before a number that is rather short for something: "Tr. 48 %", "Nr. 5".
  private static final int OF_AN_ABBREVIATION = 3;

  /// Short for something only behind a number, where a sentence can end.
  private static final Set<String> MEASURES = Set.of("h", "g", "m");

  private static final Pattern BLOCK =
      Pattern.compile("\\R\\s*\\R|\\R(?=\\s*(?:[-–+*•·#]|\\d{1,2}[.)])\\s)|[;；]\\s+");

  private static final Pattern MARK = Pattern.compile("^\\s*(?:[-–+*•·]|#{1,6}|\\d{1,2}[.)])\\s+");
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern END = Pattern.compile("[.!?…][\"”’»“)]{0,2}\\s+|[。！？]");
  private static final Pattern MONTH =
      Pattern.compile(
          "(?i)^(?:jan|feb|mär|mar|apr|mai|maj|jun|jul|aug|sep|okt|oct|nov|dez|dec|etage|stock|klasse|quartal).*");

  private Sentences() {}

  /// The sentences of a text as they stand, without marks of lists.
  public static List<String> of(String text) {
    List<String> found = new ArrayList<>();
    for (String block : BLOCK.split(text, -1)) {
      String line = BLANKS.matcher(MARK.matcher(block).replaceFirst("")).replaceAll(" ").strip();
      block(line, found);
    }
    return found;
  }

  private static void block(String line, List<String> found) {
    int start = 0;
    Matcher end = END.matcher(line);
    while (end.find()) {
      if (ends(line, start, end)) {
        add(line.substring(start, end.end()), found);
        start = end.end();
      }
    }
    add(line.substring(start), found);
  }

  private static boolean ends(String line, int start, Matcher end) {
    if (end.end() >= line.length()) {
      return true;
    }
    if (line.charAt(end.start()) != '.') {
      return true;
    }
    int next = line.codePointAt(end.end());
    if (Character.isLowerCase(next) && !mixed(line, end.end())) {
      return false;
    }
    String word = last(line, start, end.start());
    if (word.isEmpty()) {
      return true;
    }
    boolean initial = word.length() == 1 && Character.isUpperCase(word.charAt(0));
    boolean ordinal =
        word.length() <= 2
            && word.chars().allMatch(Character::isDigit)
            && MONTH.matcher(line.substring(end.end())).matches();
    boolean measure = MEASURES.contains(word) && number(line, start, end.start() - word.length());
    boolean numbered =
        word.length() <= OF_AN_ABBREVIATION
            && Character.isUpperCase(word.charAt(0))
            && Character.isDigit(next)
            && !number(line, start, end.start() - word.length());
    return measure || (!initial && !ordinal && !numbered && !SHORT.contains(Words.fold(word)));
  }

  /// Whether a number stands before a place: "until 11 h", "in 25 g".
  private static boolean number(String line, int from, int to) {
    return to - 2 >= from
        && Character.isWhitespace(line.charAt(to - 1))
        && Character.isDigit(line.charAt(to - 2));
  }

  /// Whether a word begins with a small letter and has a capital further on, as only names do.
  private static boolean mixed(String line, int from) {
    int at = from;
    while (at < line.length() && Character.isLetter(line.charAt(at))) {
      if (Character.isUpperCase(line.charAt(at))) {
        return true;
      }
      at++;
    }
    return false;
  }

  /// The letters and digits that stand right before a place; empty if none do.
  private static String last(String line, int from, int to) {
    int start = to;
    while (start > from && Words.begins(line.codePointBefore(start))) {
      start -= Character.charCount(line.codePointBefore(start));
    }
    return line.substring(start, to);
  }

  private static void add(String text, List<String> found) {
    String bare = text.strip();
    if (Words.any(bare)) {
      found.add(bare);
    }
  }

  /// A sentence without its full stop, for a quotation.
  public static String bare(String sentence) {
    String bare = sentence.strip();
    while (bare.endsWith(".") || bare.endsWith(",") || bare.endsWith(":")) {
      bare = bare.substring(0, bare.length() - 1).stripTrailing();
    }
    return bare;
  }
}
