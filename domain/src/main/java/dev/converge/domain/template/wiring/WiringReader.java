package dev.converge.domain.template.wiring;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Money;
import dev.converge.core.json.Json;
import dev.converge.core.text.Nearest;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import dev.converge.domain.template.source.SemVer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a wiring, which says what a flow runs with. Only the spec says what must be true.
public final class WiringReader {
  /// The version of the runtime's interface that templates can require.
  static final SemVer RUNTIME_API = SemVer.parse("1.0.0").orElseThrow();

  /// The same version, as written in wirings.
  static final String API_VERSION = "1.0";

  /// Maximum number of agents of a template.
  static final int MAX_AGENTS = 200;

  static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  static final Pattern AGENT_ID = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");
  static final int MAX_NAME = 64;

  static final List<String> KNOWN =
      List.of(
          "name",
          "version",
          "description",
          "spec",
          "requires",
          "budget",
          "agents",
          "outputs",
          "report",
          "policy",
          "metadata");
  static final List<String> AGENT =
      List.of("id", "requirements", "deadline", "max_attempts", "give_up_after");
  static final List<String> BUDGET =
      List.of("max_cycles", "max_facts", "max_duration", "max_tokens", "max_cost_usd");

  /// Keys whose values are mappings.
  static final List<String> MAPPINGS =
      List.of("requires", "budget", "report", "policy", "metadata");

  static final List<String> POLICY = List.of("confidentiality", "on_outage");
  static final List<String> TIERS = List.of("open", "restricted");
  static final List<String> ON_OUTAGE = List.of("wait", "halt");
  static final Pattern FILE = Pattern.compile("[^/\\\\]+\\.(feature|truths?)");
  static final Pattern API = Pattern.compile("(>=|)\\s*([0-9]{1,4})\\.([0-9]{1,4})");
  static final long MAX_COUNT = 1_000_000;
  static final long MAX_TOKENS = 1_000_000_000_000L;
  static final int MAX_ATTEMPTS = 10;

  private final Problems problems;

  private WiringReader(Problems problems) {
    this.problems = problems;
  }

  /// The wiring; empty after a problem.
  public static Optional<Wiring> read(String text, Problems problems) {
    return YamlReader.read(text, problems)
        .flatMap(root -> new WiringReader(problems).root(root))
        .filter(_ -> problems.isEmpty());
  }

  /// The spec that a wiring names, whatever else is wrong with it, so that the problems of both
  /// files can be reported together.
  public static Optional<String> specName(String text) {
    return scalar(text, "spec").map(Yaml.Scalar::text).filter(name -> FILE.matcher(name).matches());
  }

  /// The value of a key of a wiring, whatever else is wrong with it.
  public static Optional<Yaml.Scalar> scalar(String text, String key) {
    Optional<Yaml> root = YamlReader.read(text, new Problems(""));
    if (root.isPresent() && root.get() instanceof Yaml.Fields(_, List<Yaml.Entry> entries)) {
      for (Yaml.Entry entry : entries) {
        if (entry.key().text().equals(key) && entry.value() instanceof Yaml.Scalar name) {
          return Optional.of(name);
        }
      }
    }
    return Optional.empty();
  }

  /// Every key that a wiring can have.
  static List<String> words() {
    List<String> words = new ArrayList<>(KNOWN);
    words.addAll(AGENT);
    words.addAll(BUDGET);
    words.addAll(Requirements.KNOWN);
    words.add("runtime_api");
    words.addAll(POLICY);
    words.addAll(ReportLayoutReader.words());
    return words;
  }

  /// Why a key does not belong in a wiring although an author might look for it there.
  static Optional<String> semantics(String key) {
    boolean semantic =
        List.of("invariants", "invariant", "validation", "acceptance_criteria", "forbidden_terms")
                .contains(key)
            || key.startsWith("prompt")
            || key.equals("instruction")
            || key.equals("instructions");
    return semantic
        ? Optional.of(
            "conditions and instructions belong in the spec (expected: a scenario tagged @invariant"
                + " or @agent there)")
        : Optional.empty();
  }

  /// Why a key does not belong at the top.
  private static Optional<String> elsewhere(String key) {
    Optional<String> below =
        BUDGET.contains(key)
            ? Optional.of("budget")
            : key.equals("runtime_api")
                ? Optional.of("requires")
                : POLICY.contains(key) ? Optional.of("policy") : Optional.empty();
    return below
        .map(parent ->
            "belongs under \"%s\" (expected: %s: { %s: … })".formatted(parent, parent, key))
        .or(() -> semantics(key));
  }

