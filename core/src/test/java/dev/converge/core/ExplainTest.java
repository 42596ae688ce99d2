package dev.converge.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExplainTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static AgentSpec agent(String id, AgentSpec.Eligibility when, String key) {
    return new AgentSpec(
        id,
        AgentSpec.Kind.RULE,
        when,
        List.of(AgentSpec.Output.of(key, id + ":", 0, 1)),
        "",
        true,
        false,
        1,
        AgentSpec.DEFAULT_DEADLINE,
        AgentSpec.DEFAULT_GIVE_UP_AFTER,
        Json.Obj.EMPTY);
  }

  /// One agent runs at once, one after it, one never as nobody writes what it reads, one only on a
  /// violation.
  private static Program program() {
    return Program.of(
        new Program.Definition(
            "explained",
            "1.0.0",
            "0",
            "",
            List.of(),
            List.of(
                agent("first", AgentSpec.Eligibility.all(Keys.SEEDS), "A"),
                agent("second", AgentSpec.Eligibility.all("A"), "B"),
                agent("never", AgentSpec.Eligibility.all("Nowhere"), "C"),
                agent(
                    "remedy",
                    new AgentSpec.Eligibility(List.of("A"), List.of(), List.of("full")),
                    "D")),
            List.of(
                new Invariant(
                    "full",
                    Invariant.Kind.SEMANTIC,
                    "Never too many",
                    new Condition.Count("A", 0, 10),
                    "",
                    false)),
            List.of(),
            Budget.DEFAULT,
            Json.Obj.EMPTY));
  }

  private static List<Explain.Cycle> explain(FailureKind secondFails) {
    Program program = program();
    List<Event> events = new ArrayList<>();
    Step step =
        Core.step(
            program,
            Core.initial(program),
            new Input.Started(
                "job_1",
                Mode.OFFLINE,
                List.of(new Seed("a", "x", null)),
                Budget.DEFAULT,
                new TreeMap<>(),
                NOON));
    events.addAll(step.events());
    Proposal proposal = Proposal.of("A", "y", List.of("a"), Provenance.rule("1"));
    step =
        Core.step(
            program,
            step.next(),
            new Input.Answered(
                "first", 1, 1, new Answer(List.of(proposal), List.of(), Duration.ZERO), NOON));
    events.addAll(step.events());
    step =
        Core.step(
            program,
            step.next(),
            new Input.Failed("second", 2, 1, secondFails, "it broke", null, List.of(), NOON));
    events.addAll(step.events());
    return Explain.of(program, events);
  }

  private static Explain.Reason reason(Explain.Cycle cycle, String agent) {
    return cycle.agents().stream().filter(r -> r.agent().equals(agent)).findFirst().orElseThrow();
  }

  @Test
  void everyAgentOfEveryCycleHasItsReason() {
    List<Explain.Cycle> cycles = explain(FailureKind.CRASHED);
    assertEquals(List.of(1, 2, 3), cycles.stream().map(Explain.Cycle::cycle).toList());
    assertTrue(reason(cycles.get(0), "first").ran());
    assertEquals(List.of(Keys.SEEDS), reason(cycles.get(0), "first").keys());
    assertEquals("no facts yet under A", reason(cycles.get(0), "second").why());
    assertTrue(reason(cycles.get(1), "second").ran());
    assertEquals("new facts under A", reason(cycles.get(1), "second").why());
    assertEquals("nothing new since it last ran", reason(cycles.get(1), "first").why());
    assertEquals("no facts yet under Nowhere", reason(cycles.get(1), "never").why());
    assertEquals("not violated: full", reason(cycles.get(1), "remedy").why());
  }

  @Test
  void whatHoldsAnAgentBackNowIsTheLastEntry() {
    Explain.Cycle now = explain(FailureKind.CRASHED).getLast();
    assertFalse(now.agents().stream().anyMatch(Explain.Reason::ran));
    assertEquals(
        "failed (crashed: it broke) and nothing that it reads has changed since",
        reason(now, "second").why());
  }
}
