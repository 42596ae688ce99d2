package dev.converge.testkit;

import dev.converge.core.Input;
import dev.converge.core.RunState;
import dev.converge.core.budget.Budget;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Roles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whoever sends a run what they like: people, clients, operators.
final class Visitor {
  private Visitor() {}

  /// Anything that may come from outside.
  static Input input(Choices choices, RunState state, Instant now) {
    return switch (choices.below(10)) {
      case 0, 1 -> observed(choices, now);
      case 2, 3 -> decided(choices, state, now);
      case 4 -> new Input.BudgetChanged(budget(choices), "ann", now);
      case 5 -> new Input.Paused("ann", true, "a reason", now);
      case 6 -> new Input.Resumed("ben", now);
      case 7 -> new Input.TimeReached(now);
      case 8 -> new Input.ProviderBack(now);
      default -> end(choices, now);
    };
  }

  private static Input end(Choices choices, Instant now) {
    if (!choices.oneIn(6)) {
      return observed(choices, now);
    }
    return choices.oneIn(3)
        ? new Input.Broken("a fault", now)
        : new Input.Cancelled("ann", false, "enough", now);
  }

  private static Input observed(Choices choices, Instant now) {
    return new Input.Observed(
        choices.pick(List.of("K0", "K1", "K2", "Seeds", "nowhere", "Decisions")),
        textOrNull(choices.pick(List.of("", "a0:1", "shared:1", "no id", "obs:1"))),
        choices.pick(List.of("alpha", "something else", "beta", "broken \udc00")),
        null,
        "sensor",
        choices.oneIn(2),
        now);
  }

  private static @Nullable String textOrNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /// A proposal is sent back, whether that is allowed or not.
  static Input returned(Choices choices, RunState state, Instant now) {
    List<String> ids = new ArrayList<>(List.of("prop:1:a0:1", "nothing"));
    state.pending().forEach(p -> ids.addFirst(p.proposalId()));
    return new Input.Returned(
        choices.pick(ids),
        choices.pick(List.of("ann", "ben")),
        choices.oneIn(2),
        choices.pick(List.of("say more", "broken \ud800")),
        Roles.EVERY,
        now);
  }

  private static Input decided(Choices choices, RunState state, Instant now) {
    List<String> ids = new ArrayList<>(List.of("prop:1:a0:1", "prop:observation:1", "nothing"));
    state.pending().forEach(p -> ids.addFirst(p.proposalId()));
    return new Input.Decided(
        choices.pick(ids),
        choices.oneIn(3) ? Decision.REJECTED : Decision.APPROVED,
        choices.pick(List.of("ann", "ben")),
        choices.oneIn(2),
        textOrNull(choices.pick(List.of("", "a comment", "broken \ud800"))),
        now);
  }

  private static Budget budget(Choices choices) {
    return new Budget(
        choices.between(0, 14),
        choices.between(0, 70),
        Duration.ofSeconds(choices.between(0, 900)),
        choices.between(0, 400),
        choices.between(0, 400));
  }
}
