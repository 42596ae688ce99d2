package dev.converge.runtime.grpc;

import dev.converge.core.Budget;
import dev.converge.core.Money;
import java.math.BigDecimal;
import java.time.Duration;

/// What a run may use, on the wire and back.
final class Budgets {
  private static final double MICROS = 1_000_000;

  /// The most dollars that a budget can say.
  static final double MOST_USD = 1_000_000_000;

  /// The longest duration that a budget can say, in milliseconds: ten years.
  static final long LONGEST_MILLIS = Duration.ofDays(3_650).toMillis();

  private Budgets() {}

  /// A budget on the wire.
  static dev.converge.proto.Budget message(Budget budget) {
    return dev.converge.proto.Budget.newBuilder()
        .setMaxCycles(budget.maxCycles())
        .setMaxFacts(budget.maxFacts())
        .setMaxDurationMs(budget.maxDuration().toMillis())
        .setMaxTokens((int) Math.min(budget.maxTokens(), 0xFFFF_FFFFL))
        .setMaxCostUsd(budget.maxCostMicros() / MICROS)
        .build();
  }

  /// A budget with the limits that a message sets.
  ///
  /// @throws FieldException if one is out of range
  static Budget over(Budget before, dev.converge.proto.Budget message, String field) {
    return new Budget(
        message.hasMaxCycles()
            ? count(message.getMaxCycles(), field + ".max_cycles")
            : before.maxCycles(),
        message.hasMaxFacts()
            ? count(message.getMaxFacts(), field + ".max_facts")
            : before.maxFacts(),
        message.hasMaxDurationMs()
            ? Duration.ofMillis(millis(message.getMaxDurationMs(), field + ".max_duration_ms"))
            : before.maxDuration(),
        message.hasMaxTokens()
            ? Integer.toUnsignedLong(message.getMaxTokens())
            : before.maxTokens(),
        message.hasMaxCostUsd()
            ? Money.micros(
                BigDecimal.valueOf(usd(message.getMaxCostUsd(), field + ".max_cost_usd")))
            : before.maxCostMicros());
  }

  private static int count(int value, String field) {
    if (value < 0) {
      throw new FieldException(
          field,
          Integer.toUnsignedString(value) + " (expected: at most " + Integer.MAX_VALUE + ")");
    }
    return value;
  }

  static long millis(long value, String field) {
    if (value < 0 || value > LONGEST_MILLIS) {
      throw new FieldException(
          field, Long.toUnsignedString(value) + " (expected: at most " + LONGEST_MILLIS + ")");
    }
    return value;
  }

  static double usd(double value, String field) {
    if (!(value >= 0 && value <= MOST_USD)) {
      throw new FieldException(field, value + " (expected: 0 to " + (long) MOST_USD + ")");
    }
    return value;
  }
}
