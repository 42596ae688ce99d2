package dev.converge.domain.template.wiring;

import dev.converge.core.json.Json;
import dev.converge.core.text.Nearest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// The requirements of an agent for its model: a preset, individual members, or a preset with some
/// members changed.
///
/// Members: `preset`, `cost_class` (at most; very_low to very_high), `max_latency_ms`,
/// `requires_web_search`, `requires_reasoning`, `min_quality` (0 to 1), `max_output_tokens`,
/// `provider` and `model`, and `must`: those that are mandatory rather than preferences.
public final class Requirements {
  /// No model at all.
  static final Json.Obj DETERMINISTIC = Json.object().put("preset", "deterministic").build();

  /// Requirements by the name of their preset.
  public static final Map<String, Json.Obj> PRESETS = presets();

  /// The requirements of an agent that specifies none.
  static final Json.Obj UNSAID = Objects.requireNonNull(PRESETS.get("analysis"));

  static final List<String> COSTS = List.of("very_low", "low", "medium", "high", "very_high");
  static final List<String> KNOWN =
      List.of(
          "preset",
          "cost_class",
          "max_latency_ms",
          "requires_web_search",
          "requires_reasoning",
          "min_quality",
          "max_output_tokens",
          "provider",
          "model",
          "must");

  /// Members that a model meets or does not meet.
  static final List<String> PREFERENCES =
      KNOWN.stream()
          .filter(name -> !List.of("preset", "max_output_tokens", "must").contains(name))
          .toList();

  static final long MAX_LATENCY_MS = 3_600_000;
  static final long MAX_OUTPUT_TOKENS = 1_000_000;

  private Requirements() {}

  private static Map<String, Json.Obj> presets() {
    Map<String, Json.Obj> presets = new LinkedHashMap<>();
    presets.put("deterministic", DETERMINISTIC);
    presets.put("fast_extraction", preset("fast_extraction", "low", 15_000, false, false, 0.6));
    presets.put("analysis", preset("analysis", "medium", 45_000, true, false, 0.75));
    presets.put("synthesis", preset("synthesis", "medium", 60_000, true, false, 0.8));
    presets.put("deep_research", preset("deep_research", "high", 120_000, true, true, 0.85));
    return Collections.unmodifiableMap(presets);
  }

  private static Json.Obj preset(
      String name, String cost, int latencyMs, boolean reasoning, boolean search, double quality) {
    return Json.object()
        .put("preset", name)
        .put("cost_class", cost)
        .put("max_latency_ms", latencyMs)
        .put("requires_reasoning", reasoning)
        .put("requires_web_search", search)
        .put("min_quality", quality)
        .build();
  }

  /// The requirements of an agent's entry; empty after a problem.
  static Optional<Json.Obj> read(YamlFields agent) {
    agent.require("requirements", "a preset of " + PRESETS.keySet() + ", or a mapping");
    Optional<Yaml> value = agent.value("requirements");
    if (value.isPresent() && value.get() instanceof Yaml.Scalar) {
      return agent.string("requirements").flatMap(name -> preset(agent, "requirements", name));
    }
    return agent
        .fields("requirements", KNOWN, WiringReader::semantics)
        .flatMap(Requirements::members);
  }

  private static Optional<Json.Obj> preset(YamlFields fields, String key, String name) {
    Json.Obj preset = PRESETS.get(name);
    if (preset == null) {
      fields.wrong(
          key,
          "\"%s\" (expected: one of %s)%s"
              .formatted(name, PRESETS.keySet(), Nearest.hint(name, PRESETS.keySet())));
    }
    return Optional.ofNullable(preset);
  }

  private static Optional<Json.Obj> members(YamlFields fields) {
    Map<String, Json> out = new TreeMap<>();
    fields
        .string("preset")
        .flatMap(name -> preset(fields, "preset", name))
        .ifPresent(preset -> out.putAll(preset.fields()));
    if (out.equals(DETERMINISTIC.fields())) {
      return Optional.of(DETERMINISTIC);
    }
    fields
        .string("cost_class")
        .ifPresent(cost -> {
          if (COSTS.contains(cost)) {
            out.put("cost_class", Json.of(cost));
          } else {
            fields.wrong(
                "cost_class",
                "\"" + cost + "\" (expected: one of " + COSTS + ")" + Nearest.hint(cost, COSTS));
          }
        });
    number(out, "max_latency_ms", fields.integer("max_latency_ms", 1, MAX_LATENCY_MS));
    number(out, "max_output_tokens", fields.integer("max_output_tokens", 1, MAX_OUTPUT_TOKENS));
    number(out, "min_quality", fields.number("min_quality", 0, 1));
    for (String flag : List.of("requires_web_search", "requires_reasoning")) {
      fields.bool(flag).ifPresent(on -> out.put(flag, Json.of(on)));
    }
    for (String name : List.of("provider", "model")) {
      fields.string(name).ifPresent(text -> out.put(name, Json.of(text)));
    }
    List<String> must = must(fields, out);
    if (!must.isEmpty()) {
      out.put("must", Json.strings(must));
    }
    return Optional.of(Json.object(out));
  }

  /// The mandatory members, each of which must be among the requirements.
  private static List<String> must(YamlFields fields, Map<String, Json> members) {
    TreeSet<String> must = new TreeSet<>();
    for (Yaml item : fields.items("must", "requires_web_search")) {
      if (item instanceof Yaml.Scalar(_, String name, _) && PREFERENCES.contains(name)) {
        if (members.containsKey(name)) {
          must.add(name);
        } else {
          fields.wrong("must", "\"%s\" (expected: \"%s\" beside it)".formatted(name, name));
        }
      } else {
        String name = item instanceof Yaml.Scalar(_, String text, _) ? text : item.what();
        fields.wrong(
            "must",
            "\"%s\" (expected: one of %s)%s"
                .formatted(name, PREFERENCES, Nearest.hint(name, PREFERENCES)));
      }
    }
    return List.copyOf(must);
  }

  private static void number(
      Map<String, Json> out, String name, Optional<? extends Number> number) {
    number.ifPresent(n -> out.put(name, Json.of(n.doubleValue())));
  }
}
