package dev.converge.domain.template.spec;

import static dev.converge.domain.template.spec.StepDefinition.then;
import static dev.converge.domain.template.spec.StepDefinition.when;

import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.core.decision.Proviso;
import dev.converge.core.json.Json;
import dev.converge.domain.template.source.Numbers;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.TemplateDurations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sentences of scenarios tagged `@approval`: what a person must decide.
final class ApprovalSteps {
  /// Higher than every confidence.
  private static final double ANY_CONFIDENCE = 2;

  static final StepRegistry<Draft> REGISTRY =
      new StepRegistry<>(
          List.of(
              when(
                  "a fact is proposed under {facts}",
                  "The proposals that are held until a person decides.",
                  (draft, step) -> proposed(draft, step)),
              when(
                  "a fact is proposed under {facts} with id starting {string}",
                  "Only proposals whose id would start with this text.",
                  (draft, step) -> {
                    proposed(draft, step);
                    draft.idPrefix = step.text(1);
                    draft.uses.key(step, draft.key, draft.idPrefix);
                  }),
              when(
                  "a fact is proposed under {facts} with confidence below {number}",
                  "Only proposals with a lower confidence.",
                  (draft, step) -> {
                    proposed(draft, step);
                    draft.below(step, step.value(1, Double.class));
                  }),
              when(
                  "its id starts with {string}",
                  "A further condition on the proposal.",
                  (draft, step) -> {
                    draft.proposed(step);
                    draft.idPrefix = step.text(0);
                    if (!draft.key.isEmpty()) {
                      draft.uses.key(step, draft.key, draft.idPrefix);
                    }
                  }),
              when(
                  "its confidence is below {number}",
                  "A further condition on the proposal.",
                  (draft, step) -> {
                    draft.proposed(step);
                    draft.below(step, step.value(0, Double.class));
                  }),
              when(
                  "its {string} is {value}",
                  "A further condition on the proposal: a member of its data.",
                  (draft, step) -> {
                    draft.proposed(step);
                    draft.field(step, step.text(0), step.value(1, Json.class));
                  }),
              when(
                  "it cites a fact under {facts}",
                  "A further condition on the proposal: one of the facts that it rests on.",
                  (draft, step) -> {
                    draft.proposed(step);
                    StepParameters.Facts cited = step.value(0, StepParameters.Facts.class);
                    draft.uses.key(step, cited.key());
                    draft.proviso(step, new Proviso.Cites(cited.key(), cited.is()));
                  }),
              when(
                  "it satisfies {string}",
                  "A further condition on the proposal: a formula is true of it, or cannot be"
                      + " judged.",
                  (draft, step) -> {
                    draft.proposed(step);
                    ConditionSteps.formula(step, step.text(0))
                        .ifPresent(formula -> draft.proviso(step, new Proviso.Satisfies(formula)));
                  }),
              then(
                  "a/an {string} must approve it",
                  "The role that must decide. There is no deadline.",
                  (draft, step) -> draft.role(step, step.text(0), null)),
              then(
                  "a/an {string} must approve it within {time}",
                  "The role that must decide within this time.",
                  (draft, step) -> draft.role(step, step.text(0), step.value(1, Duration.class))),
              then(
                  "two {string} must approve it",
                  "Two different people must approve. There is no deadline. One rejection is enough"
                      + " to reject.",
                  (draft, step) -> draft.two(step, step.text(0), null)),
              then(
                  "two {string} must approve it within {time}",
                  "Two different people must approve within this time.",
                  (draft, step) -> draft.two(step, step.text(0), step.value(1, Duration.class))),
              then(
                  "it must not be who submitted the job",
                  "The person who submitted the job must not decide.",
                  (draft, _) -> draft.notSubmitter = true),
              then(
                  "a returned proposal is revised at most {int} time(s)",
                  "The person who decides can return a proposal with a comment instead. The agent"
                      + " is then called again, and its new proposal is held again. The agent must"
                      + " use a model.",
                  (draft, step) -> draft.revisions(step, step.value(0, Integer.class))),
              then(
                  "without a decision it is rejected",
                  "The decision when the time has passed. This is the default.",
                  (draft, step) -> draft.silence(step, Decision.REJECTED)),
              then(
                  "without a decision it is approved",
                  "The decision when the time has passed.",
                  (draft, step) -> draft.silence(step, Decision.APPROVED)),
              then(
                  "a rejection halts the run",
                  "Without it, a rejected proposal is dropped and the run continues.",
                  (draft, _) -> draft.rejectionHalts = true)));

  private ApprovalSteps() {}

