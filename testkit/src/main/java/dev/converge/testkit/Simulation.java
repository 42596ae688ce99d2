package dev.converge.testkit;

import dev.converge.core.Body;
import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.RunState;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.event.Sealed;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.engine.AcceptedJob;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.Reply;
import dev.converge.engine.Submission;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.fork.ForkOrder;
import dev.converge.engine.host.Host;
import dev.converge.engine.run.Programs;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One job of a [Flow] on the real engine in a [SimWorld], from its submission to its end, through
/// as many processes as it takes.
final class Simulation implements AutoCloseable {
  /// Little, so that feeds read from memory and from the store.
  private static final long MEMORY = 8_000;

  private static final int MOST_LIVES = 200;

  private final EngineSettings settings;
  private final Flow flow;
  private final Choices choices;
  private final SimTrouble trouble;
  private final SimWorld world;
  private final SimStore store;
  private final SimAgents agents;
  private final SimInputs next;
  private final AnsweredCalls answered = new AnsweredCalls();
  private Engine engine;
  private int lives;
  private int steps;
  private int told;
  private @Nullable Budget second;
  private @Nullable Function<String, ForkOrder> fork;
  private @Nullable RunState original;
  private long heardBefore;
  private final SimListener listener = new SimListener();
  private String runId = "";

  /// When somebody last called. A server that does not know yet that another one drives the run
  /// must get the time to notice, so nobody calls twice at one instant.
  private Instant visited = Instant.MIN;

  private boolean noRoom;

  Simulation(Flow flow, Choices choices, SimTrouble trouble) {
    this(flow, choices, trouble, EngineSettings.UNLIMITED);
  }

  /// With a bound on what the job may have stored.
  Simulation(Flow flow, Choices choices, SimTrouble trouble, long maxJobBytes) {
    this.settings = new EngineSettings(100, 2, 10, MEMORY, Duration.ofSeconds(10), maxJobBytes);
    this.flow = flow;
    this.choices = choices;
    this.trouble = trouble;
    this.world = new SimWorld(choices);
    this.store = new SimStore(world, trouble.writes());
    this.agents = new SimAgents(world, flow, choices, trouble.hang());
    this.next = new SimInputs(flow, world, trouble.visitor());
    this.engine = start();
  }

  private Engine start() {
    Programs programs = (_, _) -> Optional.of(flow.program());
    return new Engine(settings, host(), store, store, programs, agents, observer());
  }

  /// The world's, whose machine may be at its end in the middle of a step: salts are drawn there.
  private Host host() {
    Host host = world.host();
    RandomGenerator random =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            return host.random().nextLong();
          }

