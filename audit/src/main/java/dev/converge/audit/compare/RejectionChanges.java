package dev.converge.audit.compare;

import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.List;

/// How the rejected proposals of two runs differ: by key, agent, code and message.
///
/// @param same number of proposals that both runs rejected
/// @param onlyA proposals that only the first run rejected
/// @param onlyB proposals that only the second run rejected
public record RejectionChanges(int same, List<Json.Obj> onlyA, List<Json.Obj> onlyB) {
  private static final List<String> COMPARED = List.of("key", "agent", "code", "message");
  private static final List<String> SHOWN =
      List.of("key", "agent", "code", "message", "invariant", "proposal_id", "sequence");

  /// Copies the lists.
  public RejectionChanges {
    onlyA = List.copyOf(onlyA);
    onlyB = List.copyOf(onlyB);
  }

  static RejectionChanges of(RunLog a, RunLog b) {
    List<Json.Obj> right = rejected(b);
    List<Json.Obj> compared = new ArrayList<>(right.stream().map(RejectionChanges::of).toList());
    List<Json.Obj> onlyA = new ArrayList<>();
    int same = 0;
    for (Json.Obj event : rejected(a)) {
      int place = compared.indexOf(of(event));
      if (place < 0) {
        onlyA.add(event);
      } else {
        same++;
        compared.remove(place);
        right.remove(place);
      }
    }
    return new RejectionChanges(same, onlyA, right);
  }

  private static List<Json.Obj> rejected(RunLog run) {
    return new ArrayList<>(
        run.events().stream()
            .filter(event -> EventMembers.text(event, "type").equals("proposal_rejected"))
            .limit(FactChanges.MAX_LISTED)
            .toList());
  }

  private static Json.Obj of(Json.Obj event) {
    return EventMembers.only(event, COMPARED);
  }

  Json.Obj json() {
    return Json.object()
        .put("same", same)
        .put("only_a", Json.array(onlyA.stream().map(RejectionChanges::shown).toList()))
        .put("only_b", Json.array(onlyB.stream().map(RejectionChanges::shown).toList()))
        .build();
  }

  private static Json.Obj shown(Json.Obj event) {
    return EventMembers.only(event, SHOWN);
  }
}
