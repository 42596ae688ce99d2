package dev.converge.audit;

import dev.converge.core.Chain;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.core.json.Members;
import dev.converge.core.proposal.Keys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The totals of a run's events that a bundle contains: derived from their JSON alone, without the
/// program. Exporting and verifying share this code. Not thread-safe.
final class RunTotals {
  private static final List<String> HEADER =
      List.of("sequence", "type", "run_id", "cycle", "agent", "at", "salt", "hash");
  private static final Json SEED_PROVENANCE =
      Json.object().put("origin", "seed").put("version", "1").build();

  private final boolean keeping;
  private long events;
  private long erased;
  private String lastHash = Chain.START;
  private Json.Obj started = Json.Obj.EMPTY;
  private Json.Obj status = Json.Obj.EMPTY;
  private long epoch = 1;
  private final TreeMap<String, Json.Obj> seeds = new TreeMap<>();
  private final List<Stated> facts = new ArrayList<>();

  /// @param keeping whether to keep the facts for [#resultHash]
  RunTotals(boolean keeping) {
    this.keeping = keeping;
  }

  /// A fact in the form that the result's hash covers.
  private record Stated(String key, String id, Json.Obj fact) {}

  /// What one event adds to the derived files of a bundle.
  ///
  /// @param fact that it admits or promotes
  /// @param modelCall that it records
  record Derived(Optional<Json.Obj> fact, Optional<Json.Obj> modelCall) {
    static final Derived NOTHING = new Derived(Optional.empty(), Optional.empty());
  }

  /// Counts the next event.
  ///
  /// @throws IllegalArgumentException if it lacks members of its type
  Derived take(Json.Obj event) {
    events++;
    lastHash = text(event, "hash");
    if (event.get("erased").isPresent()) {
      erased++;
      return Derived.NOTHING;
    }
    return switch (text(event, "type")) {
      case "run_started" -> {
        started = event;
        yield Derived.NOTHING;
      }
      case "run_status" -> {
        status = event;
        yield Derived.NOTHING;
      }
      case "run_continued" -> {
        // Until the next end, the run has no result.
        status = Json.Obj.EMPTY;
        epoch = number(event, "epoch");
        yield Derived.NOTHING;
      }
      case "seed_admitted" -> new Derived(Optional.of(seed(event)), Optional.empty());
      case "fact_promoted" -> new Derived(Optional.of(fact(event)), Optional.empty());
      case "model_called" -> new Derived(Optional.empty(), Optional.of(modelCall(event)));
      default -> Derived.NOTHING;
    };
  }

  private Json.Obj seed(Json.Obj event) {
    String id = text(event, "id");
    Json.Builder seed = Json.object().put("id", id).put("content", text(event, "content"));
    event.get("data").ifPresent(data -> seed.put("data", data));
    seeds.put(id, seed.build());
    Json.Builder fact =
        Json.object()
            .put("agent", "_seed")
            .put("citations", Json.array(List.of()))
            .put("cites", Json.array(List.of()))
            .put("confidence", 1)
            .put("content", text(event, "content"))
            .put("cycle", 0)
            .put("fact_id", id)
            .put("key", Keys.SEEDS)
            .put("provenance", SEED_PROVENANCE)
            .put("sequence", member(event, "sequence"));
    event.get("data").ifPresent(data -> fact.put("data", data));
    return state(fact.build());
  }

  private Json.Obj fact(Json.Obj event) {
    TreeMap<String, Json> own = new TreeMap<>(event.fields());
    HEADER.forEach(own::remove);
    List.of("agent", "cycle", "sequence").forEach(name -> own.put(name, member(event, name)));
    return state(new Json.Obj(own));
  }

  private Json.Obj state(Json.Obj fact) {
    if (!keeping) {
      return fact;
    }
    Json.Builder stated = Json.object().put("id", text(fact, "fact_id"));
    for (String name : List.of("citations", "cites", "content", "key")) {
      stated.put(name, member(fact, name));
    }
    fact.get("data").ifPresent(data -> stated.put("data", data));
    facts.add(new Stated(text(fact, "key"), text(fact, "fact_id"), stated.build()));
    return fact;
  }

