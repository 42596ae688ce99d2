package dev.converge.testkit.outside;

import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.engine.store.Journal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// The events of a run without what differs from run to run, so that those of two hosts can be
/// compared.
public final class ComparableLog {
  private static final int MOST_EVENTS = 100_000;

  private static final Set<String> OWN =
      Set.of(
          "run_id",
          "job_id",
          "sequence",
          "at",
          "salt",
          "hash",
          "duration_ms",
          "running_ms",
          "took_ms",
          "retry_at",
          "expires_at");

  private static final Set<String> ANSWERS =
      Set.of("agent_completed", "agent_failed", "model_called", "proposal_made");

  private ComparableLog() {}

  /// The events of a run, each in canonical form. Answers of one cycle come in the order of their
  /// agents: they reach a run in any order, on which nothing depends.
  ///
  /// @param more members that are left out besides times, ids and salts
  public static List<String> of(Journal journal, String runId, Set<String> more) {
    Set<String> own = new HashSet<>(OWN);
    own.addAll(more);
    List<Json.Obj> log = new ArrayList<>();
    for (Sealed event : journal.read(runId, 0, MOST_EVENTS, Integer.MAX_VALUE)) {
      log.add((Json.Obj) Json.parse(new String(event.json(), StandardCharsets.UTF_8)));
    }
    return inOrderOfAgents(log).stream().map(event -> without(event, own).canonical()).toList();
  }

  private static List<Json.Obj> inOrderOfAgents(List<Json.Obj> log) {
    List<Json.Obj> sorted = new ArrayList<>();
    List<Json.Obj> answers = new ArrayList<>();
    for (Json.Obj event : log) {
      if (ANSWERS.contains(text(event, "type"))) {
        answers.add(event);
      } else {
        sortInto(sorted, answers);
        sorted.add(event);
      }
    }
    sortInto(sorted, answers);
    return sorted;
  }

  private static void sortInto(List<Json.Obj> sorted, List<Json.Obj> answers) {
    answers.sort(Comparator.comparing(answer -> text(answer, "agent")));
    sorted.addAll(answers);
    answers.clear();
  }

  private static String text(Json.Obj event, String member) {
    return event.get(member).orElseThrow() instanceof Json.Str(var text) ? text : "";
  }

  private static Json without(Json json, Set<String> own) {
    if (json instanceof Json.Obj object) {
      TreeMap<String, Json> kept = new TreeMap<>();
      object
          .fields()
          .forEach((name, value) -> {
            if (!own.contains(name)) {
              kept.put(name, without(value, own));
            }
          });
      return new Json.Obj(kept);
    }
    return json;
  }
}
