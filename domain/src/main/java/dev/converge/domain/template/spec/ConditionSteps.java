package dev.converge.domain.template.spec;

import static dev.converge.domain.template.spec.StepDefinition.Argument.OPTIONAL_TABLE;
import static dev.converge.domain.template.spec.StepDefinition.Argument.TABLE;
import static dev.converge.domain.template.spec.StepDefinition.then;

import dev.converge.core.Condition;
import dev.converge.core.agent.Field;
import dev.converge.domain.formula.FactFormula;
import dev.converge.domain.formula.FormulaException;
import dev.converge.domain.template.source.Numbers;
import dev.converge.domain.template.source.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The sentences of scenarios tagged `@invariant`: what must be true of the facts.
final class ConditionSteps {
  static final StepRegistry<InvariantDraft> REGISTRY = new StepRegistry<>(all());

  private ConditionSteps() {}

  private static List<StepDefinition<InvariantDraft>> all() {
    List<StepDefinition<InvariantDraft>> all = new ArrayList<>(existence());
    all.addAll(mentions());
    all.addAll(rest());
    all.addAll(fields());
    StepDefinition<InvariantDraft> ifThen =
        then(
            "if {condition}, then {conclusion}",
            "If the condition is true, the conclusion must be true. Both are sentences of this"
                + " kind. A table belongs to the conclusion.",
            ConditionSteps::ifThen);
    all.add(ifThen.with(OPTIONAL_TABLE));
    return all;
  }

  private static List<StepDefinition<InvariantDraft>> existence() {
    return List.of(
        then(
            "{count} fact(s) exist(s) under {facts}",
            "This many facts exist under a key.",
            (draft, step) -> {
              StepParameters.Count count = step.value(0, StepParameters.Count.class);
              StepParameters.Facts facts = facts(step, 1);
              count.problem().ifPresent(step::problem);
              draft.add(step, facts, new Condition.Count(facts.key(), count.min(), count.max()));
            }),
        then(
            "no fact(s) exist(s) under {facts}",
            "No fact exists under a key.",
            (draft, step) -> {
              StepParameters.Facts facts = facts(step, 0);
              draft.add(step, facts, new Condition.Count(facts.key(), 0, 0));
            }),
        then(
            "a fact exists under {facts}",
            "At least one fact exists under a key.",
            (draft, step) -> {
              StepParameters.Facts facts = facts(step, 0);
              draft.add(step, facts, new Condition.Count(facts.key(), 1, Integer.MAX_VALUE));
            }),
        then(
            "a fact exists with id starting {string}",
            "Under any key. Seeds are facts too.",
            (draft, step) -> {
              draft.uses.prefix(step, step.text(0));
              draft.add(step, new Condition.Exists("", step.text(0)));
            }),
        then(
            "a fact exists under {facts} with id starting {string}",
            "A fact with such an id exists under a key.",
            (draft, step) -> {
              StepParameters.Facts facts = facts(step, 0);
              draft.uses.key(step, facts.key(), step.text(1));
              draft.add(step, facts, new Condition.Exists(facts.key(), step.text(1)));
            }),
        then(
            "the facts under {facts} are all different",
            "No two have the same text, ignoring case and spacing.",
            (draft, step) -> {
              StepParameters.Facts facts = facts(step, 0);
              draft.add(step, facts, new Condition.AllDifferent(facts.key()));
            }));
  }

  private static List<StepDefinition<InvariantDraft>> mentions() {
    String words = "Matches whole words, ignoring case, in the text and in the data.";
    StepDefinition<InvariantDraft> none =
        then(
            "no fact under {facts} mentions any of",
            words + " The table's cells are the terms.",
            (draft, step) -> none(draft, step, facts(step, 0), step.table().cells()));
    StepDefinition<InvariantDraft> nowhere =
        then(
            "no fact mentions any of",
            words + " Under any key.",
            (draft, step) -> none(draft, step, EVERYWHERE, step.table().cells()));
    StepDefinition<InvariantDraft> some =
        then(
            "every fact under {facts} mentions any of",
            "Each mentions at least one of the terms. " + words,
            (draft, step) -> some(draft, step, facts(step, 0), step.table().cells()));
    return List.of(
        none.with(TABLE),
        nowhere.with(TABLE),
        some.with(TABLE),
        then(
            "no fact under {facts} mentions any of {strings}",
            "The same in one line.",
            (draft, step) -> none(draft, step, facts(step, 0), texts(step, 1))),
        then(
            "no fact mentions any of {strings}",
            "The same in one line, under any key.",
            (draft, step) -> none(draft, step, EVERYWHERE, texts(step, 0))),
        then(
            "every fact under {facts} mentions any of {strings}",
            "The same in one line.",
            (draft, step) -> some(draft, step, facts(step, 0), texts(step, 1))));
  }