          @Override
          public void nextBytes(byte[] bytes) {
            if (trouble.writes().broken(++steps)) {
              throw new SimStore.Exhausted();
            }
            host.random().nextBytes(bytes);
          }
        };
    return new Host(host.executor(), host.timers(), host.clock(), random);
  }

  private RunObserver observer() {
    return (_, _, _, _) -> {
      if (trouble.writes().upset(++told)) {
        throw new SimStore.Exhausted();
      }
    };
  }

  /// Steps so far that led to events, broken ones too.
  int steps() {
    return steps;
  }

  Choices choices() {
    return choices;
  }

  SimWorld world() {
    return world;
  }

  SimStore store() {
    return store;
  }

  SimAgents agents() {
    return agents;
  }

  /// Where the run stands, as it is stored.
  RunState state() {
    return Core.replay(flow.program(), events());
  }

  List<Sealed> lines() {
    return store.disk().read(runId, 0, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  List<Event> events() {
    List<Event> events = new ArrayList<>();
    lines().forEach(line -> events.add(Chain.read(line.json())));
    return events;
  }

  /// From the submission to the end; holds the stored events against the [Laws].
  Simulation run() {
    engine.recover();
    submit();
    listener.listen(engine, runId, heardBefore);
    if (trouble.twin()) {
      start().recover();
    }
    toItsEnd();
    if (fork != null) {
      original = state();
      forkOff(fork);
      toItsEnd();
    }
    listener.heard(world, store);
    lawful();
    return this;
  }

  private void toItsEnd() {
    while (goesOn()) {
      world.run(this::somethingToDo);
      if (store.dead()) {
        reborn();
      } else if (!stored().head().status().isFinal()) {
        visit();
      } else if (second != null) {
        goOn(second);
      }
    }
  }

  /// Once the run is over it is to be forked, and the fork takes its place.
  ///
  /// @param order for the id of the original
  Simulation forkedWith(Function<String, ForkOrder> order) {
    fork = order;
    return this;
  }

  /// Where the original stood when it was forked.
  RunState original() {
    return Objects.requireNonNull(original);
  }

  /// Asks until it is answered, under one key: a request whose answer was lost makes one fork.
  private void forkOff(Function<String, ForkOrder> order) {
    String originalId = runId;
    JobStore.IdempotencyKey key = new JobStore.IdempotencyKey("fork", "once", "same");
    while (runId.equals(originalId)) {
      CompletableFuture<AcceptedJob> accepted = forked(order.apply(originalId), key);
      world.run(() -> accepted.isDone() || store.dead());
      if (store.dead()) {
        reborn();
      } else if (!accepted.isCompletedExceptionally()) {
        runId = accepted.join().job().runId();
      }
    }
    answered.forget();
    agents.forget();
    heardBefore = 0;
    listener.listen(engine, runId, heardBefore);
  }

  private CompletableFuture<AcceptedJob> forked(ForkOrder order, JobStore.IdempotencyKey key) {
    try {
      return engine.fork(submission(order.seeds(), key), order);
    } catch (SimStore.Exhausted e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /// If the run halts, it is to be continued once, with this budget.
  Simulation continuedWith(Budget budget) {
    second = budget;
    return this;
  }

  /// Whoever decides returns each proposal as often as its gate allows, and decides then.
  Simulation returning() {
    next.returning();
    return this;
  }

  private boolean goesOn() {
    Status status = stored().head().status();
    return !status.isFinal() || (second != null && status == Status.HALTED);
  }

  /// Asks until it is answered, under one key: a request whose answer was lost counts once.
  private void goOn(Budget budget) {
    long ended = stored().sequence();
    RequestKey key = new RequestKey("again", "same");
    Input input = new Input.Continued(budget, List.of(), "ann", false, null, key, engine.now());
    CompletableFuture<Reply> reply = engine.send(runId, input);
    world.run(() -> reply.isDone() || store.dead());
    if (store.dead()) {
      reborn();
    } else if (!reply.isCompletedExceptionally()) {
      second = null;
      heardBefore = ended;
      listener.listen(engine, runId, heardBefore);
    }
  }

  private JobStore.Run stored() {
    return store.disk().run(runId).orElseThrow();
  }

  private boolean somethingToDo() {
    return store.dead()
        || stored().head().status().isFinal()
        || (trouble.visitor().isPresent() && choices.oneIn(25))
        || (world.quiet() && held(stored().head().status()) && !world.now().equals(visited));
  }

  static boolean held(Status status) {
    return status == Status.WAITING || status == Status.PAUSED;
  }

  private void submit() {
    JobStore.IdempotencyKey key = new JobStore.IdempotencyKey("submit", "once", "same");
    while (runId.isEmpty()) {
      CompletableFuture<AcceptedJob> accepted = submitted(key);
      world.run(() -> accepted.isDone() || store.dead());
      if (store.dead()) {
        reborn();
      } else if (!accepted.isCompletedExceptionally()) {
        runId = accepted.join().job().runId();
      } else if (accepted.exceptionNow() instanceof ConvergeException e
          && e.code() == ErrorCode.TOO_LARGE) {
        throw new AssertionError("refused for good", e);
      }
    }
  }

  private CompletableFuture<AcceptedJob> submitted(JobStore.IdempotencyKey key) {
    try {
      return engine.submit(submission(flow.seeds(), key));
    } catch (SimStore.Exhausted e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Submission submission(List<Seed> seeds, JobStore.IdempotencyKey key) {
    return Submission.of(
            flow.program(),
            seeds,
            flow.program().definition().budget(),
            trouble.live() ? Mode.LIVE : Mode.OFFLINE)
        .keyed(key);
  }

  /// The process died: another one begins on the same store.
  private void reborn() {
    if (++lives > MOST_LIVES) {
      throw new AssertionError("died " + lives + " times without an end");
    }
    world.kill();
    store.rise();
    if (!runId.isEmpty() && store.disk().run(runId).isPresent()) {
      answered.note(events(), agents);
    }
    if (trouble.jumps()) {
      world.jump(Duration.ofMinutes(choices.below(120) - 60L));
    }
    engine = start();
    engine.recover();
    if (!runId.isEmpty()) {
      listener.listen(engine, runId, heardBefore);
    }
  }

  /// Sends one input, or a few at once.
  private void visit() {
    if (trouble.jumps() && choices.oneIn(4)) {
      Duration by = Duration.ofMinutes(choices.below(120) - 60L);
      engine.clockSet(by, () -> world.jump(by));
    }
    visited = world.now();
    List<Input> inputs = new ArrayList<>();
    for (int i = trouble.visitor().isPresent() ? choices.between(1, 3) : 1; i > 0; i--) {
      inputs.add(next.next(state(), engine.now(), noRoom));
    }
    send(inputs);
  }

  private void send(List<Input> inputs) {
    List<CompletableFuture<Reply>> replies =
        inputs.stream().map(input -> engine.send(runId, input)).toList();
    CompletableFuture<Void> all =
        CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new));
    world.run(() -> all.isDone() || store.dead());
    noRoom = replies.stream().anyMatch(SimInputs::noRoom);
    if (store.dead()) {
      reborn();
    }
  }

  private void lawful() {
    RunState state = state();
    Laws laws = new Laws(flow, Core.initial(flow.program()));
    List<Event> read = Laws.readBack(runId, events(), lines());
    laws.over(state, read, lines().getLast());
    // Case C07: what is over is over everywhere.
    Laws.require(
        store.disk().unfinished("", 1).isEmpty() && stored().head().status() == state.status(),
        () -> "over, but listed as going on: " + state);
    Laws.require(
        !state.inCycle() && Core.outstanding(flow.program(), state).isEmpty(),
        () -> "over, but something of it goes on: " + state);
    boolean changed = read.stream().anyMatch(e -> e.body() instanceof Body.BudgetChanged);
    Laws.require(
        !flow.timeless() || changed || !Laws.outOfTime(state),
        () -> "stood still until its time was over: " + state);
    SentCallLaws.booked(read, agents.sent());
    if (trouble.live()) {
      SentCallLaws.replays(flow, runId, lines());
    }
    answered.requireNotAskedAgain(agents);
    agents
        .asked()
        .forEach((name, times) -> {
          Laws.require(
              times <= lives + 1 || trouble.twin(), () -> name + " was asked " + times + " times");
        });
  }

  @Override
  public void close() {
    engine.close();
    world.close();
  }
}
