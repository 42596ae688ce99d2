package dev.converge.runtime.jobs;

import dev.converge.core.Budget;
import dev.converge.core.Money;
import dev.converge.core.json.Json;
import dev.converge.runtime.http.BodyFields;
import dev.converge.runtime.problems.FieldError;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/// Reads what a run may use; what is left out stays as it was.
public final class BudgetReader {
  private static final List<String> MEMBERS =
      List.of("max_cycles", "max_facts", "max_duration", "max_tokens", "max_cost_usd");
  private static final long MOST_CYCLES = 1_000_000;
  private static final long MOST_FACTS = 1_000_000;
  private static final long MOST_TOKENS = 1_000_000_000_000L;
  private static final double MOST_USD = 1_000_000_000;
  private static final Duration LONGEST = Duration.ofDays(3_650);

  private BudgetReader() {}

  /// Reads a budget and notes what is wrong with it.
  public static Budget read(
      String pointer, Json.Obj body, Budget otherwise, List<FieldError> errors) {
    BodyFields fields = new BodyFields(pointer, body, MEMBERS, errors);
    Long cycles = fields.integer("max_cycles", 0, MOST_CYCLES);
    Long facts = fields.integer("max_facts", 0, MOST_FACTS);
    Long tokens = fields.integer("max_tokens", 0, MOST_TOKENS);
    Double cost = fields.amount("max_cost_usd", MOST_USD);
    Duration duration = fields.duration("max_duration");
    if (duration != null && duration.compareTo(LONGEST) > 0) {
      fields.error("max_duration", duration + " (expected: at most " + LONGEST.toDays() + " days)");
      duration = null;
    }
    return new Budget(
        cycles == null ? otherwise.maxCycles() : cycles.intValue(),
        facts == null ? otherwise.maxFacts() : facts.intValue(),
        duration == null ? otherwise.maxDuration() : duration,
        tokens == null ? otherwise.maxTokens() : tokens,
        cost == null ? otherwise.maxCostMicros() : Money.micros(BigDecimal.valueOf(cost)));
  }
}
