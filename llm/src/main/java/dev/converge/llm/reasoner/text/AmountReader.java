package dev.converge.llm.reasoner.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds numbers with their units in text, and writes numbers as a language does.
public final class AmountReader {
  /// Characters after a number in which its period is looked for.
  private static final int NEAR = 48;

  private static final int MOST_DIGITS = 15;
  private static final int MOST_WORDS_OF_A_UNIT = 3;

  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}.,])(?:\\d{1,3}(?:[.,’'\u00a0\u202f ]\\d{3})+(?!\\d)(?:[.,]\\d+)?|\\d+(?:[.,]\\d+)?)(?![\\p{N}])");

  private static final Pattern SCALE =
      Pattern.compile(
          "^\\s?(?:(k|tsd\\.?|tkr|thousand|tausend|tusen|mille|mil)|(m|mn|mio\\.?|mill\\.?|milj\\.?|mkr|millions?|millionen|miljon(?:er)?|millón|millones)|(bn|mrd\\.?|mdr|billions?|milliarden?|milliards?|miljarder?))(?![\\p{L}])(?:\\s(?:de\\s|d['’]))?",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern PERCENT =
      Pattern.compile(
          "^\\s?(?:%|percent\\b|per cent\\b|prozent\\b|procent\\b|pour cent\\b|por ciento\\b)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern BEFORE =
      Pattern.compile("(€|\\$|£|\\b(?:EUR|USD|GBP|SEK|DKK|NOK|CHF))\\s?$");

  private static final Pattern WEIGHT =
      Pattern.compile(
          "\\b(?:weigh\\w*|roast\\w*|harvest\\w*|bak(?:e[sd]?|ing)|lbs?|USD|ounces?|takes? (?:at least|about|up to|only))\\b|\\$"
              + "|pounds? of (?!money|fund|sales|turnover|income|revenue|support|debt)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern WORD =
      Pattern.compile("^[\\s\u00a0]?(?:de\\s|d['’])?([€$£]|[\\p{L}][\\p{L}'’\\-]*)");
  private static final Pattern NEXT = Pattern.compile("^[ \u00a0-]([\\p{L}][\\p{L}'’\\-]*)");

  private static final Pattern YEAR = Pattern.compile("(?:19|20)\\d\\d");

  /// Years near our own, which are seldom numbers of anything.
  private static final Pattern LATE = Pattern.compile("20[1-4]\\d");

  private static final Pattern PERIOD =
      Pattern.compile(
          "(?i)(?:\\b(?:a|an|per|each|every|pro|im|je|jede[nrs]?|i|om|varje|par|chaque|al|por|cada|au)\\s+|/\\s?)"
              + "(month|year|week|day|monat|jahr|woche|tag|månaden|månad|året|år|veckan|vecka|dag|mois|an|semaine|jour|mes|año|semana|día)(?![\\p{L}])"
              + "|\\b(monthly|yearly|annual(?:ly)?|weekly|daily|monatlich\\w*|jährlich\\w*|wöchentlich\\w*|månatlig\\w*|årlig\\w*|mensuel\\w*|annuel\\w*|mensual\\w*|anual\\w*|årligen)(?![\\p{L}])",
          Pattern.UNICODE_CASE);

  /// Behind a noun: another number that is joined to the first.
  private static final Pattern OTHER =
      Pattern.compile(
          "(?<=\\p{L}{3})(?: at)?,? (?:and|und|sowie|och|samt|et|y) (?:\\p{Ll}+ ){0,2}[£€$]?\\d");

  private static final Map<String, String> CURRENCIES = new HashMap<>();
  private static final Map<String, String> TIMES = new HashMap<>();
  private static final Map<String, Integer> NUMERALS = new HashMap<>();
  private static final Set<String> STOP = new HashSet<>();

  static {
    put(CURRENCIES, "EUR", "€ eur euro euros");
    put(CURRENCIES, "USD", "$ usd dollar dollars");
    put(CURRENCIES, "GBP", "£ gbp pound pounds");
    put(CURRENCIES, "SEK", "sek kr kronor tkr mkr");
    put(CURRENCIES, "DKK", "dkk");
    put(CURRENCIES, "NOK", "nok");
    put(CURRENCIES, "CHF", "chf franken");
    put(TIMES, "minute", "minute minutes minuten minuter minuto minutos min");
    put(TIMES, "hour", "hour hours stunde stunden timme timmar heure heures hora horas");
    put(TIMES, "day", "day days tag tage tagen dag dagar jour jours día días");
    put(TIMES, "week", "week weeks woche wochen vecka veckor semaine semaines semana semanas");
    put(TIMES, "month", "month months monat monate monaten månad månader mois mes meses");
    put(TIMES, "year", "year years jahr jahre jahren år an ans année années año años");
    numerals("two three four five six seven eight nine ten eleven twelve");
    numerals("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf");
    numerals("två tre fyra fem sex sju åtta nio tio elva tolv");
    numerals("deux trois quatre cinq six sept huit neuf dix onze douze");
    numerals("dos tres cuatro cinco seis siete ocho nueve diez once doce");
    STOP.addAll(
        List.of(
            ("a an the of and or to in on at by for from with per is are was were that which who each every than as use uses"
                    + " auf bis und oder in im am an von vom zu zum zur mit für pro je der die das des den ist sind war als nach seit bei aus gibt"
                    + " och eller på i av till från med för är som om per det"
                    + " et ou à a au aux de du des en dans par pour avec sur le la les est sont qui que"
                    + " y o de del en el la los las al por para con es son que a su"
                    + " before within under over today now currently currently already about without has have had will can"
                    + " grew grow grows buy buys pay pays work works visit visited live lives employ need needs want spend"
                    + " more most less least only still there their they it he she we you i"
                    + " sein bleiben erreichen dabei vara ha nå être avoir atteindre tener ser alcanzar"
                    + " heute jetzt derzeit aktuell bereits nutzen nutzt kaufen kauft hat haben werden wird gewinnen wachsen steigern ausbauen versorgen beliefern ohne innerhalb mehr weniger"
                    + " idag redan använder köper har ska vinna utan inom mer mindre före"
                    + " aujourd'hui déjà utilisent achètent ont sans plus moins avant"
                    + " hoy ya usan utilizan compran tienen hay sin más menos antes")
                .split(" ", -1)));
  }

  private AmountReader() {}

  private static void put(Map<String, String> map, String meaning, String words) {
    for (String word : words.split(" ", -1)) {
      map.put(word, meaning);
    }
  }

  private static void numerals(String words) {
    int value = 2;
    for (String word : words.split(" ", -1)) {
      NUMERALS.put(word, value++);
    }
  }

  /// The amounts of a sentence, in order.
  public static List<Amount> in(String text, SeedLanguage language) {
    List<Amount> found = new ArrayList<>();
    if (digit(text)) {
      Matcher number = NUMBER.matcher(text);
      while (number.find()) {
        if (number.group().length() <= MOST_DIGITS) {
          found.add(amount(text, number, language));
        }
      }
    }
    Words.at(text).forEach(word -> numeral(text, word).ifPresent(found::add));
    return found;
  }

  /// Whether a text has any of the digits from 0 to 9: most sentences have none, and to look for
  /// numbers takes longer.
  public static boolean digit(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        return true;
      }
    }
    return false;
  }

  /// A number in letters: of a span of time, "in three years", or of what a sentence begins with,
  /// "Eleven harbours".
  private static Optional<Amount> numeral(String text, Words.Word word) {
    Integer value = NUMERALS.get(Words.fold(word.text()));
    Optional<Matcher> unit = value == null ? Optional.empty() : unit(text, word.end());
    if (value == null || unit.isEmpty()) {
      return Optional.empty();
    }
    String name = unit.get().group(1);
    String time = TIMES.get(Words.fold(name));
    boolean first = word.start() == 0 && Character.isUpperCase(word.text().charAt(0));
    if (time == null && (!first || STOP.contains(Words.fold(name)) || name.length() < 2)) {
      return Optional.empty();
    }
    int end = word.end() + unit.get().end();
    return Optional.of(
        new Amount(
            BigDecimal.valueOf(value),
            time == null ? Amount.Kind.COUNT : Amount.Kind.TIME,
            time == null ? name : time,
            time == null ? Set.of(Words.stem(name)) : Set.of(),
            "",
            text.substring(word.start(), end),
            word.start(),
            end));
  }

  private static Optional<Matcher> unit(String text, int from) {
    Matcher unit = WORD.matcher(text.substring(from));
    return unit.lookingAt() ? Optional.of(unit) : Optional.empty();
  }

  private static Amount amount(String text, Matcher number, SeedLanguage language) {
    BigDecimal value = value(number.group(), language);
    int end = number.end();
    Matcher scale = SCALE.matcher(text.substring(end));
    String scaled = "";
    if (scale.find()) {
      int zeros = scale.group(1) != null ? 3 : scale.group(2) != null ? 6 : 9;
      value = value.movePointRight(zeros);
      scaled = Words.fold(scale.group().strip());
      end += scale.group().stripTrailing().length();
    }
    String rest = text.substring(end);
    String period = period(rest);
    Matcher percent = PERCENT.matcher(rest);
    if (percent.find()) {
      end += percent.end();
      return new Amount(
          value,
          Amount.Kind.PERCENT,
          "%",
          Set.of(),
          period,
          text.substring(number.start(), end),
          number.start(),
          end);
    }
    Matcher before =
        BEFORE.matcher(text.substring(Math.max(0, number.start() - 5), number.start()));
    if (before.find()) {
      int start = number.start() - before.group().length();
      String currency = CURRENCIES.getOrDefault(Words.fold(before.group(1)), "");
      return new Amount(
          value,
          Amount.Kind.MONEY,
          currency,
          Set.of(),
          period,
          text.substring(start, end),
          start,
          end);
    }
    if (scaled.endsWith("kr")) {
      return new Amount(
          value,
          Amount.Kind.MONEY,
          "SEK",
          Set.of(),
          period,
          text.substring(number.start(), end),
          number.start(),
          end);
    }
    return counted(text, number, value, end, period);
  }

  /// Whether pounds are a weight: money of another kind, or a verb of goods, stands with them.
  private static boolean weighs(String text, String word) {
    return word.startsWith("pound") && WEIGHT.matcher(text).find();
  }

  private static Amount counted(
      String text, Matcher number, BigDecimal value, int from, String period) {
    int end = from;
    Set<String> stems = new LinkedHashSet<>();
    List<String> words = new ArrayList<>();
    Optional<Matcher> unit = unit(text, end);
    if (unit.isPresent()) {
      String word = Words.fold(unit.get().group(1));
      String currency = weighs(text, word) ? null : CURRENCIES.get(word);
      String time = TIMES.get(word);
      int after = end + unit.get().end();
      if (currency != null || time != null) {
        Amount.Kind kind = currency != null ? Amount.Kind.MONEY : Amount.Kind.TIME;
        String name = currency != null ? currency : String.valueOf(time);
        return new Amount(
            value,
            kind,
            name,
            Set.of(),
            period,
            text.substring(number.start(), after),
            number.start(),
            after);
      }
    }
    boolean year = YEAR.matcher(number.group()).matches();
    while (unit.isPresent()
        && words.size() < MOST_WORDS_OF_A_UNIT
        && !STOP.contains(Words.fold(unit.get().group(1)))
        && unit.get().group(1).length() > 1) {
      words.add(unit.get().group(1));
      stems.add(Words.stem(unit.get().group(1)));
      end += unit.get().end();
      Matcher next = NEXT.matcher(text.substring(end));
      unit = next.lookingAt() ? Optional.of(next) : Optional.empty();
    }
    boolean late = year && LATE.matcher(number.group()).matches();
    if (late && !words.isEmpty()) {
      // "2027 the fair moves": a year in a sentence, whatever follows it.
      words.clear();
      stems.clear();
      end = number.end();
    }
    Amount.Kind kind = year && words.isEmpty() ? Amount.Kind.YEAR : Amount.Kind.COUNT;
    return new Amount(
        value,
        kind,
        String.join(" ", words),
        Collections.unmodifiableSet(stems),
        period,
        text.substring(number.start(), end),
        number.start(),
        end);
  }

  /// How often what is counted recurs, where the words after a number say it.
  private static String period(String rest) {
    String near = rest.length() > NEAR ? rest.substring(0, NEAR) : rest;
    int stop = near.length();
    for (String mark : List.of(", ", "; ", ". ")) {
      int at = near.indexOf(mark);
      stop = at >= 0 ? Math.min(stop, at) : stop;
    }
    // "500 shops and £22,000 a month": the period of the second number alone.
    Matcher other = OTHER.matcher(near);
    if (other.find()) {
      stop = Math.min(stop, other.start());
    }
    Matcher period = PERIOD.matcher(near.substring(0, stop));
    if (!period.find()) {
      return "";
    }
    if (period.group(1) != null) {
      return TIMES.getOrDefault(Words.fold(period.group(1)), byBeginning(period.group(1)));
    }
    return byBeginning(period.group(2));
  }

  private static String byBeginning(String word) {
    String folded = Words.fold(word);
    if (folded.startsWith("m")) {
      return "month";
    }
    return folded.startsWith("w") || folded.startsWith("v")
        ? "week"
        : folded.startsWith("d") ? "day" : "year";
  }

  private static BigDecimal value(String digits, SeedLanguage language) {
    String plain = digits.replaceAll("[’'\u00a0\u202f ]", "");
    int comma = plain.lastIndexOf(',');
    int dot = plain.lastIndexOf('.');
    char decimal;
    if (comma >= 0 && dot >= 0) {
      decimal = comma > dot ? ',' : '.';
    } else {
      int at = Math.max(comma, dot);
      char mark = at >= 0 ? plain.charAt(at) : ' ';
      boolean groups = at >= 0 && plain.length() - at == 4 && !plain.startsWith("0");
      boolean several = at >= 0 && plain.indexOf(mark) != at;
      boolean thousands = several || (groups && mark != language.decimal());
      decimal = thousands ? ' ' : mark;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (c == decimal) {
        out.append('.');
      } else if (Character.isDigit(c)) {
        out.append(Character.digit(c, 10));
      }
    }
    return new BigDecimal(out.toString());
  }

  /// The words that say nothing of what is counted.
  static boolean stop(String word) {
    return STOP.contains(Words.fold(word));
  }

  /// By how many zeros a written amount is scaled, as in "3 million".
  public static int zeros(String raw) {
    Matcher number = NUMBER.matcher(raw);
    if (!number.find()) {
      return 0;
    }
    Matcher scale = SCALE.matcher(raw.substring(number.end()));
    if (!scale.find()) {
      return 0;
    }
    return scale.group(1) != null ? 3 : scale.group(2) != null ? 6 : 9;
  }

  /// A number as a language writes it: whole from 100 on, else with at most one decimal.
  public static String write(BigDecimal value, SeedLanguage language) {
    boolean large = value.abs().compareTo(BigDecimal.valueOf(100)) >= 0;
    BigDecimal rounded = value.setScale(large ? 0 : 1, RoundingMode.HALF_UP).stripTrailingZeros();
    String plain = rounded.toPlainString();
    int dot = plain.indexOf('.');
    String whole = dot < 0 ? plain : plain.substring(0, dot);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < whole.length(); i++) {
      int left = whole.length() - i;
      if (i > 0 && left % 3 == 0 && Character.isDigit(whole.charAt(i - 1))) {
        out.append(language.thousands());
      }
      out.append(whole.charAt(i));
    }
    return dot < 0
        ? out.toString()
        : out.append(language.decimal()).append(plain.substring(dot + 1)).toString();
  }
}
