package dev.converge.domain.template.spec;

import dev.converge.core.Invariant;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.text.Nearest;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The kind of a scenario, as its tags give it.
sealed interface ScenarioTags {
  /// What a job must supply.
  record Intent() implements ScenarioTags {}

  /// An agent.
  record Agent(String id, AgentSpec.Kind kind, boolean optional) implements ScenarioTags {}

  /// Something that must be true.
  record MustHold(String id, Invariant.Kind kind, String tier, boolean halts)
      implements ScenarioTags {}

  /// Something that a person decides.
  record Approval(String id) implements ScenarioTags {}

  /// The tags of a scenario; empty after a problem.
  static Optional<ScenarioTags> read(Spec.Scenario scenario, Problems problems) {
    return new Reader(scenario, problems).read();
  }

  /// Reads the tags of one scenario.
  final class Reader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final List<String> KINDS =
        List.of("@intent", "@agent", "@invariant", "@approval");
    private static final List<String> ALL =
        List.of(
            "@intent",
            "@agent",
            "@invariant",
            "@approval",
            "@llm",
            "@rule",
            "@search",
            "@tool",
            "@optional",
            "@structural",
            "@semantic",
            "@acceptance",
            "@halts",
            "@id:",
            "@tier:");

    private final Spec.Scenario scenario;
    private final Problems problems;
    private boolean bad;

    private Reader(Spec.Scenario scenario, Problems problems) {
      this.scenario = scenario;
      this.problems = problems;
    }

    /// The tags in addition to the one for the kind.
    private static List<String> allowed(String kind) {
      return switch (kind) {
        case "@agent" -> List.of("@llm", "@rule", "@search", "@tool", "@id:", "@optional");
        case "@invariant" ->
            List.of("@structural", "@semantic", "@acceptance", "@id:", "@tier:", "@halts");
        case "@approval" -> List.of("@id:");
        default -> List.of();
      };
    }

    private Optional<ScenarioTags> read() {
      Optional<String> kind = one(KINDS, "kind of scenario");
      if (kind.isEmpty()) {
        return Optional.empty();
      }
      for (Spec.Tag tag : scenario.tags()) {
        String base = base(tag.name());
        if (!base.equals(kind.get()) && !allowed(kind.get()).contains(base)) {
          wrong(tag.place(), misplaced(tag.name(), base, kind.get()));
        }
      }
      if (bad) {
        // What else is missing may be what a wrong tag was meant to be.
        return Optional.empty();
      }
      Optional<ScenarioTags> read =
          switch (kind.get()) {
            case "@intent" -> Optional.of(new Intent());
            case "@agent" -> agent();
            case "@invariant" -> invariant();
            default -> id().map(Approval::new);
          };
      return read.filter(_ -> !bad);
    }

    private static String misplaced(String tag, String base, String kind) {
      return ALL.contains(base)
          ? "tag " + tag + ": not for a scenario tagged " + kind
          : "tag "
              + tag
              + ": unknown (expected: one of "
              + allowed(kind)
              + ")"
              + Nearest.hint(tag, ALL);
    }

    private Optional<ScenarioTags> agent() {
      return one(List.of("@llm", "@rule", "@search", "@tool"), "kind of agent")
          .flatMap(kind ->
              id().map(name ->
                  new Agent(
                      name,
                      switch (kind) {
                        case "@llm" -> AgentSpec.Kind.LLM;
                        case "@rule" -> AgentSpec.Kind.RULE;
                        case "@tool" -> AgentSpec.Kind.TOOL;
                        default -> AgentSpec.Kind.SEARCH;
                      },
                      has("@optional"))));
    }

    private Optional<ScenarioTags> invariant() {
      Optional<String> kind =
          one(List.of("@structural", "@semantic", "@acceptance"), "class of invariant");
      if (kind.isEmpty()) {
        return Optional.empty();
      }
      Optional<String> id = id();
      Optional<String> tier = value("@tier:");
      boolean halts = has("@halts");
      if (id.isEmpty()) {
        return Optional.empty();
      }
      if (tier.isPresent() && !kind.get().equals("@acceptance")) {
        wrong(scenario.place(), "tag @tier: (expected: on a scenario tagged @acceptance)");
      }
      if (halts && !kind.get().equals("@structural")) {
        wrong(scenario.place(), "tag @halts (expected: on a scenario tagged @structural)");
      }
      return Optional.of(
          new MustHold(
              id.get(),
              switch (kind.get()) {
                case "@structural" -> Invariant.Kind.STRUCTURAL;
                case "@semantic" -> Invariant.Kind.SEMANTIC;
                default -> Invariant.Kind.ACCEPTANCE;
              },
              tier.orElse(""),
              halts));
    }

    private Optional<String> id() {
      if (!has("@id:")) {
        wrong(
            scenario.place(),
            "scenario \"" + scenario.name() + "\" has no id (expected: a tag such as @id:name)");
        return Optional.empty();
      }
      return value("@id:");
    }

    /// Requires exactly one of these tags.
    private Optional<String> one(List<String> choices, String what) {
      List<Spec.Tag> found =
          scenario.tags().stream().filter(tag -> choices.contains(tag.name())).toList();
      List<String> names = found.stream().map(Spec.Tag::name).distinct().toList();
      if (names.isEmpty()) {
        wrong(
            scenario.place(),
            "scenario \"%s\" has no tag for its %s (expected: one of %s)%s"
                .formatted(scenario.name(), what, choices, typo(choices)));
        return Optional.empty();
      }
      if (names.size() > 1) {
        wrong(
            found.getLast().place(),
            "scenario \"%s\" is tagged %s (expected: one of %s)"
                .formatted(scenario.name(), String.join(" and ", names), choices));
        return Optional.empty();
      }
      return Optional.of(names.getFirst());
    }

    private String typo(List<String> choices) {
      return scenario.tags().stream()
          .map(tag -> Nearest.hint(tag.name(), choices))
          .filter(hint -> !hint.isEmpty())
          .findFirst()
          .orElse("");
    }

    /// The value of a tag such as `@id:name`.
    private Optional<String> value(String base) {
      List<String> values = new ArrayList<>();
      for (Spec.Tag tag : scenario.tags()) {
        if (base(tag.name()).equals(base)) {
          String value = tag.name().substring(base.length());
          if (!NAME.matcher(value).matches()) {
            wrong(
                tag.place(),
                "tag "
                    + tag.name()
                    + " (expected: a letter, then letters, digits, _ and -, at most 64)");
          } else if (values.isEmpty()) {
            values.add(value);
          } else if (!values.contains(value)) {
            wrong(
                tag.place(),
                "tag " + tag.name() + " beside " + base + values.getFirst() + " (expected: one)");
          }
        }
      }
      return values.stream().findFirst();
    }

    private boolean has(String base) {
      return scenario.tags().stream().anyMatch(tag -> base(tag.name()).equals(base));
    }

    private static String base(String tag) {
      int colon = tag.indexOf(':');
      return colon < 0 ? tag : tag.substring(0, colon + 1);
    }

    private void wrong(Place place, String message) {
      problems.add(place, message);
      bad = true;
    }
  }
}
