package dev.converge.testkit;

import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.budget.Mode;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.engine.AcceptedJob;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.Submission;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.host.Host;
import dev.converge.engine.run.RunObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// An engine in a [SimWorld] for one program, recovered.
final class SimEngine {
  private final SimWorld world;
  private final SimStore store;
  private final Program program;
  private final Engine engine;

  SimEngine(SimWorld world, SimStore store, Agents agents, Program program) {
    this(world, world.host(), store, agents, program);
  }

  /// With a host of its own in that world.
  SimEngine(SimWorld world, Host host, SimStore store, Agents agents, Program program) {
    this.world = world;
    this.store = store;
    this.program = program;
    this.engine =
        new Engine(
            EngineSettings.DEFAULT,
            host,
            store,
            store,
            ScriptedPrograms.installed(program),
            agents,
            RunObserver.none());
    engine.recover();
  }

  Engine engine() {
    return engine;
  }

  /// The run's id, once the job is accepted.
  String submit() {
    CompletableFuture<AcceptedJob> accepted = submitted();
    world.run(accepted::isDone);
    return accepted.join().job().runId();
  }

  /// A job with one seed.
  CompletableFuture<AcceptedJob> submitted() {
    return engine.submit(
        Submission.of(
            program,
            List.of(new Seed("seed:1", "Where it starts.", null)),
            program.definition().budget(),
            Mode.OFFLINE));
  }

  /// The run as stored.
  RunState state(String runId) {
    List<Event> events = new ArrayList<>();
    store
        .disk()
        .read(runId, 0, Integer.MAX_VALUE, Integer.MAX_VALUE)
        .forEach(line -> events.add(Chain.read(line.json())));
    return Core.replay(program, events);
  }

  /// The run's status as stored.
  Status status(String runId) {
    return store.disk().run(runId).orElseThrow().head().status();
  }
}
