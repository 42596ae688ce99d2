package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.Amount;
import dev.converge.llm.reasoner.text.Words;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// By what words around a number it is told whether it may be calculated with.
final class FigureWords {
  private static final Pattern MONTHLY =
      Pattern.compile(
          "\\b(?:each|every|a|per) month\\b|\\bmonthly\\b|\\bjeden Monat\\b|\\bim Monat\\b|\\bmonatlich"
              + "|\\bvarje månad\\b|\\bi månaden\\b|\\b(?:par|chaque) mois\\b|\\b(?:al|cada) mes\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern EACH =
      Pattern.compile(
          "(?:^|\\s)\\s*(?:/|(?:a|per|each|pro|je|par|por|al|the)\\s)\\s*([\\p{L}]{3,})",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern PAYS =
      Pattern.compile(
          "\\b(?:a|each|every|eine?|jede[rs]?|varje|en|ett|une?|chaque|cada|una)\\s(\\p{L}{3,})\\s(?:pays|zahlt|bezahlt|betalar|paie|paye|paga)\\s*(?:\\p{L}+\\s)?[€$£]?$",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// Before a percentage by which something is to grow.
  private static final Pattern BY =
      Pattern.compile(
          "(?:\\b(?:by|um|med|de|un|en|d')\\s?|\\+)$",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// Between a part and the whole.
  private static final Pattern OF =
      Pattern.compile(
          "\\s*(?:of|out of|von|av|sur|de)\\s+(?:(?:our|the|its|unseren?|den|våra|nos|les|nuestros|los|las)\\s+)?",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// Who was asked says nothing of a whole market.
  private static final Pattern ASKED =
      Pattern.compile(
          "\\b(?:asked|surveyed|interviewed|polled|each year|every year|befragt\\w*|umfrage\\w*|jedes jahr|jährlich|tillfrågade|enkät\\w*|varje år|om året"
              + "|interrogé\\w*|sondage|chaque année|par an|encuest\\w*|cada año|al año)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  /// Money that is there for a time of its own.
  private static final Pattern DATED =
      Pattern.compile(
          "(?:year|jahr|\\bår\\b|\\bårs|\\ban\\b|année|año|month|monat|månad|mois|\\bmes|quarter|quartal|kvartal)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  private FigureWords() {}

  /// Whether what stands behind a number says of what each it is.
  static boolean each(String behind) {
    return EACH.matcher(behind).lookingAt();
  }

  /// Whether a percentage stands behind these words by which something is to grow.
  static boolean by(String before) {
    return BY.matcher(before).find();
  }

  /// Whether these words stand between a part and the whole.
  static boolean of(String between) {
    return OF.matcher(between).matches();
  }

  /// Whether a sentence tells of a survey, or of what happens each year.
  static boolean asked(String sentence) {
    return ASKED.matcher(sentence).find();
  }

  /// Whether money that a sentence names is there for a time of its own.
  static boolean dated(String sentence) {
    return DATED.matcher(sentence).find();
  }

  /// Whether a rate is that of a month.
  static boolean monthly(SeedPassage passage, Amount amount) {
    return amount.period().equals("month")
        || (amount.period().isEmpty() && MONTHLY.matcher(passage.text()).find());
  }

  /// Whether a price is that of one of those who are counted: "89 euros a month per clinic", "a
  /// clinic pays 89 euros a month".
  static boolean priced(SeedPassage passage, Amount amount, Amount of) {
    String behind = passage.text().substring(amount.end());
    int comma = behind.indexOf(',');
    Matcher each = EACH.matcher(comma < 0 ? behind : behind.substring(0, comma));
    while (each.find()) {
      if (of.stems().contains(Words.stem(each.group(1)))) {
        return true;
      }
    }
    Matcher pays = PAYS.matcher(passage.text().substring(0, amount.start()));
    return pays.find() && of.stems().contains(Words.stem(pays.group(1)));
  }
}
