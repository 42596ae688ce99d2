package dev.converge.cli.eval;

import dev.converge.cli.client.Seeds;
import dev.converge.core.decision.Decision;
import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// A planned run and its expected result: a file in YAML or JSON.
///
/// @param path of the file
/// @param template name, or name@version
/// @param seeds of the run
/// @param decide decisions of people by gate; proposals at other gates stay undecided
/// @param judge criteria for a judging model; empty for the default criteria
/// @param expected conditions for its end
public record Fixture(
    Path path,
    String template,
    List<Seed> seeds,
    SortedMap<String, Decision> decide,
    List<String> judge,
    Expected expected) {
  /// Maximum size of a file, in bytes.
  static final long MAX_BYTES = 1 << 20;

  /// Maximum number of criteria for a judging model.
  static final int MAX_CRITERIA = 20;

  private static final Set<String> MEMBERS =
      new TreeSet<>(List.of("template", "seeds", "decide", "judge", "expect", "description"));

  private static final Set<String> EXPECTATIONS =
      new TreeSet<>(
          List.of(
              "status",
              "reason",
              "refused",
              "max_cycles",
              "min_facts",
              "keys",
              "id_prefixes",
              "must_mention",
              "must_not_mention"));

  private static final LoadSettings YAML =
      LoadSettings.builder()
          .setCodePointLimit((int) MAX_BYTES)
          .setMaxAliasesForCollections(0)
          .setAllowDuplicateKeys(false)
          .build();

  /// Copies the lists.
  public Fixture {
    seeds = List.copyOf(seeds);
    judge = List.copyOf(judge);
    decide = Collections.unmodifiableSortedMap(new TreeMap<>(decide));
  }

  /// Conditions for the end of a run. Missing ones are not checked.
  ///
  /// @param status of the run; converged by default
  /// @param reason why it halted; empty for any
  /// @param refused a part of the reason why the seeds are refused; empty if they are not
  /// @param maxCycles maximum number of cycles
  /// @param minFacts minimum number of facts, including seeds
  /// @param keys that must all have facts
  /// @param idPrefixes each must be the start of some fact's id
  /// @param mustMention each must occur in a fact that is not a seed
  /// @param mustNotMention none may occur in a fact that is not a seed
  public record Expected(
      Status status,
      String reason,
      String refused,
      long maxCycles,
      long minFacts,
      List<String> keys,
      List<String> idPrefixes,
      List<String> mustMention,
      List<String> mustNotMention) {
    /// Copies the lists.
    public Expected {
      keys = List.copyOf(keys);
      idPrefixes = List.copyOf(idPrefixes);
      mustMention = List.copyOf(mustMention);
      mustNotMention = List.copyOf(mustNotMention);
    }

    /// The number of expectations.
    int count() {
      int counts = 1 + (reason.isEmpty() ? 0 : 1);
      counts += (maxCycles < Long.MAX_VALUE ? 1 : 0) + (minFacts > 0 ? 1 : 0);
      return counts + keys.size() + idPrefixes.size() + mustMention.size() + mustNotMention.size();
    }
  }

  /// The name of the file without its extension.
  public String name() {
    return String.valueOf(path.getFileName()).replaceFirst("\\.[^.]+$", "");
  }

  /// Reads a file.
  ///
  /// @throws ConvergeException with `INVALID` if it is not a fixture
  public static Fixture read(Path path) {
    Json.Obj file = object(path, "", parse(path), MEMBERS);
    if (!(file.get("template").orElse(null) instanceof Json.Str(var template))) {
      throw invalid(path, "template: missing (expected: name, or name@version)");
    }
    if (!(file.get("seeds").orElse(null) instanceof Json.Arr seeds)) {
      throw invalid(path, "seeds: no list (expected: [{id: …, content: …}, …])");
    }
    Json.Obj expect =
        object(path, "expect", file.get("expect").orElse(Json.Obj.EMPTY), EXPECTATIONS);
    return new Fixture(
        path,
        template,
        seeds(path, seeds),
        decisions(path, file),
        criteria(path, file),
        expected(path, expect));
  }

  private static List<String> criteria(Path path, Json.Obj file) {
    List<String> criteria = strings(path, "judge", file.get("judge").orElse(null));
    if (criteria.size() > MAX_CRITERIA) {
      throw invalid(
          path, "judge: " + criteria.size() + " criteria (expected: at most " + MAX_CRITERIA + ")");
    }
    return criteria;
  }

  private static List<Seed> seeds(Path path, Json.Arr seeds) {
    try {
      return Seeds.of(seeds);
    } catch (ConvergeException e) {
      throw invalid(path, String.valueOf(e.getMessage()));
    }
  }

  private static Expected expected(Path path, Json.Obj expect) {
    return new Expected(
        status(path, expect),
        reason(path, expect),
        refused(path, expect),
        count(path, expect, "max_cycles", Long.MAX_VALUE),
        count(path, expect, "min_facts", 0),
        strings(path, expect, "keys"),
        strings(path, expect, "id_prefixes"),
        strings(path, expect, "must_mention"),
        strings(path, expect, "must_not_mention"));
  }

  private static Status status(Path path, Json.Obj expect) {
    Json value = expect.get("status").orElse(Json.of("converged"));
    for (Status known : Status.values()) {
      boolean ends = known.isFinal() || known == Status.WAITING;
      if (ends && Json.of(EnumWord.of(known)).equals(value)) {
        return known;
      }
    }
    throw invalid(
        path,
        "expect.status: "
            + value.canonical()
            + " (expected: converged, halted, waiting, cancelled or failed)");
  }

  private static String reason(Path path, Json.Obj expect) {
    Json value = expect.get("reason").orElse(Json.of(""));
    List<String> known = EnumWord.all(HaltReason.class);
    if (value instanceof Json.Str(var text) && (text.isEmpty() || known.contains(text))) {
      return text;
    }
    throw invalid(
        path, "expect.reason: " + value.canonical() + " (expected: one of " + known + ")");
  }

  private static String refused(Path path, Json.Obj expect) {
    Json value = expect.get("refused").orElse(Json.of(""));
    if (value instanceof Json.Str(var text)
        && (!text.isBlank() || expect.get("refused").isEmpty())) {
      return text;
    }
    throw invalid(
        path, "expect.refused: " + value.canonical() + " (expected: a part of the reason)");
  }

  private static SortedMap<String, Decision> decisions(Path path, Json.Obj file) {
    TreeMap<String, Decision> all = new TreeMap<>();
    Json value = file.get("decide").orElse(Json.Obj.EMPTY);
    if (!(value instanceof Json.Obj(var gates))) {
      throw invalid(path, "decide: no mapping (expected: {gate: approved, …})");
    }
    gates.forEach((gate, said) -> {
      for (Decision known : Decision.values()) {
        if (Json.of(EnumWord.of(known)).equals(said)) {
          all.put(gate, known);
        }
      }
      if (!all.containsKey(gate)) {
        throw invalid(
            path, "decide." + gate + ": " + said.canonical() + " (expected: approved or rejected)");
      }
    });
    return all;
  }

  private static long count(Path path, Json.Obj expect, String name, long unsaid) {
    Json value = expect.get(name).orElse(null);
    if (value == null) {
      return unsaid;
    }
    if (value instanceof Json.Num(var number) && number >= 0 && number == Math.rint(number)) {
      return (long) number;
    }
    throw invalid(path, "expect." + name + ": " + value.canonical() + " (expected: a count)");
  }

  private static List<String> strings(Path path, Json.Obj expect, String name) {
    return strings(path, "expect." + name, expect.get(name).orElse(null));
  }

  private static List<String> strings(Path path, String where, @Nullable Json said) {
    List<String> strings = new ArrayList<>();
    Json value = said == null ? Json.array(List.of()) : said;
    if (value instanceof Json.Arr(var items)) {
      for (Json item : items) {
        if (item instanceof Json.Str(var text) && !text.isBlank()) {
          strings.add(text);
        }
      }
      if (strings.size() == items.size()) {
        return strings;
      }
    }
    throw invalid(path, where + ": " + value.canonical() + " (expected: [text, …])");
  }

  private static Json.Obj object(Path path, String where, Json json, Set<String> members) {
    if (!(json instanceof Json.Obj object)) {
      throw invalid(path, (where.isEmpty() ? "the file" : where) + ": no mapping");
    }
    for (String name : object.fields().keySet()) {
      if (!members.contains(name)) {
        String dot = where.isEmpty() ? "" : where + ".";
        throw invalid(path, dot + name + ": unknown (expected: one of " + members + ")");
      }
    }
    return object;
  }

  private static Json parse(Path path) {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw invalid(path, "too large (expected: at most " + MAX_BYTES + " bytes)");
      }
      String text = Files.readString(path);
      return path.toString().endsWith(".json")
          ? Json.parse(text)
          : json(path, new Load(YAML).loadFromString(text));
    } catch (IOException | JsonException | YamlEngineException e) {
      throw invalid(path, String.valueOf(e.getMessage()));
    }
  }

  private static Json json(Path path, @Nullable Object value) {
    return switch (value) {
      case null -> Json.Null.NULL;
      case String text -> Json.of(text);
      case Boolean yes -> Json.of(yes);
      case Number number -> Json.of(number.doubleValue());
      case List<?> items -> Json.array(items.stream().map(item -> json(path, item)).toList());
      case Map<?, ?> map -> {
        Json.Builder out = Json.object();
        map.forEach((name, item) -> out.put(String.valueOf(name), json(path, item)));
        yield out.build();
      }
      default -> throw invalid(path, value + ": neither text nor a number, a list or a mapping");
    };
  }

  private static ConvergeException invalid(Path path, String message) {
    return new ConvergeException(ErrorCode.INVALID, path + ": " + message);
  }
}
