package dev.converge.domain.template.spec;

import static dev.converge.domain.template.spec.StepDefinition.Argument.OPTIONAL_DOC_STRING;
import static dev.converge.domain.template.spec.StepDefinition.Argument.TABLE;
import static dev.converge.domain.template.spec.StepDefinition.given;

import dev.converge.core.proposal.SeedRule;
import dev.converge.core.text.Ids;
import java.util.ArrayList;
import java.util.List;

/// The sentences of scenarios tagged `@intent`: what a job must bring.
final class IntentSteps {
  static final StepRegistry<Draft> REGISTRY =
      new StepRegistry<>(
          List.of(
              IntentSteps.<Draft>seed(
                  "a seed with id starting {string}",
                  true,
                  false,
                  "A job without such a seed is refused. A doc string below describes its"
                      + " content."),
              IntentSteps.<Draft>seed(
                  "optionally a seed with id starting {string}",
                  false,
                  false,
                  "A job can have such a seed. A doc string below describes its content."),
              IntentSteps.<Draft>seed(
                  "a seed with id starting {string} that names a day",
                  true,
                  true,
                  "A job is refused without such a seed, or if the seed does not contain a valid"
                      + " date. The date is YYYY-MM-DD in its text, or `date` in its data."),
              IntentSteps.<Draft>seed(
                  "optionally a seed with id starting {string} that names a day",
                  false,
                  true,
                  "A job can have such a seed. The job is refused if the seed does not contain a"
                      + " valid date."),
              IntentSteps.<Draft>data(),
              given(
                  "observations may come under {string}",
                  "Clients can add observations under a key that no agent writes.",
                  (draft, step) -> draft.observed.add(step.text(0)))));

  private IntentSteps() {}

  /// What an intent scenario says so far.
  static final class Draft {
    final List<SeedRule> seeds = new ArrayList<>();
    final List<String> observed = new ArrayList<>();
  }

  private static <D extends Draft> StepDefinition<D> seed(
      String expression, boolean required, boolean day, String doc) {
    StepDefinition<D> definition =
        given(
            expression,
            doc,
            (draft, step) -> {
              String prefix = step.text(0);
              if (!Ids.valid(prefix + "1")) {
                step.problem("seed id \"" + prefix + "\" (expected: the start of an id)");
              } else if (draft.seeds.stream().anyMatch(rule -> rule.idPrefix().equals(prefix))) {
                step.problem("seed id \"" + prefix + "\" occurs twice (expected: once)");
              } else {
                String description = step.step().docString().orElse("").strip();
                draft.seeds.add(new SeedRule(prefix, required, description, day));
              }
            });
    return definition.with(OPTIONAL_DOC_STRING);
  }

  private static <D extends Draft> StepDefinition<D> data() {
    StepDefinition<D> definition =
        given(
            "each such seed carries",
            "\"Such\" are the seeds of the step before. Their data has these members; a job in which"
                + " it has not is refused. The table is that of an agent's contract.",
            (draft, step) -> {
              if (draft.seeds.isEmpty()) {
                step.problem("no seed yet (expected: after the seed that it belongs to)");
              } else {
                SeedRule last = draft.seeds.removeLast();
                draft.seeds.add(
                    new SeedRule(
                        last.idPrefix(),
                        last.required(),
                        last.description(),
                        last.day(),
                        FieldTable.read(step.table(), step.problems())));
              }
            });
    return definition.with(TABLE);
  }
}
