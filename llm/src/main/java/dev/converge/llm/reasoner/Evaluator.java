package dev.converge.llm.reasoner;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.Field;
import dev.converge.llm.model.PromptFact;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Says of facts, one after the other, how much speaks for and against each; what was held against
/// one is held against the next only if there is nothing else.
final class Evaluator {
  private final AgentSpec.Output output;
  private final Set<String> doubted = new TreeSet<>();

  Evaluator(AgentSpec.Output output) {
    this.output = output;
  }

  Statement judge(PromptFact target, List<Clause> used, List<Statement> doubts) {
    List<Clause> aims = used.stream().filter(c -> c.role() == Clause.Role.AIM).toList();
    Optional<Statement> against =
        doubts.stream()
            .filter(doubt -> !doubted.contains(doubt.text()))
            .findFirst()
            .or(() -> doubts.stream().findFirst());
    against.ifPresent(doubt -> doubted.add(doubt.text()));
    String doubt = against.map(Statement::text).orElse("");
    Judgement judgement = Judgement.of(used, aims, doubt, doubts.size());
    List<String> numbers = new ArrayList<>();
    for (Field field : output.fields()) {
      if (field.type() == Field.Type.INTEGER) {
        numbers.add(field.name() + " " + FieldValues.score(field, judgement));
      }
    }
    StringBuilder text = new StringBuilder(TextAnalysis.sentence(String.join(", ", numbers)));
    Composer.lead(used)
        .ifPresent(lead ->
            text.append(" For it: ").append(TextAnalysis.sentence(lead.innerScoped(), false)));
    if (!doubt.isEmpty()) {
      text.append(" Against it: ").append(against.orElseThrow().inner());
    }
    Set<Clause> all = new LinkedHashSet<>(used);
    against.ifPresent(statement -> all.addAll(statement.used()));
    return Statement.of(text.toString().strip(), 10, new ArrayList<>(all))
        .about(target)
        .judged(judgement);
  }
}
