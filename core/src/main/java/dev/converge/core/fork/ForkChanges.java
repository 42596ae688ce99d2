package dev.converge.core.fork;

import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.json.Members;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The changes that a fork makes. The new values are in its own events.
///
/// @param replacedSeeds ids of the seeds whose content changed
/// @param addedSeeds ids of the seeds that the original does not have
/// @param models by agent id or [#EVERY_AGENT]: the model to ask, as `provider/model`
/// @param version whether it runs another version of the template
/// @param mode whether its mode differs
/// @param budget whether its budget differs
public record ForkChanges(
    List<String> replacedSeeds,
    List<String> addedSeeds,
    SortedMap<String, String> models,
    boolean version,
    boolean mode,
    boolean budget) {
  /// Stands for every agent that a model answers.
  public static final String EVERY_AGENT = "*";

  /// No changes.
  public static final ForkChanges NONE =
      new ForkChanges(List.of(), List.of(), new TreeMap<>(), false, false, false);

  /// Copies the lists and the map.
  public ForkChanges {
    replacedSeeds = List.copyOf(replacedSeeds);
    addedSeeds = List.copyOf(addedSeeds);
    models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
  }

  /// Whether there are no changes.
  public boolean none() {
    return equals(NONE);
  }

  /// Whether seeds or the version of the template change, which a run reads at its start.
  public boolean atStart() {
    return !replacedSeeds.isEmpty() || !addedSeeds.isEmpty() || version;
  }

  /// Whether models are chosen again.
  public boolean choosesModels() {
    return mode || !models.isEmpty();
  }

  /// The model that an agent must use, as `provider/model`, or `null` for the usual choice.
  public @Nullable String model(String agent) {
    String own = models.get(agent);
    return own == null ? models.get(EVERY_AGENT) : own;
  }

  /// In words, for people: `seed growth:1 replaced, budget`.
  public List<String> words() {
    List<String> words = new ArrayList<>();
    replacedSeeds.forEach(id -> words.add("seed " + id + " replaced"));
    addedSeeds.forEach(id -> words.add("seed " + id + " added"));
    models.forEach((agent, model) ->
        words.add((agent.equals(EVERY_AGENT) ? "model " : "model of " + agent + " ") + model));
    if (version) {
      words.add("template version");
    }
    if (mode) {
      words.add("mode");
    }
    if (budget) {
      words.add("budget");
    }
    return words;
  }

  /// Writes it as a JSON object.
  public void write(CanonicalWriter out) {
    out.open().field("added_seeds", addedSeeds).field("budget", budget).field("mode", mode);
    out.name("models").open();
    models.forEach((agent, model) -> out.field(agent, model));
    out.close().field("replaced_seeds", replacedSeeds).field("version", version).close();
  }

  /// Reads it back.
  ///
  /// @throws IllegalArgumentException if the JSON is not such an object
  public static ForkChanges read(Json.Obj json) {
    Members in = new Members("changes", json);
    return new ForkChanges(
        in.strings("replaced_seeds"),
        in.strings("added_seeds"),
        in.texts("models"),
        in.bool("version"),
        in.bool("mode"),
        in.bool("budget"));
  }
}
