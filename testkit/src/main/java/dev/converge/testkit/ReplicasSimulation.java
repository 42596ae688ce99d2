package dev.converge.testkit;

import dev.converge.core.Body;
import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.Pending;
import dev.converge.core.RunState;
import dev.converge.core.budget.Mode;
import dev.converge.core.event.Sealed;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import dev.converge.engine.AcceptedJob;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.Reply;
import dev.converge.engine.Submission;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.feed.Feed;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.JobStore;
import dev.converge.testkit.contract.JournalContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One job of a [Flow] on several engines that share one store in a [SimWorld], from its submission
/// to its end. Engines die, are taken for dead while they live, have clocks of their own, and are
/// not told what happened. Clients ask any of them.
final class ReplicasSimulation implements AutoCloseable {
  private static final int SERVERS = 3;
  private static final long MEMORY = 8_000;
  private static final int MOST_DEATHS = 200;
  static final Duration FOR_EVER = Duration.ofDays(3_650);

  /// How often a server looks for what it was not told.
  static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  /// Within which a reader on any server hears of an event if no notification is lost.
  private static final Duration SOON = Duration.ofSeconds(1);

  /// After which the others take a server for dead.
  private static final Duration LEASE = Duration.ofSeconds(5);

  /// What happens at a write of any server.
  interface Moments {
    /// What a write meets.
    ///
    /// @param write its number among the writes of all servers, from 1
    /// @param cutOff has the others take the server for dead that writes
    SimStore.Fault at(int write, Runnable cutOff);
  }

  /// What the world does to the servers.
  ///
  /// @param moments what each write meets, if anything
  /// @param unreadable once in so many times that something is read it fails; 0 for never
  /// @param lost once in so many times a notification is lost; 0 for never
  /// @param cuts whether servers are taken for dead at any time
  /// @param skew whether their clocks differ
  /// @param live whether models cost money
  /// @param visitor what people and clients do from time to time, if anything
  record Trouble(
      Optional<Moments> moments,
      int unreadable,
      int lost,
      boolean cuts,
      boolean skew,
      boolean live,
      Optional<Function<RunState, Input>> visitor) {
    /// Whether nothing fails, but for notifications that are lost.
    boolean calm() {
      return moments.isEmpty() && unreadable == 0 && !cuts;
    }

    /// Notifications are lost.
    static Trouble calm(int lost) {
      return new Trouble(Optional.empty(), 0, lost, false, false, false, Optional.empty());
    }

    static Trouble at(Moments moments, int lost) {
      return new Trouble(Optional.of(moments), 0, lost, false, false, false, Optional.empty());
    }
  }

  static final EngineSettings SETTINGS =
      new EngineSettings(100, 2, 10, MEMORY, Duration.ofSeconds(10), EngineSettings.UNLIMITED);

  final Flow flow;
  final Choices choices;
  final Trouble trouble;
  final SimWorld world;
  final SharedStore shared;
  final SimAgents agents;
  private final List<SimReplica> servers = new ArrayList<>();
  private final Map<String, Boolean> observations = new TreeMap<>();
  private @Nullable AssertionError refused;
  private int writes;
  private int deaths;
  int takeovers;
  private int started;
  String runId = "";
  private Instant visited = Instant.MIN;

  ReplicasSimulation(Flow flow, Choices choices, Trouble trouble) {
    this.flow = flow;
    this.choices = choices;
    this.trouble = trouble;
    this.world = new SimWorld(choices);
    this.shared =
        new SharedStore(world::now, () -> trouble.lost() > 0 && choices.oneIn(trouble.lost()));
    this.agents = new SimAgents(world, flow, choices, false);
    for (int i = 0; i < SERVERS; i++) {
      start();
    }
  }

  private void start() {
    SimReplica server = new SimReplica(this, "server " + ++started);
    servers.add(server);
    server.begin();
  }

