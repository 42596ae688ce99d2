package dev.converge.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CoreTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /// Four rule agents in a row, each turning what the one before said into one fact.
  private static Program chain() {
    List<AgentSpec> agents = new ArrayList<>();
    String from = Keys.SEEDS;
    for (String key : List.of("A", "B", "C", "D")) {
      agents.add(
          new AgentSpec(
              "agent_" + key,
              AgentSpec.Kind.RULE,
              AgentSpec.Eligibility.all(from),
              List.of(AgentSpec.Output.of(key, key.toLowerCase(java.util.Locale.ROOT) + ":", 1, 1)),
              "",
              false,
              false,
              1,
              AgentSpec.DEFAULT_DEADLINE,
              AgentSpec.DEFAULT_GIVE_UP_AFTER,
              Json.Obj.EMPTY));
      from = key;
    }
    return Program.of(
        new Program.Definition(
            "chain",
            "1.0.0",
            "0",
            "",
            List.of(),
            agents,
            List.of(),
            List.of(),
            Budget.DEFAULT,
            Json.Obj.EMPTY));
  }

  private record Ran(RunState state, List<Event> events) {}

  private static Ran run(Program program, List<Seed> seeds) {
    RunState state = Core.initial(program);
    List<Event> events = new ArrayList<>();
    Input next =
        new Input.Started("job_1", Mode.OFFLINE, seeds, Budget.DEFAULT, new TreeMap<>(), NOON);
    while (true) {
      Step step = Core.step(program, state, next);
      events.addAll(step.events());
      state = step.next();
      assertEquals(state, Core.replay(program, events));
      var ask =
          Core.outstanding(program, state).stream()
              .filter(Request.AskAgent.class::isInstance)
              .map(Request.AskAgent.class::cast)
              .findFirst();
      if (ask.isEmpty()) {
        return new Ran(state, events);
      }
      AgentSpec spec = program.agent(ask.get().agent()).orElseThrow();
      String read = spec.eligibility().allOf().getFirst();
      Fact last = state.context().facts(read).getLast();
      Proposal proposal =
          Proposal.of(
              spec.outputs().getFirst().key(),
              "after " + last.content(),
              List.of(last.id()),
              Provenance.rule("1"));
      next =
          new Input.Answered(
              spec.id(),
              ask.get().cycle(),
              ask.get().attempt(),
              new Answer(List.of(proposal), List.of(), Duration.ZERO),
              NOON);
    }
  }

  private static final List<Seed> SEEDS =
      List.of(new Seed("b", "second", null), new Seed("a", "first", null));

  @Test
  void aChainOfAgentsConvergesInAsManyCycles() {
    Ran ran = run(chain(), SEEDS);
    assertEquals(Status.CONVERGED, ran.state().status(), ran.state().detail().orElse(""));
    assertEquals(4, ran.state().cycle());
    assertEquals(6, ran.state().context().size());
    assertEquals("d:1", ran.state().context().facts("D").getFirst().id());
  }

  @Test
  void theOrderOfSeedsDoesNotMatterTheirTextDoes() {
    String hash = run(chain(), SEEDS).state().summary().orElseThrow().resultHash();
    assertEquals(hash, run(chain(), SEEDS.reversed()).state().summary().orElseThrow().resultHash());
    List<Seed> other = List.of(new Seed("b", "second", null), new Seed("a", "fist", null));
    assertNotEquals(hash, run(chain(), other).state().summary().orElseThrow().resultHash());
  }

  @Test
  void sealedEventsReadBackAndVerify() {
    List<Event> events = run(chain(), SEEDS).events();
    List<Sealed> sealed =
        new Chain("run_1", Chain.START).seal(events, new byte[events.size() * Chain.SALT_BYTES]);
    Chain check = new Chain("run_1", Chain.START);
    for (int i = 0; i < events.size(); i++) {
      String line = new String(sealed.get(i).json(), StandardCharsets.UTF_8);
      assertEquals(events.get(i), Chain.read(sealed.get(i).json()), line);
      assertNull(check.verify((Json.Obj) Json.parse(line)), line);
    }
    assertTrue(sealed.getLast().isFinal());
  }
}
