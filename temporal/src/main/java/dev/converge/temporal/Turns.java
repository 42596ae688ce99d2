package dev.converge.temporal;

import dev.converge.core.Core;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.event.Sealed;
import dev.converge.core.status.Outcome;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.fork.Forks;
import dev.converge.engine.fork.Reuse;
import dev.converge.engine.post.PostedInput;
import dev.converge.engine.post.PostedOutcome;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.turn.ChosenModels;
import dev.converge.engine.turn.RunRoom;
import dev.converge.engine.turn.RunTurn;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes turns of runs whose state is the journal: reads the state of the run, steps, and appends
/// at the sequence that was read. A turn is recognised by its salts, so that one that is already
/// stored is not stored again, whoever stored it. Several workers can take turns of one run at
/// once: the journal orders them. Thread-safe. Blocks for I/O.
final class Turns implements TurnActivity {
  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  /// Number of turns of different runs that can be taken without waiting for each other.
  private static final int AT_ONCE = 64;

  /// Number of events before the last turn in which to look for an input that may be stored.
  static final long LOOK_BACK = 1_000;

  /// How often others may come first in succession.
  private static final int MOST_CONFLICTS = 50;

  /// Timeout for the outcome of an append.
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final String FAULT = "internal error, see the log";

  /// The result of a turn.
  ///
  /// @param outcome of its input
  record Taken(JournaledRun run, Outcome outcome) {}

  private final WorkerParts parts;
  private final StoredRuns stored;
  private final Forks forks;
  private final RunObserver observer;
  private final List<Lock> locks =
      Stream.<Lock>generate(ReentrantLock::new).limit(AT_ONCE).toList();
  private final Map<String, JournaledRun> kept = new RecentRuns<>();

  /// When runs were loaded whose workers had been lost.
  private final Map<String, Instant> takenUp = Collections.synchronizedMap(new RecentRuns<>());

  /// Notified of runs that end here.
  private volatile Consumer<String> over = _ -> {};

  Turns(WorkerParts parts) {
    this.parts = parts;
    this.stored = new StoredRuns(parts.journal(), parts.jobs(), parts.programs());
    this.forks = new Forks(parts.host(), stored, parts.agents());
    this.observer = parts.observer().guarded();
  }

  /// Sets the listener for runs that end here, which must be quick.
  void whenOver(Consumer<String> told) {
    over = told;
  }

  @Override
  public TurnResult turn(TurnOrder order) {
    takenUp(order.runId(), order.takenUpMillis());
    Instant at = Instant.ofEpochMilli(order.atMillis());
    String outcome = "";
    try {
      JournaledRun run = run(order.runId());
      for (AskOrder ask : order.lost()) {
        run = take(order.runId(), order.since(), order.seed() + ask.id(), given(ask, at)).run();
      }
      if (order.probe()) {
        run = probe(order, run, at);
      }
      if (order.input() == null) {
        String seed = order.seed() + "time";
        run = take(order.runId(), order.since(), seed, new Input.TimeReached(at)).run();
      } else {
        outcome = input(order, order.input(), at);
        run = run(order.runId());
      }
      return TurnResult.of(run, outcome);
    } catch (ConvergeException e) {
      if (e.code() == ErrorCode.RUN_NOT_FOUND || e.code() == ErrorCode.GONE) {
        LOG.info("run {}: {}", order.runId(), e.getMessage());
        return TurnResult.gone(order.since(), PostedOutcome.write(e));
      }
      throw e;
    }
  }

  private String input(TurnOrder order, String text, Instant at) {
    Input input;
    try {
      input = PostedInput.read(text);
    } catch (RuntimeException e) {
      LOG.warn("an input to run {} is not known to this version of the worker", order.runId(), e);
      return PostedOutcome.write(
          new ConvergeException(ErrorCode.UNAVAILABLE, "not known to the run's worker"));
    }
    Input mine = input.delayed(Duration.between(input.at(), at));
    try {
      return PostedOutcome.write(
          take(order.runId(), beforeInput(order), order.inputId() + "-input", mine, true)
              .outcome());
    } catch (ConvergeException e) {
      if (e.code() == ErrorCode.QUOTA_EXCEEDED) {
        return PostedOutcome.write(e);
      }
      throw e;
    }
  }

  /// Where to look for an input that may already be stored: other turns may have come in between.
  private long beforeInput(TurnOrder order) {
    return Math.max(0, Math.min(order.since(), run(order.runId()).sequence()) - LOOK_BACK);
  }

