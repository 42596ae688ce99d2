package dev.converge.runtime.grpc.message;

import dev.converge.core.budget.Budget;
import dev.converge.core.json.Json;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.operations.field.OperationException;
import dev.converge.runtime.operations.submission.BudgetChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Budgets as messages, and back.
public final class BudgetMessages {
  private static final double MICROS = 1_000_000;

  private BudgetMessages() {}

  /// A budget as a message.
  public static dev.converge.proto.Budget message(Budget budget) {
    return dev.converge.proto.Budget.newBuilder()
        .setMaxCycles(budget.maxCycles())
        .setMaxFacts(budget.maxFacts())
        .setMaxDurationMs(budget.maxDuration().toMillis())
        .setMaxTokens((int) Math.min(budget.maxTokens(), 0xFFFF_FFFFL))
        .setMaxCostUsd(budget.maxCostMicros() / MICROS)
        .build();
  }

  /// The limits that a message sets.
  ///
  /// @throws OperationException with `INVALID`
  static BudgetChange change(dev.converge.proto.Budget message) {
    List<FieldError> errors = new ArrayList<>();
    BudgetChange change = BudgetChange.read("/budget", json(message), errors);
    if (!errors.isEmpty()) {
      throw OperationException.invalid(errors);
    }
    return change;
  }

  /// The limits that a message sets, in the form of the HTTP contract.
  ///
  /// @throws FieldException if the cost is not a finite number
  static Json.Obj json(dev.converge.proto.Budget message) {
    Json.Builder out = Json.object();
    if (message.hasMaxCycles()) {
      out.put("max_cycles", (double) Integer.toUnsignedLong(message.getMaxCycles()));
    }
    if (message.hasMaxFacts()) {
      out.put("max_facts", (double) Integer.toUnsignedLong(message.getMaxFacts()));
    }
    if (message.hasMaxDurationMs()) {
      long millis = message.getMaxDurationMs();
      // A value beyond the range of signed numbers is too long in any case.
      out.put("max_duration", Duration.ofMillis(millis < 0 ? Long.MAX_VALUE : millis).toString());
    }
    if (message.hasMaxTokens()) {
      out.put("max_tokens", (double) Integer.toUnsignedLong(message.getMaxTokens()));
    }
    if (message.hasMaxCostUsd()) {
      double usd = message.getMaxCostUsd();
      if (!Double.isFinite(usd)) {
        throw new FieldException("budget.max_cost_usd", usd + " (expected: a finite number)");
      }
      out.put("max_cost_usd", usd);
    }
    return out.build();
  }
}
