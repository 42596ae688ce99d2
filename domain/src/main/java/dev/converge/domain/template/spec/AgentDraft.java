package dev.converge.domain.template.spec;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.Field;
import dev.converge.core.proposal.Keys;
import dev.converge.core.text.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The scenario of an agent, as far as it has been read.
public final class AgentDraft {
  /// An incomplete output: the steps after "it proposes" add to it.
  static final class Output {
    final StepMatch said;
    final String key;
    final String idPrefix;
    final int min;
    final int max;
    final String forEach;
    final List<AgentSpec.Cites> cites = new ArrayList<>();
    final List<Field> fields = new ArrayList<>();
    int maxLength;
    double minConfidence;
    boolean conflictHalts;

    Output(StepMatch said, StepParameters.Count count, String key, String forEach, String prefix) {
      this.said = said;
      this.key = key;
      this.idPrefix = prefix;
      this.min = count.min();
      this.max = count.max();
      this.forEach = forEach;
    }

    AgentSpec.Output done() {
      return new AgentSpec.Output(
          key, idPrefix, min, max, forEach, cites, fields, maxLength, minConfidence, conflictHalts);
    }
  }

  final AgentSpec.Kind kind;
  final NameUses uses;
  final List<String> allOf = new ArrayList<>();
  final List<String> anyOf = new ArrayList<>();
  final List<String> violationsOf = new ArrayList<>();
  final List<String> withheld = new ArrayList<>();
  private @Nullable StepMatch withholding;
  final List<Output> outputs = new ArrayList<>();
  final RuleDraft rules;
  final ToolDraft tool;
  boolean onlyNew;
  AgentSpec.@Nullable Kind runs;

  /// The first step that says "each fact" before any is proposed.
  @Nullable StepMatch tooEarly;

  String instruction = "";

  AgentDraft(AgentSpec.Kind kind, NameUses uses) {
    this.kind = kind;
    this.uses = uses;
    rules = new RuleDraft(this);
    tool = new ToolDraft(this);
  }

  void reads(StepMatch step, List<String> into, List<String> keys) {
    for (String key : keys) {
      uses.key(step, key);
      if (!into.contains(key)) {
        into.add(key);
      }
    }
  }

  void anyOf(StepMatch step, List<String> keys) {
    if (anyOf.isEmpty()) {
      reads(step, anyOf, keys);
    } else {
      step.problem("\"facts under any of\" occurs twice (expected: once, with all keys)");
    }
  }

  void violations(StepMatch step, String id) {
    uses.violations.add(new NameUses.Violation(step.place(), id));
    if (!violationsOf.contains(id)) {
      violationsOf.add(id);
    }
  }

  /// Which seeds the agent does not see. Rules see all facts.
  void withholds(StepMatch step, List<String> prefixes) {
    if (withholding == null) {
      withholding = step;
    }
    for (String prefix : prefixes) {
      uses.key(step, Keys.SEEDS, prefix);
      if (!withheld.contains(prefix)) {
        withheld.add(prefix);
      }
    }
  }

  /// How it runs; must agree with its tag.
  void runs(StepMatch step, AgentSpec.Kind how, String text) {
    if (runs != null) {
      step.problem("how the agent runs: set twice (expected: once)");
    } else if (how != kind) {
      step.problem(
          "step \"%s\" is for agents tagged %s (expected: \"%s\")"
              .formatted(step.step().text(), tag(how), sentence(kind)));
    } else if (how == AgentSpec.Kind.LLM && text.isBlank()) {
      step.problem("the doc string is empty (expected: what the model is asked)");
    } else if (how != AgentSpec.Kind.LLM && withholding != null) {
      withholding.problem(
          "step \"%s\" is for agents tagged %s (expected: no such step)"
              .formatted(withholding.step().text(), tag(AgentSpec.Kind.LLM)));
    }
    runs = how;
    instruction = text;
  }

  /// The tag of a scenario that describes an agent of this kind.
  public static String tag(AgentSpec.Kind kind) {
    return switch (kind) {
      case RULE -> "@rule";
      case LLM -> "@llm";
      case SEARCH -> "@search";
      case TOOL -> "@tool";
    };
  }

  static String sentence(AgentSpec.Kind kind) {
    return switch (kind) {
      case RULE -> "the agent runs";
      case LLM -> "the agent is asked";
      case SEARCH -> "the agent searches";
      case TOOL -> "the tool … is called";
    };
  }

  void proposes(
      StepMatch step, StepParameters.Count count, String key, String forEach, String idPrefix) {
    if (key.isBlank() || key.equals(Keys.SEEDS) || key.equals(Keys.DECISIONS)) {
      step.problem("key \"" + key + "\" (expected: a key that agents may write)");
    }
    if (!Ids.valid(idPrefix + "1")) {
      step.problem("id \"" + idPrefix + "\" (expected: the start of an id)");
    }
    count.problem().ifPresent(step::problem);
    if (count.max() == 0) {
      step.problem("0 facts (expected: at least 1)");
    }
    if (outputs.stream().anyMatch(output -> output.key.equals(key))) {
      step.problem("facts under \"" + key + "\" occurs twice (expected: once for each key)");
    }
    if (!forEach.isEmpty()) {
      uses.key(step, forEach);
    }
    outputs.add(new Output(step, count, key, forEach, idPrefix));
  }

  /// The output that "each fact" refers to.
  Optional<Output> last(StepMatch step) {
    if (outputs.isEmpty()) {
      tooEarly = tooEarly == null ? step : tooEarly;
      return Optional.empty();
    }
    return Optional.of(outputs.getLast());
  }

  /// The output under a key.
  Optional<Output> under(StepMatch step, String key) {
    Optional<Output> found = outputs.stream().filter(o -> o.key.equals(key)).findFirst();
    uses.key(step, key);
    if (found.isEmpty()) {
      uses.dependent(
          step,
          List.of(key),
          "the agent proposes nothing under \"" + key + "\" (expected: before this step)");
    }
    return found;
  }

  AgentSpec.Eligibility eligibility() {
    return new AgentSpec.Eligibility(allOf, anyOf, violationsOf);
  }
}