  private static Input given(AskOrder ask, Instant at) {
    return new Input.Failed(
        ask.agent(),
        ask.cycle(),
        ask.attempt(),
        FailureKind.CRASHED,
        DrivenRun.MOST_LOST + " workers were lost while it was asked",
        null,
        List.of(),
        at);
  }

  private JournaledRun probe(TurnOrder order, JournaledRun run, Instant at) {
    Optional<String> provider = run.state().awaited();
    if (provider.isEmpty() || !parts.agents().back(provider.get())) {
      return run;
    }
    String seed = order.seed() + "back";
    return take(order.runId(), order.since(), seed, new Input.ProviderBack(at)).run();
  }

  /// The time before does not count as running: see [TurnOrder].
  void takenUp(String runId, long atMillis) {
    if (atMillis > 0) {
      takenUp.put(runId, Instant.ofEpochMilli(atMillis));
    }
  }

  /// The current state of a run.
  ///
  /// @throws ConvergeException with `RUN_NOT_FOUND`, `GONE`, or `UNAVAILABLE` if its template is
  ///   not installed or the store cannot be read
  JournaledRun run(String runId) {
    Lock lock = lock(runId);
    lock.lock();
    try {
      return read(runId);
    } finally {
      lock.unlock();
    }
  }

  private Lock lock(String runId) {
    return locks.get(Math.floorMod(runId.hashCode(), locks.size()));
  }

  private JournaledRun read(String runId) {
    JournaledRun known;
    synchronized (kept) {
      known = kept.get(runId);
    }
    JobStore.Job job = stored.kept(runId);
    JournaledRun[] now = {
      known != null ? known : JournaledRun.before(job, runId, stored.program(job))
    };
    stored.pages(runId, now[0].sequence(), page -> now[0] = now[0].after(page));
    if (known == null) {
      RunState state = now[0].state();
      Program program = Reuse.withModels(now[0].program(), state);
      now[0] = now[0].of(program, forks.reuse(state).orElse(null));
      // Traces must know the run before the first agent is asked here.
      observer.appended(job, runId, List.of(), state);
    }
    Instant up = takenUp.get(runId);
    if (up != null) {
      now[0] = now[0].takenUp(up);
    }
    keep(now[0]);
    return now[0];
  }

  private void keep(JournaledRun run) {
    synchronized (kept) {
      if (run.state().status().isFinal()) {
        kept.remove(run.runId());
        takenUp.remove(run.runId());
      } else {
        kept.put(run.runId(), run);
      }
    }
  }

  private void forget(String runId) {
    synchronized (kept) {
      kept.remove(runId);
    }
  }

  /// Takes a turn with an input. Returns once the results are durable.
  ///
  /// @param since sequence of an event before which the turn cannot have been stored
  /// @param seed identifies the turn within the run
  /// @throws ConvergeException as [#run] does, with `QUOTA_EXCEEDED` if an input from outside does
  ///   not fit, and with `UNAVAILABLE` if the store cannot accept it now
  Taken take(String runId, long since, String seed, Input input) {
    return take(runId, since, seed, input, false);
  }