  private static List<StepDefinition<InvariantDraft>> rest() {
    return List.of(
        then(
            "every fact under {facts} cites at least {int} fact(s) under {facts}",
            "Each cites at least this many facts under the second key.",
            (draft, step) -> cites(draft, step, step.integer(1), facts(step, 2))),
        then(
            "every fact under {facts} cites a fact under {facts}",
            "Each cites at least one fact under the second key.",
            (draft, step) -> cites(draft, step, 1, facts(step, 1))),
        then(
            "no fact under {facts} cites a fact under {facts}",
            "None cites a fact under the second key.",
            (draft, step) -> {
              StepParameters.Facts target = facts(step, 1);
              StepParameters.Facts facts = facts(step, 0);
              draft.uses.key(step, target.key());
              draft.add(
                  step,
                  facts,
                  new Condition.CitesSome(facts.key(), 0, 0, target.key(), target.is()));
            }),
        then(
            "every fact under {facts} is cited by a fact under {facts}",
            "None is uncited.",
            (draft, step) -> {
              StepParameters.Facts facts = facts(step, 0);
              StepParameters.Facts by = facts(step, 1);
              draft.uses.key(step, by.key());
              Condition cited = new Condition.CitedBy(facts.key(), by.key());
              draft.add(
                  step,
                  facts,
                  by.value() == null
                      ? cited
                      : new Condition.Only(by.key(), by.field(), by.value(), cited));
            }),
        then(
            "every fact under {facts} names only facts under {strings} in {string}",
            "Every id in this member of its data, a list or a text, is the id of a fact under one"
                + " of these keys.",
            (draft, step) -> {
              texts(step, 1).forEach(key -> draft.uses.key(step, key));
              StepParameters.Facts facts = facts(step, 0);
              draft.add(
                  step, facts, new Condition.NamesOnly(facts.key(), step.text(2), texts(step, 1)));
            }),
        then(
            "every fact under {facts} refers only to facts that it cites",
            "Every id in square brackets in its text, such as [note:1] or [note:1, note:2], is that"
                + " of a fact that it cites.",
            (draft, step) -> {
              StepParameters.Facts facts = facts(step, 0);
              draft.add(step, facts, new Condition.RefersOnly(facts.key()));
            }),
        then(
            "what facts under {facts} list in {string} is listed in {string} by facts under"
                + " {string} that cite them",
            "Every item of the first list, a member of a fact's data, is in at least one of the"
                + " second lists.",
            (draft, step) -> {
              draft.uses.key(step, step.text(3));
              StepParameters.Facts facts = facts(step, 0);
              draft.add(
                  step,
                  facts,
                  new Condition.ListedBy(facts.key(), step.text(1), step.text(3), step.text(2)));
            }),
        then(
            "every fact under {facts} names at least {int} source(s)",
            "Sources are outside the context: pages, documents, passages.",
            (draft, step) -> {
              StepParameters.Facts facts = facts(step, 0);
              draft.add(step, facts, new Condition.Sources(facts.key(), step.integer(1)));
            }),
        then(
            "every fact under {facts} has a confidence of at least {number}",
            "From 0 to 1.",
            (draft, step) -> {
              StepParameters.Facts facts = facts(step, 0);
              double least = step.value(1, Double.class);
              if (least < 0 || least > 1) {
                step.problem("confidence " + Numbers.plain(least) + " (expected: 0 to 1)");
              }
              draft.add(step, facts, new Condition.Confidence(facts.key(), least));
            }),
        then(
            "every fact under {facts} satisfies {string}",
            "A formula is true of each: `amount <= income * 5`.",
            (draft, step) -> {
              StepParameters.Facts facts = facts(step, 0);
              formula(step, step.text(1))
                  .ifPresent(formula ->
                      draft.add(step, facts, new Condition.Satisfies(facts.key(), formula)));
            }),
        then(
            "every fact under {facts} is no longer than {int} character(s)",
            "Counted in code points.",
            (draft, step) -> {
              StepParameters.Facts facts = facts(step, 0);
              draft.add(step, facts, new Condition.NoLongerThan(facts.key(), step.integer(1)));
            }));
  }

