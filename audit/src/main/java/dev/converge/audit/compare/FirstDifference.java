package dev.converge.audit.compare;

import dev.converge.core.json.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The first event at which two runs differ. Times, tokens and costs do not count, nor does the
/// order in which the agents of a cycle answered.
///
/// @param a the event of the first run, or `null` if it has already ended
/// @param b the event of the second run, or `null` if it has already ended
/// @param members the differences, if both events have the same type and agent
public record FirstDifference(
    EventOrder.@Nullable Placed a, EventOrder.@Nullable Placed b, List<JsonChange> members) {
  /// Copies the list.
  public FirstDifference {
    members = List.copyOf(members);
  }

  static Optional<FirstDifference> of(RunLog a, RunLog b) {
    List<EventOrder.Placed> left = EventOrder.of(a);
    List<EventOrder.Placed> right = EventOrder.of(b);
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      EventOrder.Placed one = i < left.size() ? left.get(i) : null;
      EventOrder.Placed other = i < right.size() ? right.get(i) : null;
      if (one == null || other == null) {
        return Optional.of(new FirstDifference(one, other, List.of()));
      }
      if (!one.compared().equals(other.compared())) {
        boolean alike = one.type().equals(other.type()) && one.agent().equals(other.agent());
        List<JsonChange> members =
            alike ? JsonChange.between(one.compared(), other.compared()) : List.of();
        return Optional.of(new FirstDifference(one, other, members));
      }
    }
    return Optional.empty();
  }

  Json.Obj json() {
    return Json.object()
        .put("a", a == null ? null : event(a))
        .put("b", b == null ? null : event(b))
        .put("members", Json.array(members.stream().map(JsonChange::json).toList()))
        .build();
  }

  private static Json event(EventOrder.Placed event) {
    return Json.object()
        .put("sequence", (double) event.sequence())
        .put("type", event.type())
        .put("cycle", (double) event.cycle())
        .put("agent", event.agent().isEmpty() ? null : Json.of(event.agent()))
        .build();
  }
}
