package dev.converge.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A job and the outcome of a run of it.
public final class JobView {
  private static final Set<String> ENDED =
      Collections.unmodifiableSet(
          new HashSet<>(Arrays.asList("converged", "halted", "cancelled", "failed")));

  private final JsonObject json;

  JobView(JsonObject json) {
    this.json = json;
  }

  /// The id of the job.
  public String id() {
    return json.text("job_id");
  }

  /// The id of the run.
  public String runId() {
    return json.text("run_id");
  }

  /// The state of the run, such as `running`, `waiting` or `converged`.
  public String status() {
    return json.text("status");
  }

  /// Whether the run has ended.
  public boolean hasEnded() {
    return ENDED.contains(status());
  }

  /// Whether the run has ended, waits for a person or is paused.
  public boolean isSettled() {
    return hasEnded() || status().equals("waiting") || status().equals("paused");
  }

  /// Why the run halted or failed.
  public Optional<String> reason() {
    return json.has("reason") ? Optional.of(json.text("reason")) : Optional.empty();
  }

  /// The hash of the result, once there is one.
  public Optional<String> resultHash() {
    return json.has("result_hash") ? Optional.of(json.text("result_hash")) : Optional.empty();
  }

  /// The sequence of the last event; see [EventsRequest#after].
  public long lastSequence() {
    return json.integer("last_sequence");
  }

  /// How many proposals wait for a person.
  public long pendingProposals() {
    return json.integer("pending_proposals");
  }

  /// The facts, by key.
  public Map<String, List<JsonObject>> facts() {
    return facts(json);
  }

  static Map<String, List<JsonObject>> facts(JsonObject of) {
    Map<String, List<JsonObject>> facts = new LinkedHashMap<>();
    JsonObject byKey = of.object("facts");
    for (String key : byKey.members().keySet()) {
      facts.put(key, byKey.objects(key));
    }
    return Collections.unmodifiableMap(facts);
  }

  /// The facts under the keys that the template names as its answer, in the order in which people
  /// read them.
  public List<JsonObject> answer() {
    List<JsonObject> answer = new ArrayList<>();
    for (String key : json.texts("outputs")) {
      answer.addAll(json.object("facts").objects(key));
    }
    return Collections.unmodifiableList(answer);
  }

  /// Everything that the server said of it.
  public JsonObject json() {
    return json;
  }

  @Override
  public String toString() {
    return id() + " " + status();
  }
}