  private static Json.Obj modelCall(Json.Obj event) {
    Json.Builder call = Json.object();
    for (String name :
        List.of(
            "agent",
            "attempt",
            "cost_micros",
            "cycle",
            "input_tokens",
            "model",
            "outcome",
            "output_tokens",
            "provider",
            "request_hash",
            "sequence")) {
      call.put(name, member(event, name));
    }
    String response = new Members("record", event).optional("response");
    if (response != null) {
      call.put("response_sha256", Digest.of(response));
    }
    return call.build();
  }

  long events() {
    return events;
  }

  /// The number of starts of the run: 1, plus 1 for each continuation.
  long epoch() {
    return epoch;
  }

  long erased() {
    return erased;
  }

  /// The first event, or an empty object.
  Json.Obj started() {
    return started;
  }

  /// The admitted seeds by id, in the form of a submission.
  TreeMap<String, Json.Obj> seeds() {
    return seeds;
  }

  /// The manifest's information about the run.
  Json.Obj summary() {
    Json.Builder run = Json.object();
    run.put("events", (double) events).put("erased", (double) erased).put("last_hash", lastHash);
    started.get("format").ifPresent(format -> run.put("event_format", format));
    started.get("mode").ifPresent(mode -> run.put("mode", mode));
    started.get("versions").ifPresent(versions -> run.put("versions", versions));
    if (epoch > 1) {
      run.put("epoch", (double) epoch);
    }
    started.get("forked_from").ifPresent(origin -> run.put("forked_from", origin));
    status.get("status").ifPresent(now -> run.put("status", now));
    status.get("reason").ifPresent(reason -> run.put("reason", reason));
    recordedHash().ifPresent(hash -> run.put("result_hash", hash));
    if (status.get("summary").orElse(null) instanceof Json.Obj summary) {
      summary.get("reproducible").ifPresent(value -> run.put("reproducible", value));
      summary.get("because").ifPresent(value -> run.put("because", value));
    }
    return run.build();
  }

  /// The recorded hash of the result; empty if there is none.
  Optional<String> recordedHash() {
    return status.get("summary").orElse(null) instanceof Json.Obj summary
        ? Optional.ofNullable(new Members("record", summary).optional("result_hash"))
        : Optional.empty();
  }

  /// The hash of the result, computed from the facts; see `docs/audit-format.md`.
  String resultHash() {
    Json.Builder result = Json.object();
    result.put("facts", sorted(false)).put("seeds", sorted(true));
    status.get("reason").ifPresent(reason -> result.put("reason", reason));
    status.get("status").ifPresent(now -> result.put("status", now));
    started.get("template_hash").ifPresent(hash -> result.put("template", hash));
    result.put("versions", started.get("versions").orElse(Json.Obj.EMPTY));
    return Digest.of(result.build());
  }

  private Json sorted(boolean ofSeeds) {
    List<Json.Obj> out =
        facts.stream()
            .filter(fact -> fact.key().equals(Keys.SEEDS) == ofSeeds)
            .sorted(
                Comparator.comparing(Stated::key, RunTotals::byCodePoint)
                    .thenComparing(Stated::id, RunTotals::byCodePoint))
            .map(Stated::fact)
            .toList();
    return Json.array(out);
  }

  private static int byCodePoint(String a, String b) {
    // UTF-8 sorts as code points do.
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  static Json member(Json.Obj json, String name) {
    return json.get(name)
        .orElseThrow(() -> new IllegalArgumentException("no \"" + name + "\" (expected: one)"));
  }

  static String text(Json.Obj json, String name) {
    return new Members("record", json).text(name);
  }

  static long number(Json.Obj json, String name) {
    if (member(json, name) instanceof Json.Num number) {
      return (long) number.value();
    }
    throw new IllegalArgumentException(name + ": no number (expected: one)");
  }
}
