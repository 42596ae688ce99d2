package dev.converge.domain.template.spec;

import static dev.converge.domain.template.spec.StepDefinition.Argument.DOC_STRING;
import static dev.converge.domain.template.spec.StepDefinition.Argument.OPTIONAL_DOC_STRING;
import static dev.converge.domain.template.spec.StepDefinition.Argument.OPTIONAL_TABLE;
import static dev.converge.domain.template.spec.StepDefinition.Argument.TABLE;
import static dev.converge.domain.template.spec.StepDefinition.given;
import static dev.converge.domain.template.spec.StepDefinition.then;
import static dev.converge.domain.template.spec.StepDefinition.when;

import dev.converge.core.agent.AgentSpec;
import dev.converge.domain.rule.HitPolicy;
import dev.converge.domain.template.source.Numbers;
import java.util.ArrayList;
import java.util.List;

/// The sentences of scenarios tagged `@agent`: when and how an agent runs, and the contract for
/// what it writes.
final class AgentSteps {
  static final StepRegistry<AgentDraft> REGISTRY = new StepRegistry<>(all());

  private AgentSteps() {}

  private static List<StepDefinition<AgentDraft>> all() {
    List<StepDefinition<AgentDraft>> all = new ArrayList<>(dependencies());
    all.addAll(runs());
    all.addAll(tools());
    all.addAll(outputs());
    all.addAll(each());
    return all;
  }

  private static List<StepDefinition<AgentDraft>> dependencies() {
    return List.of(
        given(
            "facts under {strings}",
            "The agent runs when all of these keys have facts, and again when one of them has new"
                + " facts from others.",
            (draft, step) -> draft.reads(step, draft.allOf, texts(step))),
        given(
            "facts under any of {strings}",
            "The agent runs when any of these keys has facts, and again when one of them has new"
                + " facts from others.",
            (draft, step) -> draft.anyOf(step, texts(step))),
        given(
            "violations of {string}",
            "The agent runs when this semantic invariant has a new violation, and receives a"
                + " description of the violation.",
            (draft, step) -> draft.violations(step, step.text(0))),
        given(
            "only new facts",
            "When it runs again, the agent sees only the facts that are new since it last ran.",
            (draft, _) -> draft.onlyNew = true),
        given(
            "it is not shown seeds with ids starting {strings}",
            "The model does not see these seeds, even where facts that it sees rest on them. A fork"
                + " with another such seed need not ask it. Without this sentence a model sees all"
                + " seeds.",
            (draft, step) -> draft.withholds(step, texts(step))),
        given(
            "a table {string} from {string}",
            "A CSV file in the template's folder, for lookups in the formulas of a rule agent:"
                + " `lookup(\"rates\", \"grade\", grade).rate`.",
            (draft, step) -> draft.rules.table(step, step.text(0), step.text(1))));
  }

  private static List<StepDefinition<AgentDraft>> runs() {
    StepDefinition<AgentDraft> asked =
        when(
            AgentDraft.sentence(AgentSpec.Kind.LLM),
            "A model that meets the wiring's requirements is called. The doc string is the"
                + " instruction, word for word.",
            (draft, step) ->
                draft.runs(step, AgentSpec.Kind.LLM, step.step().docString().orElse("")));
    StepDefinition<AgentDraft> searches =
        when(
            AgentDraft.sentence(AgentSpec.Kind.SEARCH),
            "A document source is searched. A doc string can describe what to search for.",
            (draft, step) ->
                draft.runs(step, AgentSpec.Kind.SEARCH, step.step().docString().orElse("")));
    StepDefinition<AgentDraft> computed =
        when(
            "the fields are computed",
            "Columns: field, and value, a formula over the current fact and the fields above it.",
            (draft, step) -> draft.rules.computed(step));
    StepDefinition<AgentDraft> first =
        when(
            "the first rule that matches decides",
            "A decision table. Columns that start with \"if\" test a field or a formula, columns"
                + " that start with \"then\" set fields.",
            (draft, step) -> draft.rules.decides(step, HitPolicy.FIRST));
    StepDefinition<AgentDraft> one =
        when(
            "exactly one rule matches and decides",
            "A decision table, as above. The agent fails if two rules match.",
            (draft, step) -> draft.rules.decides(step, HitPolicy.ONE));
    StepDefinition<AgentDraft> every =
        when(
            "every rule that matches decides",
            "A decision table, as above. Each rule that matches gives a fact.",
            (draft, step) -> draft.rules.decides(step, HitPolicy.EVERY));
    return List.of(
        computed.with(TABLE),
        first.with(TABLE),
        one.with(TABLE),
        every.with(TABLE),
        asked.with(DOC_STRING),
        when(
            AgentDraft.sentence(AgentSpec.Kind.RULE),
            "A rule agent with the same id runs: Java code, a pure function of the context. Rules"
                + " in the spec do not need Java: see below.",
            (draft, step) -> draft.runs(step, AgentSpec.Kind.RULE, "")),
        searches.with(OPTIONAL_DOC_STRING));
  }

