package dev.converge.testkit;

import dev.converge.core.Chain;
import dev.converge.core.Context;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.event.Sealed;
import dev.converge.core.fork.ForkChanges;
import dev.converge.core.fork.Reused;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Seed;
import dev.converge.engine.Submission;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.fork.Beginning;
import dev.converge.engine.fork.ForkOrder;
import dev.converge.engine.fork.ForkPlan;
import dev.converge.engine.fork.ForkPoint;
import dev.converge.engine.fork.Forks;
import dev.converge.engine.host.Host;
import dev.converge.engine.run.Programs;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What must be true of every fork of every run.
final class ForkLaws {
  private static final String JOB = "job_made";
  private static final Instant LATER = CoreRun.NOON.plus(Duration.ofDays(400));

  private final Flow flow;
  private final CoreRun run;
  private final Choices choices;
  private final Forks forks;

  /// @param run that is over
  ForkLaws(Flow flow, CoreRun run, Choices choices) {
    this.flow = flow;
    this.run = run;
    this.choices = choices;
    MemoryStore store = new MemoryStore(Runnable::run, () -> LATER);
    Programs programs = (_, _) -> Optional.of(flow.program());
    Host host = new Host(Runnable::run, (_, _) -> () -> {}, () -> LATER, new SplittableRandom(1));
    this.forks = new Forks(host, new StoredRuns(store, store, programs), new FlowAgents(flow));
    store.create(
        new JobStore.Job(
            Submission.DEFAULT_TENANT,
            JOB,
            Laws.RUN,
            Json.Obj.EMPTY.canonical(),
            flow.program().name(),
            flow.program().version(),
            flow.program().hash(),
            null,
            CoreRun.NOON),
        run.sealed(),
        Journal.RunHead.of(flow.program(), run.state()),
        null,
        created ->
            Laws.require(
                created instanceof JobStore.CreateResult.Created, () -> String.valueOf(created)));
  }

  private record FlowAgents(Flow flow) implements Agents {
    @Override
    public Agent agent(Program program, AgentSpec spec, Mode mode) {
      return new Agent() {
        @Override
        public String version() {
          return "1";
        }

        @Override
        public Answer ask(AgentCall call) throws AgentFailure {
          return OutcomeOf.answer(flow.answer(call.request(), call.context(), LATER));
        }
      };
    }

    @Override
    public Choice choose(
        Program program, Request.ChooseModels request, Context context, Mode mode) {
      var quoted = flow.quoted(request, LATER);
      return new Choice(quoted.quotes(), quoted.missing());
    }

    @Override
    public SortedMap<String, String> versions(Program program) {
      return new TreeMap<>();
    }
  }

  private ForkPlan plan(
      List<Seed> seeds, @Nullable Budget budget, Mode mode, long at, ForkChanges changes) {
    return forks
        .plan(
            new ForkOrder(
                Laws.RUN,
                flow.program(),
                seeds,
                budget,
                mode,
                null,
                new ForkPoint.AfterEvent(at),
                changes))
        .join();
  }

  private long anySequence() {
    return choices.between(0, run.events().size());
  }

  /// A fork that changes nothing ends as its original did, asks nobody and uses nothing.
  void unchanged() {
    ForkPlan plan = plan(flow.seeds(), null, Mode.OFFLINE, anySequence(), ForkChanges.NONE);
    Beginning fork = plan.begin("job_fork", LATER);
    RunState state = fork.state();
    Laws.require(state.status().isFinal(), () -> "no end: " + state + " of " + run.state());
    Laws.sameEnd(run.state(), state);
    Laws.same("events shared", (long) run.events().size(), plan.fork().shared());
    Laws.same("the state replayed", state, Core.replay(flow.program(), fork.events()));
    Laws.same("used", 0L, state.spent().tokens() + state.spent().costMicros());
    Laws.same("saved tokens", run.state().spent().tokens(), state.saved().tokens());
    Laws.same("saved cost", run.state().spent().costMicros(), state.saved().costMicros());
    Laws.same("time", run.state().spent().running(), state.spent().running());
    for (Reused reused : state.reused().values()) {
      Laws.same("asked", 0, reused.asked());
    }
    replays(fork.events());
  }

  private void replays(List<Event> events) {
    List<Sealed> lines =
        new Chain("run_fork", Chain.START).seal(events, new byte[events.size() * Chain.SALT_BYTES]);
    Laws.readBack("run_fork", events, lines);
    SentCallLaws.replays(flow, "run_fork", lines);
  }

  /// A fork that changes something keeps all laws to its end, and whoever is asked had not answered
  /// that before.
  void changed() {
    long at = choices.oneIn(2) ? 0 : anySequence();
    ForkPlan plan =
        switch (choices.below(4)) {
          case 0 -> seeds();
          case 1 -> budget(at);
          case 2 -> plan(flow.seeds(), null, Mode.LIVE, at, changes(new TreeMap<>(), true, false));
          default -> models(at);
        };
    Beginning beginning = plan.begin("job_fork", LATER);
    follows(plan, beginning.events());
    CoreRun fork = new CoreRun(flow, beginning, plan.reuse());
    fork.finish();
    Laws.same("the state replayed", fork.state(), Core.replay(flow.program(), fork.events()));
    Laws.same("recorded", (long) run.events().size(), plan.fork().recorded());
    replays(fork.events());
  }

  /// As many events as the fork says are those of the original, one by one.
  private void follows(ForkPlan plan, List<Event> events) {
    for (int i = 0; i < plan.fork().shared(); i++) {
      Event then = run.events().get(i);
      Event now = events.get(i);
      Laws.require(
          then.body().type() == now.body().type() && then.cycle() == now.cycle(),
          () -> now + " (expected: as " + then + ")");
    }
  }

  private static ForkChanges changes(
      SortedMap<String, String> models, boolean mode, boolean budget) {
    return new ForkChanges(List.of(), List.of(), models, false, mode, budget);
  }

  private ForkPlan seeds() {
    List<Seed> seeds = new ArrayList<>(flow.seeds());
    List<String> replaced = new ArrayList<>();
    List<String> added = new ArrayList<>();
    if (seeds.isEmpty() || choices.oneIn(3)) {
      added.add("seed:added");
      seeds.add(new Seed("seed:added", "What if?", null));
    } else {
      int place = choices.below(seeds.size());
      String id = seeds.get(place).id();
      replaced.add(id);
      seeds.set(place, new Seed(id, "What if it said this?", null));
    }
    ForkChanges changes = new ForkChanges(replaced, added, new TreeMap<>(), false, false, false);
    return plan(seeds, null, Mode.OFFLINE, 0, changes);
  }

  private ForkPlan budget(long at) {
    Budget was = flow.program().definition().budget();
    Budget budget =
        new Budget(
            choices.between(1, 12),
            choices.between(0, 40),
            was.maxDuration(),
            was.maxTokens() / choices.between(1, 3) + choices.below(500),
            was.maxCostMicros() / choices.between(1, 3) + choices.below(500));
    return plan(flow.seeds(), budget, Mode.OFFLINE, at, changes(new TreeMap<>(), false, true));
  }

  private ForkPlan models(long at) {
    TreeMap<String, String> models = new TreeMap<>();
    models.put(ForkChanges.EVERY_AGENT, choices.oneIn(2) ? "made/m1" : "made/m2");
    return plan(flow.seeds(), null, Mode.OFFLINE, at, changes(models, false, false));
  }
}