  private Optional<Wiring> root(Yaml root) {
    if (!(root instanceof Yaml.Fields node)) {
      problems.add(root.place(), "file: " + root.what() + " (expected: a mapping)");
      return Optional.empty();
    }
    YamlFields fields = new YamlFields("", node, KNOWN, WiringReader::elsewhere, problems);
    fields.require("name", "the template's name");
    fields.require("version", "a version such as 1.0.0");
    fields.require("spec", "the name of the spec's file");
    fields.require("agents", "a list of the spec's agents");
    requires(fields);
    Optional<String> name = name(fields);
    Optional<SemVer> version = version(fields);
    Optional<String> spec = spec(fields);
    String description = fields.string("description").orElse("");
    Budget budget = budget(fields);
    List<Wiring.WiredAgent> agents = agents(fields);
    List<Wiring.Output> outputs = OutputsReader.read(fields, problems);
    ReportLayout report = new ReportLayoutReader(problems).read(fields);
    Json.Obj policy = policy(fields);
    Json.Obj metadata = metadata(fields);
    if (name.isEmpty() || version.isEmpty() || spec.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Wiring(
            name.get(),
            version.get(),
            description,
            spec.get(),
            budget,
            agents,
            outputs,
            report,
            policy,
            metadata));
  }

  private static Optional<String> name(YamlFields fields) {
    return fields
        .string("name")
        .filter(name -> {
          boolean ok = NAME.matcher(name).matches() && name.length() <= MAX_NAME;
          if (!ok) {
            fields.wrong(
                "name",
                "\"" + name + "\"",
                "words of lowercase letters and digits, joined by -, at most "
                    + MAX_NAME
                    + " characters",
                Optional.of(Suggestion.name(name)).filter(right -> right.length() <= MAX_NAME));
          }
          return ok;
        });
  }

  private static Optional<SemVer> version(YamlFields fields) {
    Optional<String> text = fields.text("version");
    if (text.isEmpty()) {
      return fields.string("version").flatMap(SemVer::parse);
    }
    // A number is wrong as a version with or without quotes, so its type is not reported.
    Optional<SemVer> version = SemVer.parse(text.get());
    if (version.isEmpty()) {
      fields.wrong(
          "version",
          "\"" + text.get() + "\"",
          "three numbers, as semver.org says",
          Optional.of(Suggestion.version(text.get())));
    }
    return version;
  }

  private static Optional<String> spec(YamlFields fields) {
    return fields
        .string("spec")
        .filter(file -> {
          boolean ok = FILE.matcher(file).matches();
          if (!ok) {
            fields.wrong(
                "spec",
                "\"" + file + "\"",
                "the name of a file beside this one that ends with .feature, .truth or .truths",
                Optional.of(Suggestion.file(file)));
          }
          return ok;
        });
  }

  private void requires(YamlFields fields) {
    Optional<YamlFields> requires =
        fields.fields("requires", List.of("runtime_api"), _ -> Optional.empty());
    requires
        .flatMap(r -> r.string("runtime_api", Suggestion::api))
        .ifPresent(text -> {
          Matcher m = API.matcher(text);
          if (!m.matches()) {
            requires
                .get()
                .wrong(
                    "runtime_api",
                    "\"" + text + "\"",
                    "a version of the runtime",
                    Optional.of(Suggestion.api(text)));
            return;
          }
          SemVer asked = SemVer.parse(number(m, 2) + "." + number(m, 3) + ".0").orElseThrow();
          boolean ok =
              m.group(1).isEmpty()
                  ? RUNTIME_API.compareTo(asked) == 0
                  : RUNTIME_API.compareTo(asked) >= 0;
          if (!ok) {
            requires
                .get()
                .wrong(
                    "runtime_api",
                    "\"" + text + "\" (expected: met by " + RUNTIME_API.text() + ")");
          }
        });
  }

  private static int number(Matcher m, int group) {
    return Integer.parseInt(m.group(group));
  }