  private static List<StepDefinition<AgentDraft>> tools() {
    StepDefinition<AgentDraft> called =
        when(
            "the tool {string} is called",
            "A tool that the operator of the server declared is called for each fact that \"for"
                + " each fact under\" names, or once over all facts. Columns: argument and value, a"
                + " formula. Its answer is `answer` in the formulas after it; without fields that"
                + " are computed or a decision table, the fields of the contract are the members of"
                + " the answer.",
            (draft, step) -> draft.tool.calls(step, step.text(0)));
    return List.of(
        called.with(OPTIONAL_TABLE),
        when(
            "each item of {string} gives a fact",
            "A formula for a list in the tool's response, such as `answer.results`. Each item gives"
                + " a fact, up to the allowed number of proposals, and is `item` in the formulas"
                + " after it.",
            (draft, step) -> draft.tool.each(step, step.text(0))));
  }

  private static List<StepDefinition<AgentDraft>> outputs() {
    return List.of(
        then(
            "it proposes {count} fact(s) under {string} with ids starting {string}",
            "The number of facts in an answer under this key, and the prefix of their ids. An agent"
                + " can write only under such keys.",
            (draft, step) -> draft.proposes(step, count(step), step.text(1), "", step.text(2))),
        then(
            "it proposes {count} fact(s) under {string} for each fact under {string} with ids"
                + " starting {string}",
            "The number of facts that cite each of those facts, in all cycles together.",
            (draft, step) ->
                draft.proposes(step, count(step), step.text(1), step.text(2), step.text(3))),
        then(
            "a conflict under {string} halts the run",
            "Without it, a proposal that says something else under an id that is taken is only"
                + " rejected.",
            (draft, step) ->
                draft.under(step, step.text(0)).ifPresent(output -> output.conflictHalts = true)));
  }

  private static List<StepDefinition<AgentDraft>> each() {
    StepDefinition<AgentDraft> carries =
        then(
            "each fact carries",
            "Each fact's data has these members. Columns: field, type (string, integer, number,"
                + " boolean, list) and rule (1 to 10, at least 1, at most 10, one of a, b,"
                + " optional; several are separated by ;).",
            (draft, step) ->
                draft
                    .last(step)
                    .ifPresent(output ->
                        output.fields.addAll(FieldTable.read(step.table(), step.problems()))));
    return List.of(
        then(
            "each fact cites at least {int} fact(s) under {string}",
            "\"Each fact\" means each fact that the step above proposes.",
            (draft, step) -> {
              draft.uses.key(step, step.text(1));
              draft
                  .last(step)
                  .ifPresent(output ->
                      output.cites.add(new AgentSpec.Cites(step.integer(0), step.text(1))));
            }),
        carries.with(TABLE),
        then(
            "each fact says {string}",
            "The text of a rule agent's proposal, with formulas in braces: `{amount} at {rate} %`."
                + " Without this sentence, the text lists the fields.",
            (draft, step) -> draft.rules.says(step, step.text(0))),
        then(
            "each fact is no longer than {int} character(s)",
            "Counted in code points.",
            (draft, step) ->
                draft
                    .last(step)
                    .ifPresent(output -> output.maxLength = Math.max(1, step.integer(0)))),
        then(
            "each fact has a confidence of at least {number}",
            "From 0 to 1; an answer with less is refused.",
            (draft, step) -> {
              double least = step.value(0, Double.class);
              if (least < 0 || least > 1) {
                step.problem("confidence " + Numbers.plain(least) + " (expected: 0 to 1)");
              }
              draft.last(step).ifPresent(output -> output.minConfidence = least);
            }));
  }

  private static List<String> texts(StepMatch step) {
    return step.value(0, StepParameters.Texts.class).list();
  }

  private static StepParameters.Count count(StepMatch step) {
    return step.value(0, StepParameters.Count.class);
  }
}
