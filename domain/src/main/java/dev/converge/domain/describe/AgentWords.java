package dev.converge.domain.describe;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// When an agent runs and what it writes, in words.
public final class AgentWords {
  private AgentWords() {}

  /// What wakes an agent, as a clause that follows "runs".
  public static String wakes(AgentSpec agent) {
    AgentSpec.Eligibility when = agent.eligibility();
    List<String> needs = new ArrayList<>();
    if (!when.allOf().isEmpty()) {
      needs.add("there are facts under " + joined(when.allOf(), "and"));
    }
    if (!when.anyOf().isEmpty()) {
      needs.add("there are facts under " + joined(when.anyOf(), "or"));
    }
    List<String> clauses = new ArrayList<>();
    if (!needs.isEmpty()) {
      clauses.add(
          "when "
              + String.join(" and ", needs)
              + ", and again when there are new ones from others");
    }
    if (!when.violationsOf().isEmpty()) {
      clauses.add("when invariant " + joined(when.violationsOf(), "or") + " is newly violated");
    }
    return String.join("; ", clauses)
        + (agent.withheld().isEmpty()
            ? ""
            : "; it is not shown seeds with ids starting " + joined(agent.withheld(), "or"))
        + (agent.onlyNew() ? "; it then sees only what is new since it last ran" : "");
  }

  /// What an agent writes under one key.
  public static String writes(AgentSpec.Output output) {
    List<String> rules = new ArrayList<>();
    output
        .cites()
        .forEach(cites ->
            rules.add(
                "each cites at least "
                    + ConditionWords.facts(cites.min())
                    + " under \""
                    + cites.key()
                    + "\""));
    if (output.maxLength() > 0) {
      rules.add("at most " + ConditionWords.plural(output.maxLength(), "character"));
    }
    if (output.minConfidence() > 0) {
      rules.add("confidence at least " + output.minConfidence());
    }
    for (Field field : output.fields()) {
      rules.add("carries " + FieldWords.of(field));
    }
    if (output.conflictHalts()) {
      rules.add("a conflict halts the run");
    }
    String many = ConditionWords.number(output.min(), output.max());
    return many
        + (many.endsWith(" 1") || many.equals("1") ? " fact" : " facts")
        + " under \""
        + output.key()
        + "\""
        + (output.forEach().isEmpty() ? "" : " for each fact under \"" + output.forEach() + "\"")
        + ", ids starting \""
        + output.idPrefix()
        + "\""
        + (rules.isEmpty() ? "" : "; " + String.join("; ", rules));
  }

  private static String joined(List<String> names, String word) {
    List<String> quoted = names.stream().map(name -> "\"" + name + "\"").toList();
    if (quoted.size() == 1) {
      return quoted.getFirst();
    }
    return quoted.subList(0, quoted.size() - 1).stream().collect(Collectors.joining(", "))
        + " "
        + word
        + " "
        + quoted.getLast();
  }
}
