package dev.converge.audit.compare;

import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// How two runs differ: their inputs, the first event that differs, their facts, rejected
/// proposals, costs and durations.
///
/// @param a figures of the first run
/// @param b figures of the second run
/// @param setUp differences in their inputs, without seeds
/// @param first the first event that differs; empty if none does
/// @param seeds how the seeds differ
/// @param facts how the other facts differ
/// @param rejected how the rejected proposals differ
public record Comparison(
    RunFigures a,
    RunFigures b,
    List<JsonChange> setUp,
    Optional<FirstDifference> first,
    FactChanges seeds,
    FactChanges facts,
    RejectionChanges rejected) {
  private static final List<String> SET_UP =
      List.of("template", "version", "template_hash", "mode", "budget", "versions");

  /// Copies the list.
  public Comparison {
    setUp = List.copyOf(setUp);
  }

  /// Compares two runs.
  public static Comparison of(RunLog a, RunLog b) {
    return new Comparison(
        RunFigures.of(a),
        RunFigures.of(b),
        JsonChange.between(setUp(a), setUp(b)),
        FirstDifference.of(a, b),
        FactChanges.of(a, b, "seed_admitted"),
        FactChanges.of(a, b, "fact_promoted"),
        RejectionChanges.of(a, b));
  }

  private static Json.Obj setUp(RunLog run) {
    return run.events().isEmpty()
        ? Json.Obj.EMPTY
        : EventMembers.only(run.events().getFirst(), SET_UP);
  }

  /// Whether both runs have the same result hash.
  public boolean sameResult() {
    return !a.resultHash().isEmpty() && a.resultHash().equals(b.resultHash());
  }

  /// Whether only times and costs differ.
  public boolean alike() {
    return setUp.isEmpty() && first.isEmpty();
  }

  /// The comparison as JSON.
  public Json.Obj json() {
    Json.Builder out = Json.object().put("a", a.json()).put("b", b.json());
    out.put("alike", alike()).put("same_result", sameResult());
    out.put("set_up", Json.array(setUp.stream().map(JsonChange::json).toList()));
    first.ifPresent(difference -> out.put("first_difference", difference.json()));
    out.put("seeds", seeds.json()).put("facts", facts.json()).put("rejected", rejected.json());
    return out.put("agents", agents()).build();
  }

  private Json agents() {
    TreeSet<String> ids = new TreeSet<>(a.agents().keySet());
    ids.addAll(b.agents().keySet());
    List<Json> all = new ArrayList<>();
    for (String id : ids) {
      Json.Builder agent = Json.object().put("agent", id);
      Optional.ofNullable(a.agents().get(id)).ifPresent(used -> agent.put("a", used.json()));
      Optional.ofNullable(b.agents().get(id)).ifPresent(used -> agent.put("b", used.json()));
      all.add(agent.build());
    }
    return Json.array(all);
  }

  /// The comparison as lines for people.
  public List<String> lines() {
    return ComparisonText.of(this);
  }

  /// The differences without costs and times, as lines for people.
  ///
  /// @param nameA name of the first run in the lines
  /// @param nameB name of the second run in the lines
  public List<String> changes(String nameA, String nameB) {
    return ComparisonText.changes(this, nameA, nameB);
  }
}
