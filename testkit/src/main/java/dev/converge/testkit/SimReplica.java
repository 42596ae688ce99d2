package dev.converge.testkit;

import dev.converge.core.event.Sealed;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineStore;
import dev.converge.engine.feed.Feed;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.Room;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One server of a [ReplicasSimulation]: its process, its engine, and somebody who listens and
/// waits.
final class SimReplica {
  private final ReplicasSimulation simulation;
  final SimWorld.Machine process;
  final SharedMember member;
  final SimStore store;
  final Engine engine;
  final List<Sealed> heard = new ArrayList<>();
  @Nullable Feed feed;
  @Nullable CompletableFuture<RunView> over;
  private boolean wasCut;

  /// Whether its reader was told of more, or could not read what it was told of.
  boolean more;

  SimReplica(ReplicasSimulation simulation, String name) {
    this.simulation = simulation;
    Duration skew =
        simulation.trouble.skew()
            ? Duration.ofSeconds(simulation.choices.below(240) - 120L)
            : Duration.ZERO;
    process = simulation.world.begin(skew);
    member = simulation.shared.join(name, task -> simulation.world.soon(process, task));
    store =
        new SimStore(simulation.world, simulation.faults(this), simulation.shared, member, process);
    EngineStore ports = new EngineStore(store, store, store.replica(), Room.UNLIMITED);
    engine =
        new Engine(
            ReplicasSimulation.SETTINGS,
            simulation.world.host(process),
            ports,
            (_, _) -> Optional.of(simulation.flow.program()),
            simulation.agents.askedBy(this::asks),
            RunObserver.none());
  }

  void begin() {
    engine.recover();
    look();
    listen();
  }

  private void look() {
    member.look();
    simulation.world.later(process, ReplicasSimulation.LOOK_EVERY, this::look);
  }

  /// Somebody listens from the first event on, and waits.
  void listen() {
    if (simulation.runId.isEmpty()) {
      return;
    }
    try {
      Feed fresh = engine.feed(simulation.runId, 0);
      more = true;
      fresh.onMore(() -> more = true);
      feed = fresh;
      over = engine.await(simulation.runId, ReplicasSimulation.FOR_EVER);
    } catch (RuntimeException e) {
      // Who asks a process that cannot read is told so.
      feed = null;
      over = null;
    }
  }

  /// Whoever is asked for an answer is asked by the owner of the run, unless that was taken for
  /// dead and may not have noticed.
  private void asks() {
    Laws.require(
        wasCut || simulation.runId.isEmpty() || simulation.shared.owner(simulation.runId) == member,
        () ->
            member
                + " asks an agent, but the owner is "
                + simulation.shared.owner(simulation.runId));
  }

  void cutOff() {
    wasCut = true;
    simulation.takeovers++;
    simulation.shared.cutOff(member);
  }
}