  SimStore.Faults faults(SimReplica server) {
    return new SimStore.Faults() {
      @Override
      public SimStore.Fault at(int write) {
        int number = ++writes;
        return trouble
            .moments()
            .map(moments -> moments.at(number, server::cutOff))
            .orElse(SimStore.Fault.NONE);
      }

      @Override
      public boolean unreadable(int read) {
        return trouble.unreadable() > 0 && choices.oneIn(trouble.unreadable());
      }
    };
  }

  /// Writes of all servers so far.
  int writes() {
    return writes;
  }

  private SimReplica any() {
    return choices.pick(servers);
  }

  private List<Sealed> lines() {
    return shared.disk().read(runId, 0, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  private List<Event> events() {
    return lines().stream().map(line -> Chain.read(line.json())).toList();
  }

  /// Where the run stands, as it is stored.
  RunState state() {
    return Core.replay(flow.program(), events());
  }

  private Status status() {
    return shared.disk().run(runId).orElseThrow().head().status();
  }

  /// From the submission to the end; holds what is stored, what was heard and what was answered
  /// against the laws.
  ReplicasSimulation run() {
    submit();
    servers.forEach(SimReplica::listen);
    while (!status().isFinal()) {
      world.run(this::somethingToDo);
      if (!buryTheDead() && !status().isFinal()) {
        happen();
      }
    }
    heard();
    if (refused != null) {
      throw refused;
    }
    lawful();
    return this;
  }

  private boolean somethingToDo() {
    read();
    return anyDead()
        || status().isFinal()
        || (trouble.cuts() && choices.oneIn(200))
        || (trouble.visitor().isPresent() && choices.oneIn(40))
        || (held() && world.quiet() && !world.now().equals(visited));
  }

  private void read() {
    for (SimReplica server : servers) {
      Feed feed = server.feed;
      if (feed != null && server.more && !feed.ended()) {
        goesOn(server, feed);
      }
    }
  }

  private boolean held() {
    return status() == Status.WAITING || status() == Status.PAUSED;
  }

  private boolean anyDead() {
    return servers.stream().anyMatch(server -> server.store.dead());
  }

  /// Each of the dead is replaced, and after a while its runs are left to others.
  private boolean buryTheDead() {
    List<SimReplica> dead = servers.stream().filter(server -> server.store.dead()).toList();
    for (SimReplica server : dead) {
      Laws.require(++deaths < MOST_DEATHS, () -> "died " + deaths + " times without an end");
      servers.remove(server);
      world.kill(server.process);
      takeovers++;
      world.later(LEASE, () -> shared.die(server.member));
      start();
    }
    return !dead.isEmpty();
  }

  private void happen() {
    if (trouble.cuts() && choices.oneIn(4)) {
      any().cutOff();
      return;
    }
    visited = world.now();
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = trouble.visitor().isPresent() ? choices.between(1, 3) : 1; i > 0; i--) {
      replies.add(send(any(), state()));
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new));
    world.run(() -> all.isDone() || anyDead());
    buryTheDead();
  }

  private CompletableFuture<Reply> send(SimReplica server, RunState state) {
    Input input = input(server, state);
    CompletableFuture<Reply> reply = server.engine.send(runId, input);
    if (trouble.calm()) {
      reply.whenComplete((_, failure) -> requireAnswered(server, input, failure));
    }
    if (input instanceof Input.Observed observed && observed.content().startsWith("seen ")) {
      observations.put(observed.content(), false);
      reply.thenAccept(answer ->
          observations.put(observed.content(), answer.outcome() instanceof Outcome.Accepted));
    }
    return reply;
  }

  /// Where nothing fails, every server takes every input from outside.
  private void requireAnswered(SimReplica server, Input input, @Nullable Throwable failure) {
    // What is no input from outside, or no text, cannot be handed to another server.
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    boolean invalid = cause instanceof ConvergeException e && e.code() == ErrorCode.INVALID;
    if (failure != null && !invalid) {
      refused = new AssertionError(server.member + " did not take " + input, failure);
    }
  }