  private static Budget budget(YamlFields fields) {
    Optional<YamlFields> some = fields.fields("budget", BUDGET, WiringReader::semantics);
    if (some.isEmpty()) {
      return Budget.DEFAULT;
    }
    YamlFields budget = some.get();
    Budget standard = Budget.DEFAULT;
    Optional<Long> cycles = budget.integer("max_cycles", 1, MAX_COUNT);
    Optional<Long> facts = budget.integer("max_facts", 1, MAX_COUNT);
    Optional<Duration> duration = budget.duration("max_duration");
    Optional<Long> tokens = budget.integer("max_tokens", 0, MAX_TOKENS);
    return new Budget(
        cycles.map(Long::intValue).orElse(standard.maxCycles()),
        facts.map(Long::intValue).orElse(standard.maxFacts()),
        duration.orElse(standard.maxDuration()),
        tokens.orElse(standard.maxTokens()),
        budget
            .number("max_cost_usd", 0, MAX_COUNT)
            .map(Money::micros)
            .orElse(standard.maxCostMicros()));
  }

  private List<Wiring.WiredAgent> agents(YamlFields fields) {
    List<Wiring.WiredAgent> agents = new ArrayList<>();
    Map<String, Place> seen = new HashMap<>();
    List<Yaml> items = fields.items("agents", "- { id: …, requirements: analysis }");
    if (fields.value("agents").isPresent() && items.isEmpty() && problems.isEmpty()) {
      fields.wrong("agents", "none (expected: the spec's agents)");
    }
    if (items.size() > MAX_AGENTS) {
      fields.wrong("agents", items.size() + " agents (expected: at most " + MAX_AGENTS + ")");
      return agents;
    }
    for (int i = 0; i < items.size(); i++) {
      String path = "agents[" + i + "]";
      if (items.get(i) instanceof Yaml.Fields node) {
        YamlFields agent =
            new YamlFields(path + ".", node, AGENT, WiringReader::semantics, problems);
        agent(agent, seen).ifPresent(agents::add);
      } else {
        Yaml item = items.get(i);
        String id = item instanceof Yaml.Scalar scalar ? scalar.text() : "…";
        problems.add(
            item.place(),
            path
                + ": "
                + item.what()
                + " (expected: a mapping: - { id: "
                + id
                + ", requirements: analysis })");
      }
    }
    return agents;
  }

  private static Optional<Wiring.WiredAgent> agent(YamlFields fields, Map<String, Place> seen) {
    fields.require("id", "the agent's id in the spec");
    Optional<String> id = fields.string("id");
    Optional<Json.Obj> requirements = Requirements.read(fields);
    Optional<Duration> deadline = fields.duration("deadline");
    Optional<Long> attempts = fields.integer("max_attempts", 1, MAX_ATTEMPTS);
    Optional<Duration> patience = fields.duration("give_up_after");
    if (id.isEmpty() || requirements.isEmpty()) {
      return Optional.empty();
    }
    Place before = seen.putIfAbsent(id.get(), fields.place());
    if (before != null) {
      fields.wrong(
          "id",
          "\""
              + id.get()
              + "\" occurs twice, first on line "
              + before.line()
              + " (expected: once)");
      return Optional.empty();
    }
    return Optional.of(
        new Wiring.WiredAgent(
            fields.place("id"),
            id.get(),
            requirements.get(),
            deadline.orElse(AgentSpec.DEFAULT_DEADLINE),
            attempts.stream().mapToInt(Long::intValue).findFirst(),
            patience.orElse(AgentSpec.DEFAULT_GIVE_UP_AFTER)));
  }

  private static Json.Obj policy(YamlFields fields) {
    Json.Builder policy = Json.object();
    fields
        .fields("policy", POLICY, WiringReader::semantics)
        .ifPresent(some -> {
          oneOf(some, "confidentiality", TIERS, policy);
          oneOf(some, "on_outage", ON_OUTAGE, policy);
        });
    return policy.build();
  }

  private static void oneOf(YamlFields fields, String key, List<String> words, Json.Builder out) {
    fields
        .string(key)
        .ifPresent(word -> {
          if (!words.contains(word)) {
            fields.wrong(
                key,
                "\"" + word + "\" (expected: one of " + words + ")" + Nearest.hint(word, words));
          }
          out.put(key, word);
        });
  }

  private static Json.Obj metadata(YamlFields fields) {
    Optional<Yaml> value = fields.value("metadata");
    if (value.isEmpty()) {
      return Json.Obj.EMPTY;
    }
    if (YamlFields.json(value.get()) instanceof Json.Obj metadata) {
      return metadata;
    }
    fields.wrong("metadata", value.get().what() + " (expected: a mapping)");
    return Json.Obj.EMPTY;
  }
}
