package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.Amount;
import dev.converge.llm.reasoner.text.AmountReader;
import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A figure of a passage with what it is said of: the words of its clause.
///
/// @param amount the figure
/// @param about stems of the other words of its clause
/// @param price whether the clause is about a price
record FigureOf(Amount amount, Set<String> about, boolean price) {
  private static final Map<String, Integer> NUMERALS = new TreeMap<>();

  static {
    numerals(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen");
    numerals(
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn");
    numerals("två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton");
    numerals("deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze");
    numerals("dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince");
  }

  private static final Pattern PRICE =
      Pattern.compile(
          "\\b(?:prices?|costs?|fees?|charges?|rent|preise?s?|kostet|kosten|gebühr\\p{L}*|beitrag|miete|tarif\\p{L}*|avgift\\p{L}*|pris(?:et)?|kostar|kostnad\\p{L}*|hyra\\p{L}*|prix|coûte?\\p{L}*|cotisation|loyer|precios?|cuesta\\p{L}*|cuota\\p{L}*|tarifas?|alquiler)\\b",
          Need.FLAGS);

  /// A number of each, at least or at most is another matter than a number.
  private static final Pattern BOUND =
      Pattern.compile(
          "\\b(?:per|each|every|larger than|smaller than|more than|fewer than|less than|up to|at most|at least|je|pro|jeweils|mehr als|weniger als|höchstens|mindestens|bis zu|maximal|minimum|varje|fler än|färre än|högst|minst|upp till|chaque|par|plus de|moins de|au moins|au plus|jusqu'à|cada|más de|menos de|como máximo|al menos|hasta|max)\\b",
          Need.FLAGS);

  /// Some of many: "three plots with sprinklers", "82 plots at 12 pounds".
  private static final Pattern PART =
      Pattern.compile(
          "^\\S+ \\p{L}+ (?:with|at|who|that|which|of them|mit|med|som|avec|qui|con|que)\\b",
          Need.FLAGS);

  /// A unit that anything can be measured in, so that it does not tell what is counted.
  private static final Pattern MEASURE =
      Pattern.compile(
          "(?:[ckm]?m|met(?:er|re)s?|mètres?|metros?|k?g|kilos?|lit(?:er|re)s?|litros?|ml|l|sq|kwh?|mm)\\b",
          Need.FLAGS);

  private static final Pattern CLAUSE = Pattern.compile("[;:(){}–—]|[,.!?](?=\\s|$)");

  private static void numerals(String words) {
    int value = 2;
    for (String word : words.split(" ", -1)) {
      NUMERALS.put(word, value++);
    }
  }

  /// The figures of a passage.
  static List<FigureOf> in(String text, SeedLanguage language) {
    String digits = digits(text);
    List<FigureOf> found = new ArrayList<>();
    if (!AmountReader.digit(digits)) {
      return found;
    }
    List<Amount> amounts = AmountReader.in(digits, language);
    Matcher clauses = CLAUSE.matcher(digits);
    int from = 0;
    boolean more = true;
    while (more) {
      more = clauses.find();
      int to = more ? clauses.start() : digits.length();
      clause(digits.substring(from, to), from, amounts, found);
      from = more ? clauses.end() : to;
    }
    return found;
  }

  private static void clause(String clause, int from, List<Amount> amounts, List<FigureOf> found) {
    for (Amount amount : amounts) {
      boolean within = amount.start() >= from && amount.start() < from + clause.length();
      boolean counts = amount.kind() != Amount.Kind.YEAR && !calendar(amount);
      boolean part = PART.matcher(clause.substring(within ? amount.start() - from : 0)).lookingAt();
      if (within && counts && !part && !BOUND.matcher(clause).find()) {
        Set<String> about = new LinkedHashSet<>(Occasion.words(clause));
        about.removeAll(Words.stems(amount.raw()));
        found.add(new FigureOf(amount, about, PRICE.matcher(clause).find()));
      }
    }
  }

  private static boolean calendar(Amount amount) {
    return amount.stems().stream().limit(1).anyMatch(Occasion::calendar)
        || !Days.in(amount.raw()).isEmpty();
  }

  /// A text with its numbers in digits.
  private static String digits(String text) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (Words.Word word : Words.at(text)) {
      Integer value = NUMERALS.get(Words.fold(word.text()));
      if (value != null) {
        out.append(text, from, word.start()).append(value);
        from = word.end();
      }
    }
    return from == 0 ? text : out.append(text.substring(from)).toString();
  }

  /// Whether another figure is told of the same.
  boolean contradicts(FigureOf other) {
    Amount a = amount;
    Amount b = other.amount;
    boolean period = a.period().equals(b.period());
    boolean prices = price && other.price && (a.period().isEmpty() || b.period().isEmpty());
    if (a.kind() != b.kind() || !(period || prices) || a.value().compareTo(b.value()) == 0) {
      return false;
    }
    int shared = NoteTaker.overlap(about, other.about);
    return switch (a.kind()) {
      case MONEY -> a.unit().equals(b.unit()) && (shared > 1 || (price && other.price));
      case TIME ->
          a.unit().equals(b.unit())
              && shared > 0
              && 2 * shared >= Math.max(about.size(), other.about.size());
      case PERCENT -> shared > 1;
      case COUNT -> counted(a, b) && (shared > 0 || !MEASURE.matcher(a.unit()).lookingAt());
      case YEAR -> false;
    };
  }

  private static boolean counted(Amount a, Amount b) {
    return !a.stems().isEmpty()
        && !b.stems().isEmpty()
        && a.stems().iterator().next().equals(b.stems().iterator().next())
        && a.stems().iterator().next().length() > 3;
  }
}
