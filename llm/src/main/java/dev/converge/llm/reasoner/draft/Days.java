package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.AmountReader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Days of the year that a text names: "17 November", "November 17th", "17. November".
final class Days {
  private static final List<String> MONTHS =
      List.of(
          "jan|ene|gen",
          "feb|fév|fev",
          "mar|mär",
          "apr|avr|abr",
          "may|mai|maj",
          "jun|juin",
          "jul|juil",
          "aug|août|ago",
          "sep",
          "oct|okt",
          "nov",
          "dec|dez|déc|dic");

  private static final String MONTH = "((?:" + String.join("|", MONTHS) + ")\\p{L}*)";
  private static final String DAY = "(\\d{1,2})(?:st|nd|rd|th|er|º)?\\.?";

  private static final Pattern NAMED =
      Pattern.compile(
          "(?<![\\d.,])" + DAY + " (?:of |de |d')?" + MONTH + "|" + MONTH + " " + DAY + "(?!\\d)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern CLOCK = Pattern.compile("\\b\\d{1,2}[:.]\\d{2}\\b(?!\\d)");

  private Days() {}

  /// Times of day: "10:30".
  static Set<String> clock(String text) {
    Set<String> found = new LinkedHashSet<>();
    if (AmountReader.digit(text)) {
      CLOCK.matcher(text).results().forEach(time -> found.add(time.group()));
    }
    return found;
  }

  /// The days, as month and day in numbers.
  static Set<String> in(String text) {
    Set<String> found = new LinkedHashSet<>();
    if (!AmountReader.digit(text)) {
      return found;
    }
    Matcher named = NAMED.matcher(text);
    while (named.find()) {
      boolean first = named.group(1) != null;
      String day = first ? named.group(1) : named.group(4);
      int month = month(first ? named.group(2) : named.group(3));
      if (month > 0) {
        found.add(month + "-" + Integer.parseInt(day));
      }
    }
    return found;
  }

  private static int month(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    for (int i = 0; i < MONTHS.size(); i++) {
      for (String begin : MONTHS.get(i).split("\\|", -1)) {
        if (lower.startsWith(begin)) {
          return i + 1;
        }
      }
    }
    return 0;
  }
}
