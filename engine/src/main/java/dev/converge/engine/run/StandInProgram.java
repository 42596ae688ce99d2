package dev.converge.engine.run;

import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Budget;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.engine.store.JobStore;
import java.util.List;
import java.util.TreeSet;

/// Builds a program from a run's own events if its template is not installed: sufficient to show
/// the state of the run and to end it, with the same result hash as the real program. None of its
/// agents can be asked.
final class StandInProgram {
  private final JobStore.Job job;
  private final TreeSet<String> agents = new TreeSet<>();
  private final TreeSet<String> keys = new TreeSet<>();

  StandInProgram(JobStore.Job job) {
    this.job = job;
  }

  /// Collects the agents and keys.
  void learn(List<Event> events) {
    for (Event event : events) {
      if (event.body() instanceof Body.CycleStarted started) {
        started.wakes().forEach(wake -> agents.add(wake.agent()));
      } else if (event.body() instanceof Body.FactPromoted promoted) {
        keys.add(promoted.fact().key());
      }
    }
  }

  Program program() {
    keys.add(Keys.SEEDS);
    AgentSpec.Eligibility every =
        new AgentSpec.Eligibility(List.of(), List.copyOf(keys), List.of());
    List<AgentSpec> specs =
        agents.stream()
            .map(id ->
                new AgentSpec(
                    id,
                    AgentSpec.Kind.RULE,
                    every,
                    List.of(),
                    "",
                    false,
                    false,
                    1,
                    AgentSpec.DEFAULT_DEADLINE,
                    AgentSpec.DEFAULT_GIVE_UP_AFTER,
                    Json.Obj.EMPTY))
            .toList();
    return Program.of(
        new Program.Definition(
            job.template(),
            job.version(),
            job.templateHash(),
            "",
            List.of(),
            specs,
            List.of(),
            List.of(),
            Budget.DEFAULT,
            Json.Obj.EMPTY));
  }
}
