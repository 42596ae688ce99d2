package dev.converge.domain.template.spec;

import dev.converge.core.agent.AgentSpec;
import dev.converge.domain.formula.LookupTable;
import dev.converge.domain.rule.HitPolicy;
import dev.converge.domain.rule.RuleSet;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.SpecTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The rules in the scenario of a rule agent, as far as it has been read.
final class RuleDraft {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  /// A lookup table that a step names.
  private record Named(String name, String file, StepMatch said) {}

  private final AgentDraft agent;
  private final List<Named> tables = new ArrayList<>();
  private final List<RuleSet.Computed> computed = new ArrayList<>();
  private final List<String> inputs = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Integer> lines = new ArrayList<>();
  private HitPolicy policy = HitPolicy.NONE;
  private @Nullable StepMatch decides;
  private @Nullable StepMatch first;
  private @Nullable StepMatch saysSaid;
  private String says = "";

  RuleDraft(AgentDraft agent) {
    this.agent = agent;
  }

  /// Whether the spec has rules.
  boolean there() {
    return first != null;
  }

  /// The places of the formulas in the text and in the head.
  Place place(int line) {
    StepMatch of = line == 0 ? saysSaid : decides;
    return line > 0 || of == null ? new Place(Math.max(1, line), 1) : of.place();
  }

  void table(StepMatch step, String name, String file) {
    if (!NAME.matcher(name).matches()) {
      step.problem("table \"" + name + "\" (expected: lowercase letters, digits and _)");
    }
    if (!SpecTables.isFile(file)) {
      step.problem(
          "file \"" + file + "\" (expected: the name of a .csv file in the folder of the spec)");
      return;
    }
    if (tables.stream().anyMatch(table -> table.name().equals(name))) {
      step.problem("table \"" + name + "\" occurs twice (expected: once)");
    }
    tables.add(new Named(name, file, step));
  }

  private boolean begun(StepMatch step) {
    if (agent.runs != null && !there() && !agent.tool.there()) {
      step.problem("how the agent runs: set twice (expected: once)");
      return false;
    }
    if (!there()) {
      if (agent.kind != AgentSpec.Kind.RULE && !agent.tool.there()) {
        step.problem(
            "step \"%s\" is for agents tagged @rule (expected: \"%s\")"
                .formatted(step.step().text(), AgentDraft.sentence(agent.kind)));
      }
      first = step;
      agent.runs = agent.kind;
    }
    return true;
  }

  void computed(StepMatch step) {
    if (!begun(step)) {
      return;
    }
    if (!computed.isEmpty()) {
      step.problem("computed fields: set twice (expected: once)");
    }
    if (decides != null) {
      step.problem(
          "computed after the rules decide (expected: before, so that rules can use them)");
    }
    Spec.Table table = step.table();
    if (!table.rows().getFirst().equals(List.of("field", "value")) || table.rows().size() < 2) {
      step.problems()
          .add(
              table.place(),
              "table: columns %s and %d rows (expected: [field, value] and at least 1 row)"
                  .formatted(table.rows().getFirst(), table.rows().size() - 1));
      return;
    }
    if (table.rows().size() - 1 > RuleSet.MAX_COMPUTED) {
      step.problem(
          "%d fields (expected: at most %d)"
              .formatted(table.rows().size() - 1, RuleSet.MAX_COMPUTED));
    }
    for (int i = 1; i < table.rows().size(); i++) {
      Place place = table.places().get(i);
      String name = table.rows().get(i).getFirst();
      field(step, place, name);
      if (computed.stream().anyMatch(one -> one.name().equals(name))) {
        step.problems().add(place, "field \"" + name + "\" occurs twice (expected: once)");
      }
      computed.add(new RuleSet.Computed(name, table.rows().get(i).get(1), place.line()));
    }
  }

  private static void field(StepMatch step, Place place, String name) {
    if (!NAME.matcher(name).matches()) {
      step.problems()
          .add(
              place,
              "field \"%s\" (expected: lowercase letters, digits and _, at most 64)"
                  .formatted(name));
    }
  }

  void decides(StepMatch step, HitPolicy how) {
    if (!begun(step)) {
      return;
    }
    if (decides != null) {
      step.problem("which rules decide: set twice (expected: once)");
      return;
    }
    decides = step;
    policy = how;
    Spec.Table table = step.table();
    head(step, table);
    int count = table.rows().size() - 1;
    if (count < 1 || count > RuleSet.MAX_ROWS) {
      step.problem(count + " rules (expected: 1 to " + RuleSet.MAX_ROWS + ")");
    }
    for (int i = 1; i < table.rows().size(); i++) {
      rows.add(table.rows().get(i));
      lines.add(table.places().get(i).line());
    }
  }

  private void head(StepMatch step, Spec.Table table) {
    List<String> head = table.rows().getFirst();
    for (String column : head) {
      if (column.startsWith("if ") && outputs.isEmpty()) {
        inputs.add(column.substring("if ".length()).strip());
      } else if (column.startsWith("then ")) {
        String name = column.substring("then ".length()).strip();
        field(step, table.place(), name);
        if (outputs.contains(name)) {
          step.problems()
              .add(table.place(), "column \"then " + name + "\" occurs twice (expected: once)");
        }
        outputs.add(name);
      } else {
        step.problems()
            .add(
                table.place(),
                "column \"%s\" (expected: \"if …\", and after these \"then …\")".formatted(column));
        return;
      }
    }
    if (inputs.isEmpty() || outputs.isEmpty() || head.size() > RuleSet.MAX_COLUMNS) {
      step.problems()
          .add(
              table.place(),
              "columns %s (expected: at least one \"if …\" and one \"then …\", at most %d)"
                  .formatted(head, RuleSet.MAX_COLUMNS));
    }
  }

  void says(StepMatch step, String text) {
    if (saysSaid != null) {
      step.problem("what each fact says: set twice (expected: once)");
    }
    if (text.isBlank()) {
      step.problem("what each fact says: \"\" (expected: text)");
    }
    saysSaid = step;
    says = text;
  }

  /// The rules; empty if there are none.
  ///
  /// @param text of the spec, which contains the tables
  Optional<RuleSet> done(String text) {
    if (first == null && agent.tool.there() && (saysSaid != null || !tables.isEmpty())) {
      return Optional.of(rules(text));
    }
    if (first == null) {
      if (saysSaid != null) {
        saysSaid.problem("what each fact says (expected: for agents with rules in the spec)");
      }
      tables.forEach(table ->
          table
              .said()
              .problem(
                  "a table that no rule reads (expected: \"When the fields are computed\" or a"
                      + " decision table)"));
      return Optional.empty();
    }
    if (agent.outputs.size() > 1 && !agent.tool.there()) {
      first.problem(
          "rules of an agent that proposes facts under %d keys (expected: one)"
              .formatted(agent.outputs.size()));
    }
    return Optional.of(rules(text));
  }

  private RuleSet rules(String text) {
    Map<String, LookupTable> read = new TreeMap<>();
    for (Named table : tables) {
      SpecTables.read(text, table.file(), table.said().place(), table.said().problems())
          .ifPresent(found -> read.put(table.name(), found));
    }
    return new RuleSet(
        computed, policy, inputs, outputs, rows, lines, says, new TreeMap<>(read), List.of());
  }
}
