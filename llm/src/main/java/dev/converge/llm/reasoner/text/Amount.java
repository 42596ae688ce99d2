package dev.converge.llm.reasoner.text;

import java.math.BigDecimal;
import java.util.Set;

/// A number that a text states, with what it counts.
///
/// @param value the number, with thousands and millions worked in
/// @param kind what sort of thing it counts
/// @param unit the currency, the unit of time, or the words after a count
/// @param stems of the words that say what is counted
/// @param period of what recurs: `month`, `year`, `week`, `day`, or empty
/// @param raw as it stands in the text
/// @param start where it stands there
/// @param end where it ends, with its unit
public record Amount(
    BigDecimal value,
    Kind kind,
    String unit,
    Set<String> stems,
    String period,
    String raw,
    int start,
    int end) {
  /// Sorts of amounts.
  public enum Kind {
    /// A share.
    PERCENT,
    /// Money.
    MONEY,
    /// A span of time.
    TIME,
    /// Things or people.
    COUNT,
    /// A year of the calendar.
    YEAR
  }

  /// A span of time in months, or zero if it is a day or less.
  public BigDecimal months() {
    return switch (unit) {
      case "year" -> value.multiply(BigDecimal.valueOf(12));
      case "month" -> value;
      default -> BigDecimal.ZERO;
    };
  }
}
