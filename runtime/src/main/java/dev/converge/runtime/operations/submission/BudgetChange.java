package dev.converge.runtime.operations.submission;

import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Money;
import dev.converge.core.json.Json;
import dev.converge.runtime.operations.field.BodyFields;
import dev.converge.runtime.operations.field.FieldError;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The limits that a request sets. A limit that is `null` stays as it was.
///
/// @param maxCycles cycles of a run
/// @param maxFacts facts in the context
/// @param maxDuration running time
/// @param maxTokens tokens of all model calls
/// @param maxCostMicros cost of all model calls, in millionths of a US dollar
public record BudgetChange(
    @Nullable Integer maxCycles,
    @Nullable Integer maxFacts,
    @Nullable Duration maxDuration,
    @Nullable Long maxTokens,
    @Nullable Long maxCostMicros) {
  /// Maximum number of cycles that a request can allow.
  public static final int MAX_CYCLES = 1_000_000;

  /// Maximum number of facts that a request can allow.
  public static final int MAX_FACTS = 1_000_000;

  /// Maximum number of tokens that a request can allow.
  public static final long MAX_TOKENS = 1_000_000_000_000L;

  /// The highest cost that a request can allow, in US dollars.
  public static final double MAX_USD = 1_000_000_000;

  /// The longest running time that a request can allow, ten years.
  public static final Duration MAX_DURATION = Duration.ofDays(3_650);

  private static final List<String> MEMBERS =
      List.of("max_cycles", "max_facts", "max_duration", "max_tokens", "max_cost_usd");

  /// Reads the limits from a JSON object.
  ///
  /// @param pointer to the object
  /// @param errors to add to
  public static BudgetChange read(String pointer, Json.Obj body, List<FieldError> errors) {
    BodyFields fields = new BodyFields(pointer, body, MEMBERS, errors);
    Long cycles = fields.integer("max_cycles", 0, MAX_CYCLES);
    Long facts = fields.integer("max_facts", 0, MAX_FACTS);
    Long tokens = fields.integer("max_tokens", 0, MAX_TOKENS);
    Double cost = fields.amount("max_cost_usd", MAX_USD);
    Duration duration = fields.duration("max_duration");
    if (duration != null && duration.compareTo(MAX_DURATION) > 0) {
      fields.error(
          "max_duration", duration + " (expected: at most " + MAX_DURATION.toDays() + " days)");
      duration = null;
    }
    return new BudgetChange(
        cycles == null ? null : cycles.intValue(),
        facts == null ? null : facts.intValue(),
        duration,
        tokens,
        cost == null ? null : Money.micros(BigDecimal.valueOf(cost)));
  }

  /// Each limit that is above the ceiling of this server.
  ///
  /// @param pointer to the object with the limits
  public List<FieldError> above(String pointer, Budget ceiling) {
    List<FieldError> errors = new ArrayList<>();
    compare(errors, pointer + "/max_cycles", maxCycles, ceiling.maxCycles(), String::valueOf);
    compare(errors, pointer + "/max_facts", maxFacts, ceiling.maxFacts(), String::valueOf);
    compare(errors, pointer + "/max_duration", maxDuration, ceiling.maxDuration(), String::valueOf);
    compare(errors, pointer + "/max_tokens", maxTokens, ceiling.maxTokens(), String::valueOf);
    compare(errors, pointer + "/max_cost_usd", maxCostMicros, ceiling.maxCostMicros(), Money::usd);
    return errors;
  }

  private static <T extends Comparable<T>> void compare(
      List<FieldError> errors,
      String pointer,
      @Nullable T asked,
      T ceiling,
      Function<T, String> shown) {
    if (asked != null && asked.compareTo(ceiling) > 0) {
      errors.add(
          new FieldError(
              pointer,
              shown.apply(asked)
                  + " (expected: at most "
                  + shown.apply(ceiling)
                  + " on this server)"));
    }
  }

  /// A budget cut to the ceiling of this server.
  static Budget within(Budget budget, Budget ceiling) {
    return new Budget(
        Math.min(budget.maxCycles(), ceiling.maxCycles()),
        Math.min(budget.maxFacts(), ceiling.maxFacts()),
        budget.maxDuration().compareTo(ceiling.maxDuration()) < 0
            ? budget.maxDuration()
            : ceiling.maxDuration(),
        Math.min(budget.maxTokens(), ceiling.maxTokens()),
        Math.min(budget.maxCostMicros(), ceiling.maxCostMicros()));
  }

  /// A budget after the change.
  public Budget over(Budget before) {
    return new Budget(
        maxCycles == null ? before.maxCycles() : maxCycles,
        maxFacts == null ? before.maxFacts() : maxFacts,
        maxDuration == null ? before.maxDuration() : maxDuration,
        maxTokens == null ? before.maxTokens() : maxTokens,
        maxCostMicros == null ? before.maxCostMicros() : maxCostMicros);
  }
}
