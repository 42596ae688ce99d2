package dev.converge.domain.describe;

import dev.converge.core.Invariant;
import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.Field;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Money;
import dev.converge.core.decision.Gate;
import dev.converge.core.decision.Proviso;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.SeedRule;
import dev.converge.core.text.EnumWord;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// Everything that a compiled program says, as JSON: values for programs, and under `says` the same
/// in words.
public final class ProgramJson {
  private ProgramJson() {}

  /// A program as JSON. Members that do not apply are omitted.
  public static Json.Obj of(Program program) {
    Program.Definition definition = program.definition();
    Json.Builder out =
        Json.object()
            .put("name", program.name())
            .put("version", program.version())
            .put("hash", program.hash())
            .put("objective", definition.objective())
            .put("budget", budget(definition.budget()))
            .put("policy", definition.policy())
            .put("seeds", all(definition.seeds(), ProgramJson::seed))
            .put("agents", all(definition.agents(), ProgramJson::agent))
            .put("approvals", all(definition.gates(), ProgramJson::gate))
            .put("invariants", all(definition.invariants(), ProgramJson::invariant));
    if (!program.outputs().isEmpty()) {
      out.put("outputs", program.outputs());
    }
    return out.build();
  }

  private static <T> Json all(List<T> items, Function<T, Json> one) {
    return Json.array(items.stream().map(one).toList());
  }

  private static Json budget(Budget budget) {
    return Json.object()
        .put("max_cycles", budget.maxCycles())
        .put("max_facts", budget.maxFacts())
        .put("max_duration_ms", (double) budget.maxDuration().toMillis())
        .put("max_tokens", (double) budget.maxTokens())
        .put("max_cost_usd", Double.parseDouble(Money.usd(budget.maxCostMicros())))
        .build();
  }

  private static Json seed(SeedRule rule) {
    return Json.object()
        .put("id_prefix", rule.idPrefix())
        .put("required", rule.required())
        .put("description", rule.description())
        .put("names_a_day", rule.day() ? Json.of(true) : null)
        .put("data", rule.data().isEmpty() ? null : all(rule.data(), ProgramJson::field))
        .build();
  }

  private static Json agent(AgentSpec agent) {
    return Json.object()
        .put("id", agent.id())
        .put("kind", EnumWord.of(agent.kind()))
        .put("optional", agent.optional())
        .put("reads_all_of", agent.eligibility().allOf())
        .put("reads_any_of", agent.eligibility().anyOf())
        .put("violations_of", agent.eligibility().violationsOf())
        .put("seeds_not_shown", agent.withheld().isEmpty() ? null : Json.strings(agent.withheld()))
        .put("only_new", agent.onlyNew())
        .put("says", "runs " + AgentWords.wakes(agent))
        .put("requirements", agent.requirements())
        .put("max_attempts", agent.maxAttempts())
        .put("deadline_ms", (double) agent.deadline().toMillis())
        .put("give_up_after_ms", (double) agent.giveUpAfter().toMillis())
        .put("writes", all(agent.outputs(), ProgramJson::output))
        .build();
  }

  private static Json output(AgentSpec.Output output) {
    Json.Builder out =
        Json.object()
            .put("key", output.key())
            .put("id_prefix", output.idPrefix())
            .put("min", output.min())
            .put("conflict_halts", output.conflictHalts())
            .put("min_confidence", output.minConfidence())
            .put("says", AgentWords.writes(output))
            .put(
                "cites",
                all(
                    output.cites(),
                    c -> Json.object().put("key", c.key()).put("min", c.min()).build()))
            .put("fields", all(output.fields(), ProgramJson::field));
    if (output.max() != Integer.MAX_VALUE) {
      out.put("max", output.max());
    }
    if (!output.forEach().isEmpty()) {
      out.put("for_each", output.forEach());
    }
    if (output.maxLength() > 0) {
      out.put("max_length", output.maxLength());
    }
    return out.build();
  }

  private static Json field(Field field) {
    Json.Builder out =
        Json.object()
            .put("name", field.name())
            .put("type", EnumWord.of(field.type()))
            .put("required", field.required());
    if (field.min() != Double.NEGATIVE_INFINITY) {
      out.put("min", field.min());
    }
    if (field.max() != Double.POSITIVE_INFINITY) {
      out.put("max", field.max());
    }
    if (!field.oneOf().isEmpty()) {
      out.put("one_of", field.oneOf());
    }
    return out.build();
  }

  private static Json gate(Gate gate) {
    Json.Builder out =
        Json.object().put("id", gate.id()).put("key", gate.key()).put("role", gate.role());
    if (!gate.idPrefix().isEmpty()) {
      out.put("id_prefix", gate.idPrefix());
    }
    if (gate.confidenceBelow() <= 1) {
      out.put("confidence_below", gate.confidenceBelow());
    }
    Gate.FieldIs field = gate.field();
    if (field != null) {
      out.put("field", fieldIs(field));
    }
    if (!gate.provisos().isEmpty()) {
      out.put("provisos", all(gate.provisos(), ProgramJson::proviso));
    }
    Duration within = gate.within();
    if (within != null) {
      out.put("within_ms", (double) within.toMillis());
      out.put("without_decision", EnumWord.of(gate.onSilence()));
    }
    if (gate.revisions() > 0) {
      out.put("revisions", gate.revisions());
    }
    return out.put("rejection_halts", gate.rejectionHalts())
        .put(
            "says",
            List.of(
                GateWords.when(gate),
                GateWords.who(gate) + " decides",
                "without a decision " + GateWords.silence(gate),
                "if rejected, " + GateWords.rejection(gate)))
        .build();
  }

  private static Json fieldIs(Gate.FieldIs field) {
    return Json.object().put("name", field.name()).put("value", field.value()).build();
  }

  private static Json proviso(Proviso proviso) {
    return switch (proviso) {
      case Proviso.Cites(var key, var whose) ->
          Json.object()
              .put("cites", key)
              .put("field", whose == null ? null : fieldIs(whose))
              .build();
      case Proviso.Satisfies(var formula) -> Json.object().put("satisfies", formula.text()).build();
    };
  }

  private static Json invariant(Invariant invariant) {
    Json.Builder out =
        Json.object()
            .put("id", invariant.id())
            .put("class", EnumWord.of(invariant.kind()))
            .put("name", invariant.name())
            .put("halts", invariant.halts())
            .put("says", ConditionWords.of(invariant.condition()));
    if (!invariant.tier().isEmpty()) {
      out.put("tier", invariant.tier());
    }
    return out.build();
  }
}