  private static void proposed(Draft draft, StepMatch step) {
    StepParameters.Facts facts = step.value(0, StepParameters.Facts.class);
    if (!draft.key.isEmpty()) {
      step.problem("the proposal: set twice (expected: once)");
    }
    draft.key = facts.key();
    draft.keySaid = step;
    draft.uses.key(step, facts.key());
    if (facts.value() != null) {
      draft.field(step, facts.field(), facts.value());
    }
  }

  /// An approval scenario, as far as it has been read.
  static final class Draft {
    final NameUses uses;
    String key = "";
    private String idPrefix = "";
    private double confidenceBelow = ANY_CONFIDENCE;
    private Gate.@Nullable FieldIs field;
    String role = "";
    private @Nullable Duration within;
    private @Nullable StepMatch silenceSaid;
    private @Nullable StepMatch tooEarly;
    private @Nullable StepMatch fieldSaid;
    private @Nullable StepMatch confidenceSaid;
    private @Nullable StepMatch keySaid;
    private Decision onSilence = Decision.REJECTED;
    private boolean rejectionHalts;
    private int approvals = 1;
    private boolean notSubmitter;
    private @Nullable StepMatch revisionsSaid;
    private int revisions;
    private final List<NameUses.Further> provisos = new ArrayList<>();

    Draft(NameUses uses) {
      this.uses = uses;
    }

    void proposed(StepMatch step) {
      if (key.isEmpty() && tooEarly == null) {
        tooEarly = step;
      }
    }

    void below(StepMatch step, double confidence) {
      if (confidence <= 0 || confidence > 1) {
        step.problem(
            "confidence below " + Numbers.plain(confidence) + " (expected: above 0, at most 1)");
      }
      confidenceBelow = confidence;
      confidenceSaid = step;
    }

    void field(StepMatch step, String name, Json value) {
      if (field != null) {
        step.problem("the value of a field: set twice (expected: once)");
      }
      field = new Gate.FieldIs(name, value);
      fieldSaid = step;
    }

    void proviso(StepMatch step, Proviso proviso) {
      provisos.add(new NameUses.Further(step.place(), proviso));
    }

    void role(StepMatch step, String who, @Nullable Duration time) {
      if (!role.isEmpty()) {
        step.problem("the role that must approve: set twice (expected: once)");
      }
      if (who.isBlank()) {
        step.problem("who must approve: \"\" (expected: a role)");
      }
      if (time != null && (!time.isPositive() || time.compareTo(TemplateDurations.MAX) > 0)) {
        step.problem(
            "time for a decision (expected: 1 minute to "
                + TemplateDurations.MAX.toDays()
                + " days)");
      }
      role = who;
      within = time;
    }

    void two(StepMatch step, String who, @Nullable Duration time) {
      role(step, who, time);
      approvals = 2;
    }

    void revisions(StepMatch step, int most) {
      if (revisionsSaid != null) {
        step.problem("the number of revisions: set twice (expected: once)");
      }
      if (most < 1 || most > Gate.MAX_REVISIONS) {
        step.problem(
            "a proposal is revised %d times (expected: 1 to %d)"
                .formatted(most, Gate.MAX_REVISIONS));
        return;
      }
      revisionsSaid = step;
      revisions = most;
    }

    void silence(StepMatch step, Decision decision) {
      if (silenceSaid != null) {
        step.problem("the decision without an answer: set twice (expected: once)");
      }
      silenceSaid = step;
      onSilence = decision;
    }

    /// @param understood whether nothing else is wrong with the scenario
    Gate gate(String id, boolean understood) {
      if (understood && tooEarly != null) {
        tooEarly.problem(
            "step \"%s\" comes before what is proposed (expected: after \"a fact is proposed"
                    .formatted(tooEarly.step().text())
                + " under …\")");
      }
      if (understood && silenceSaid != null && within == null) {
        silenceSaid.problem(
            "no deadline for the decision (expected: \"must approve it within …\")");
      }
      Gate gate =
          new Gate(
              id,
              key,
              idPrefix,
              confidenceBelow,
              field,
              role,
              within,
              onSilence,
              rejectionHalts,
              approvals,
              notSubmitter,
              revisions,
              provisos.stream().map(NameUses.Further::proviso).toList());
      if (keySaid != null) {
        Place place = keySaid.place();
        uses.gates.add(
            new NameUses.Held(
                gate,
                place,
                fieldSaid == null ? place : fieldSaid.place(),
                confidenceSaid == null ? place : confidenceSaid.place(),
                revisionsSaid == null ? place : revisionsSaid.place(),
                provisos));
      }
      return gate;
    }
  }
}