  /// @param outside whether the input is not the run's own, so that it is only refused
  private Taken take(String runId, long since, String seed, Input input, boolean outside) {
    Lock lock = lock(runId);
    lock.lock();
    try {
      for (int i = 0; i < MOST_CONFLICTS; i++) {
        JournaledRun run = read(runId);
        Salts salts = new Salts(first(run), seed);
        Optional<Taken> before = before(run, since, salts, input);
        if (before.isPresent()) {
          return before.get();
        }
        Taken taken = attempt(run, salts, input, outside);
        if (taken != null) {
          return taken;
        }
        forget(runId);
      }
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE, "run " + runId + ": others stored events again and again");
    } finally {
      lock.unlock();
    }
  }

  private static Sealed first(JournaledRun run) {
    Sealed first = run.first();
    if (first == null) {
      throw new IllegalStateException("run " + run.runId() + " has no events");
    }
    return first;
  }

  /// The result of the turn if it is stored, computed again from the state before the turn.
  private Optional<Taken> before(JournaledRun run, long since, Salts salts, Input input) {
    if (run.sequence() <= since) {
      return Optional.empty();
    }
    long[] found = {0};
    stored.pages(
        run.runId(), since, page -> found[0] = found[0] == 0 ? salts.find(page) : found[0]);
    if (found[0] == 0) {
      return Optional.empty();
    }
    JournaledRun[] then = {JournaledRun.before(run.job(), run.runId(), run.program())};
    stored.pages(
        run.runId(),
        0,
        page ->
            then[0] = then[0].after(page.stream().filter(e -> e.sequence() < found[0]).toList()));
    RunTurn turn = new RunTurn(run.program(), then[0].state());
    return Optional.of(new Taken(run, step(turn, then[0], input)));
  }

  /// Null if others came first.
  private @Nullable Taken attempt(JournaledRun run, Salts salts, Input input, boolean outside) {
    RunTurn turn = new RunTurn(run.program(), run.state());
    Outcome outcome = step(turn, run, input);
    choose(turn, run, input.at());
    if (turn.events().isEmpty()) {
      return new Taken(run, outcome);
    }
    List<Sealed> sealed = turn.seal(run.runId(), run.lastHash(), salts.bytes(turn.saltBytes()));
    RunRoom room = RunRoom.of(parts.maxJobBytes(), run.job(), run.bytes());
    long lack = room.lack(run.runId(), run.program(), turn.next(), sealed);
    if (lack > 0 && !(input instanceof Input.OutOfRoom)) {
      if (outside) {
        throw new ConvergeException(ErrorCode.QUOTA_EXCEEDED, room.words(lack));
      }
      return attempt(run, salts, room.full(lack, input.at()), false);
    }
    if (!append(run, turn, sealed)) {
      return null;
    }
    JournaledRun next = run.stored(sealed, turn.next());
    keep(next);
    observer.appended(run.job(), run.runId(), turn.events(), turn.next());
    if (turn.next().status().isFinal()) {
      over.accept(run.runId());
    }
    return new Taken(next, outcome);
  }

  /// Time never runs backwards for a run. The core does not throw for bad data, so an exception is
  /// a bug, and the run fails.
  private static Outcome step(RunTurn turn, JournaledRun run, Input input) {
    Instant at = input.at().truncatedTo(ChronoUnit.MILLIS);
    Instant last = run.state().at();
    Input now = at.isBefore(last) ? input.delayed(Duration.between(input.at(), last)) : input;
    try {
      return turn.take(now);
    } catch (RuntimeException e) {
      LOG.error("run {} failed at event {}", run.runId(), run.sequence(), e);
      return turn.take(new Input.Broken(FAULT, now.at()));
    }
  }

  /// Chooses models as soon as they are needed, once per cycle.
  private void choose(RunTurn turn, JournaledRun run, Instant at) {
    int chosen = 0;
    while (true) {
      Request.ChooseModels wanted = null;
      for (Request request : Core.outstanding(run.program(), turn.next())) {
        if (request instanceof Request.ChooseModels choose && choose.cycle() != chosen) {
          wanted = choose;
        }
      }
      if (wanted == null) {
        return;
      }
      chosen = wanted.cycle();
      Agents.Choice choice =
          ChosenModels.of(
              run.runId(), run.program(), wanted, turn.next(), parts.agents(), run.reuse());
      Instant last = turn.next().at();
      turn.take(
          new Input.Quoted(
              wanted.cycle(), choice.quotes(), choice.missing(), at.isBefore(last) ? last : at));
    }
  }

  /// False if others came first, or if this is unknown: then the journal is read back.
  private boolean append(JournaledRun run, RunTurn turn, List<Sealed> sealed) {
    CompletableFuture<Journal.AppendResult> told = new CompletableFuture<>();
    Journal.RunHead head =
        turn.head().using(parts.room().used(run.job(), run.runId(), run.state(), turn.next()));
    parts.journal().append(run.runId(), run.sequence(), sealed, head, told::complete);
    Journal.AppendResult result;
    try {
      result = told.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      forget(run.runId());
      throw new ConvergeException(ErrorCode.UNAVAILABLE, "the store did not confirm an append", e);
    }
    return switch (result) {
      case Journal.AppendResult.Appended _ -> true;
      case Journal.AppendResult.Conflict _ -> false;
      case Journal.AppendResult.Fenced _ ->
          throw new ConvergeException(
              ErrorCode.UNAVAILABLE,
              "this worker is no longer a member of the group that uses the store");
      case Journal.AppendResult.Unavailable(var message) ->
          throw new ConvergeException(ErrorCode.UNAVAILABLE, message);
    };
  }
}
