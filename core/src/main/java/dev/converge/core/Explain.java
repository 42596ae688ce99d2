package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.text.EnumWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Explains for every agent of a run and every cycle why it ran or did not run, based only on the
/// program and the events.
public final class Explain {
  private Explain() {}

  /// One cycle, and every agent in it.
  ///
  /// @param cycle from 1; the last entry of an explanation is the fixed point or the present
  /// @param agents in merge order
  public record Cycle(int cycle, List<Reason> agents) {
    /// Copies the list.
    public Cycle {
      agents = List.copyOf(agents);
    }
  }

  /// Why one agent ran or did not run.
  ///
  /// @param agent its id
  /// @param ran whether it was asked
  /// @param why in words
  /// @param keys that had news for the agent
  /// @param violations that were new to the agent
  public record Reason(
      String agent, boolean ran, String why, List<String> keys, List<String> violations) {
    /// Copies the lists.
    public Reason {
      keys = List.copyOf(keys);
      violations = List.copyOf(violations);
    }
  }

  /// Explains a run so far.
  ///
  /// @param events of the run, from the first one on
  /// @return an entry for each cycle that started, then why each agent is not running now, under
  ///   the number of the cycle that would be next
  /// @throws IllegalArgumentException if they are not events of a run of this program
  public static List<Cycle> of(Program program, List<Event> events) {
    List<Cycle> cycles = new ArrayList<>();
    RunState state = RunState.initial(program);
    for (Event event : events) {
      if (event.body() instanceof Body.CycleStarted(var wakes)) {
        cycles.add(cycle(program, state, event.cycle(), wakes));
      }
      Applier.apply(program, state, event);
    }
    cycles.add(cycle(program, state, state.cycle() + 1, List.of()));
    return cycles;
  }

  private static Cycle cycle(Program program, RunState state, int cycle, List<Body.Wake> wakes) {
    TreeMap<String, Body.Wake> awake = new TreeMap<>();
    wakes.forEach(wake -> awake.put(wake.agent(), wake));
    List<Reason> reasons = new ArrayList<>();
    for (int i = 0; i < state.agents.length; i++) {
      AgentSpec spec = program.agents().get(i);
      Body.Wake wake = awake.get(spec.id());
      reasons.add(
          wake == null
              ? held(state, spec, state.agents[i])
              : new Reason(spec.id(), true, news(wake), wake.keys(), wake.violations()));
    }
    return new Cycle(cycle, reasons);
  }

  private static String news(Body.Wake wake) {
    List<String> parts = new ArrayList<>();
    if (!wake.keys().isEmpty()) {
      parts.add("new facts under " + String.join(", ", wake.keys()));
    }
    if (!wake.violations().isEmpty()) {
      parts.add("newly violated: " + String.join(", ", wake.violations()));
    }
    if (!wake.returned().isEmpty()) {
      parts.add("returned to be revised: " + String.join(", ", wake.returned()));
    }
    return String.join("; ", parts);
  }

  private static Reason held(RunState state, AgentSpec spec, AgentState agent) {
    return new Reason(spec.id(), false, why(state, spec, agent), agent.keys(), agent.violations());
  }

  private static String why(RunState state, AgentSpec spec, AgentState agent) {
    AgentSpec.Eligibility when = spec.eligibility();
    Set<String> missing = new TreeSet<>(when.allOf());
    missing.removeIf(key -> !state.context.facts(key).isEmpty());
    if (!missing.isEmpty()) {
      return "no facts yet under " + String.join(", ", missing);
    }
    if (!when.anyOf().isEmpty()
        && when.anyOf().stream().allMatch(key -> state.context.facts(key).isEmpty())) {
      return "no facts yet under any of " + String.join(", ", when.anyOf());
    }
    if (!when.violationsOf().isEmpty()
        && when.violationsOf().stream().noneMatch(state.violated::containsKey)) {
      return "not violated: " + String.join(", ", when.violationsOf());
    }
    if (agent.failure() != null && !agent.dirty()) {
      return "failed ("
          + EnumWord.of(agent.failure().kind())
          + ": "
          + agent.failure().message()
          + ") and nothing that it reads has changed since";
    }
    if (!agent.dirty()) {
      return "nothing new since it last ran";
    }
    return state.status().isFinal()
        ? "the run has ended"
        : "it has news and runs in the next cycle that begins";
  }
}
