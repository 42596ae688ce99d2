package dev.converge.domain.template.spec;

import dev.converge.core.agent.AgentSpec;
import dev.converge.domain.rule.RuleSet;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.tool.ToolUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The tool in the scenario of an agent, as far as it has been read.
final class ToolDraft {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final List<String> HEAD = List.of("argument", "value");

  private final AgentDraft agent;
  private final List<RuleSet.Computed> arguments = new ArrayList<>();
  private @Nullable StepMatch called;
  private @Nullable StepMatch listed;
  private String name = "";
  private String each = "";

  ToolDraft(AgentDraft agent) {
    this.agent = agent;
  }

  /// Whether a tool is called.
  boolean there() {
    return called != null;
  }

  /// The place that names the tool, or the list in its response.
  Place place(boolean ofList) {
    StepMatch of = ofList ? listed : called;
    return of == null ? Place.START : of.place();
  }

  void calls(StepMatch step, String tool) {
    agent.runs(step, AgentSpec.Kind.TOOL, "");
    if (called != null) {
      return;
    }
    called = step;
    name = tool;
    Optional<Spec.Table> table = step.step().table();
    if (table.isEmpty()) {
      return;
    }
    List<List<String>> rows = table.get().rows();
    if (!rows.getFirst().equals(HEAD) || rows.size() < 2) {
      step.problems()
          .add(
              table.get().place(),
              "table: columns %s and %d rows (expected: %s and at least 1 row)"
                  .formatted(rows.getFirst(), rows.size() - 1, HEAD));
      return;
    }
    for (int i = 1; i < rows.size(); i++) {
      argument(step, table.get().places().get(i), rows.get(i));
    }
  }

  private void argument(StepMatch step, Place place, List<String> cells) {
    String argument = cells.getFirst();
    if (!NAME.matcher(argument).matches()) {
      step.problems()
          .add(
              place,
              "argument \"%s\" (expected: lowercase letters, digits and _, at most 64)"
                  .formatted(argument));
    }
    if (arguments.stream().anyMatch(one -> one.name().equals(argument))) {
      step.problems().add(place, "argument \"" + argument + "\" occurs twice (expected: once)");
    }
    arguments.add(new RuleSet.Computed(argument, cells.get(1), place.line()));
  }

  void each(StepMatch step, String formula) {
    if (listed != null) {
      step.problem("the list of items: set twice (expected: once)");
    }
    if (called == null) {
      step.problem("of what each gives a fact (expected: after \"When the tool … is called\")");
    }
    listed = step;
    each = formula;
  }

  /// How the tool is used; empty if none is.
  ///
  /// @param said the rules in the scenario, if any
  Optional<ToolUse> done(Optional<RuleSet> said) {
    if (called == null) {
      return Optional.empty();
    }
    if (agent.outputs.size() > 1) {
      called.problem(
          "a tool of an agent that proposes facts under %d keys (expected: one)"
              .formatted(agent.outputs.size()));
    }
    RuleSet rules = said.orElse(RuleSet.computing(List.of()));
    List<String> given = new ArrayList<>(arguments.stream().map(RuleSet.Computed::name).toList());
    given.add(ToolUse.ANSWER);
    if (listed != null) {
      given.add(ToolUse.ITEM);
    }
    if (rules.computed().isEmpty() && rules.outputs().isEmpty() && !agent.outputs.isEmpty()) {
      agent.outputs.getFirst().fields.forEach(field -> given.add(field.name()));
    }
    rules.computed().stream()
        .filter(one -> one.name().equals(ToolUse.ANSWER) || one.name().equals(ToolUse.ITEM))
        .forEach(one ->
            called
                .problems()
                .add(
                    new Place(one.line(), 1),
                    "field \"%s\" is what the tool answers (expected: another name)"
                        .formatted(one.name())));
    return Optional.of(new ToolUse(name, RuleSet.computing(arguments), each, rules.given(given)));
  }
}