  private Input input(SimReplica server, RunState state) {
    Instant now = server.engine.now();
    if (held() && world.quiet()) {
      if (state.status() == Status.PAUSED) {
        return new Input.Resumed("ann", now);
      }
      for (Pending pending : state.pending()) {
        if (pending.decision().isEmpty()) {
          return flow.decided(pending, now);
        }
      }
    }
    if (trouble.visitor().isPresent() && choices.oneIn(2)) {
      String content = "seen " + observations.size();
      return new Input.Observed("K0", null, content, null, "sensor", true, now);
    }
    return trouble
        .visitor()
        .map(visitor -> visitor.apply(state))
        .orElseGet(() -> new Input.TimeReached(now));
  }

  private void submit() {
    JobStore.IdempotencyKey key = new JobStore.IdempotencyKey("submit", "once", "same");
    while (runId.isEmpty()) {
      CompletableFuture<AcceptedJob> accepted = submitted(any(), key);
      world.run(() -> accepted.isDone() || anyDead());
      if (!buryTheDead() && !accepted.isCompletedExceptionally()) {
        runId = accepted.join().job().runId();
      }
    }
  }

  private CompletableFuture<AcceptedJob> submitted(SimReplica server, JobStore.IdempotencyKey key) {
    try {
      return server.engine.submit(
          Submission.of(
                  flow.program(),
                  flow.seeds(),
                  flow.program().definition().budget(),
                  trouble.live() ? Mode.LIVE : Mode.OFFLINE)
              .keyed(key));
    } catch (SimStore.Exhausted e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /// Whoever listened on a server that lives hears all, once and in order, and whoever waited there
  /// is told.
  private void heard() {
    List<Sealed> all = lines();
    Instant end = world.now();
    for (SimReplica server : List.copyOf(servers)) {
      Feed feed = server.feed;
      CompletableFuture<RunView> over = server.over;
      if (feed == null || over == null) {
        continue;
      }
      // One who waits or listens for ever shows as a world without an end.
      world.run(() -> over.isDone() || anyDead());
      world.run(() -> goesOn(server, feed) || anyDead());
      if (buryTheDead()) {
        continue;
      }
      JournalContract.assertSame(all, server.heard);
      Laws.require(
          !trouble.calm() || trouble.lost() > 0 || !world.now().isAfter(end.plus(SOON)),
          () -> "who listened on " + server.member + " was told late");
    }
  }

  /// A reader reads when it is told of more, until there is no more.
  private static boolean goesOn(SimReplica server, Feed feed) {
    while (server.more && !feed.ended()) {
      try {
        List<Sealed> page = feed.next(3, 10_000);
        server.more = !page.isEmpty();
        server.heard.addAll(page);
      } catch (ConvergeException e) {
        // The store is away for a moment.
        return false;
      }
    }
    return feed.ended();
  }

  private void lawful() {
    RunState state = state();
    List<Event> read = Laws.readBack(runId, events(), lines());
    new Laws(flow, Core.initial(flow.program())).over(state, read, lines().getLast());
    Laws.require(
        shared.disk().unfinished("", 1).isEmpty() && status() == state.status(),
        () -> "over, but listed as going on: " + state);
    SentCallLaws.booked(read, agents.sent());
    agents
        .asked()
        .forEach((name, times) ->
            Laws.require(
                times <= takeovers + 1,
                () -> name + " was asked " + times + " times with " + takeovers + " takeovers"));
    observations.forEach((content, accepted) -> {
      long stored = read.stream().filter(event -> saw(event, content)).count();
      Laws.require(
          accepted ? stored == 1 : stored <= 1,
          () -> content + " was stored " + stored + " times, accepted: " + accepted);
    });
  }

  private static boolean saw(Event event, String content) {
    return event.body() instanceof Body.ObservationReceived received
        && received.proposal().content().equals(content);
  }

  @Override
  public void close() {
    servers.forEach(server -> server.engine.close());
    world.close();
  }
}