  private static List<StepDefinition<InvariantDraft>> fields() {
    StepDefinition<InvariantDraft> table =
        then(
            "every fact under {facts} carries",
            "Each fact's data has these members; the table is that of an agent's contract.",
            (draft, step) -> {
              for (Field field : FieldTable.read(step.table(), step.problems())) {
                carries(draft, step, field);
              }
            });
    return List.of(
        table.with(TABLE),
        then(
            "every fact under {facts} carries a/an {type} {string}",
            "Each fact's data has this member.",
            (draft, step) -> carries(draft, step, field(step))),
        then(
            "every fact under {facts} carries a/an {type} {string} of {range}",
            "The range of a number, the characters of a string, or the items of a list.",
            (draft, step) -> {
              StepParameters.Range range = step.value(3, StepParameters.Range.class);
              Field f = field(step);
              carries(
                  draft,
                  step,
                  new Field(f.name(), f.type(), true, range.min(), range.max(), List.of()));
            }),
        then(
            "every fact under {facts} carries a/an {type} {string} that is one of {strings}",
            "The only values of a string, or of each item of a list.",
            (draft, step) -> {
              Field f = field(step);
              if (f.type() != Field.Type.STRING && f.type() != Field.Type.LIST) {
                step.problem("\"one of\" (expected: for a string or a list)");
              }
              carries(
                  draft,
                  step,
                  new Field(f.name(), f.type(), true, f.min(), f.max(), texts(step, 3)));
            }));
  }

  private static final StepParameters.Facts EVERYWHERE = new StepParameters.Facts("", "", null);

  private static void none(
      InvariantDraft draft, StepMatch step, StepParameters.Facts facts, List<String> terms) {
    draft.add(step, facts, new Condition.MentionsNone(facts.key(), terms(step, terms)));
  }

  private static void some(
      InvariantDraft draft, StepMatch step, StepParameters.Facts facts, List<String> terms) {
    draft.add(step, facts, new Condition.MentionsSome(facts.key(), terms(step, terms)));
  }

  private static List<String> terms(StepMatch step, List<String> terms) {
    List<String> all = terms.stream().filter(term -> !term.isBlank()).toList();
    if (all.isEmpty()) {
      step.problem("no terms (expected: at least one)");
    }
    return all;
  }

  private static void cites(
      InvariantDraft draft, StepMatch step, int min, StepParameters.Facts target) {
    StepParameters.Facts facts = facts(step, 0);
    draft.uses.key(step, target.key());
    draft.add(
        step,
        facts,
        target.value() == null
            ? new Condition.Cites(facts.key(), min, target.key())
            : new Condition.CitesSome(
                facts.key(), min, Integer.MAX_VALUE, target.key(), target.is()));
  }

  /// A formula that can be parsed; its names are checked once all scenarios are read.
  static Optional<FactFormula> formula(StepMatch step, String text) {
    try {
      return Optional.of(FactFormula.of(text));
    } catch (FormulaException e) {
      step.problem("\"" + text + "\": " + e.what());
      return Optional.empty();
    }
  }

  private static void carries(InvariantDraft draft, StepMatch step, Field field) {
    StepParameters.Facts facts = facts(step, 0);
    draft.add(step, facts, new Condition.Carries(facts.key(), field));
  }

  private static Field field(StepMatch step) {
    return Field.of(step.text(2), step.value(1, Field.Type.class));
  }

  private static StepParameters.Facts facts(StepMatch step, int index) {
    return step.value(index, StepParameters.Facts.class);
  }

  private static List<String> texts(StepMatch step, int index) {
    return step.value(index, StepParameters.Texts.class).list();
  }

  private static void ifThen(InvariantDraft draft, StepMatch step) {
    if (draft.nested) {
      step.problem("\"if\" within \"if\" (expected: one)");
      return;
    }
    Spec.Step said = step.step();
    Spec.Step premise =
        new Spec.Step(
            said.place(), Spec.Word.ANY, false, step.text(0), Optional.empty(), Optional.empty());
    Spec.Step conclusion =
        new Spec.Step(
            said.place(), Spec.Word.ANY, false, step.text(1), said.docString(), said.table());
    Optional<Condition> first = nested(draft, premise, step.problems());
    Optional<Condition> second = nested(draft, conclusion, step.problems());
    if (first.isPresent() && second.isPresent()) {
      draft.add(step, new Condition.IfThen(first.get(), second.get()));
    }
  }

  private static Optional<Condition> nested(
      InvariantDraft draft, Spec.Step step, Problems problems) {
    InvariantDraft inner = new InvariantDraft(draft.uses, true);
    REGISTRY.compile(inner, step, _ -> "", problems);
    return inner.conditions.isEmpty() ? Optional.empty() : Optional.of(inner.condition());
  }
}
