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

/// Takes turns of runs whose state is the journal: reads where the run stands, steps, and appends
/// at the sequence that was read. A turn is known by its salts, so that one that was stored before,
/// whoever stored it, is not stored again. Several workers may take turns of one run at once: the
/// journal puts them in order. Thread-safe; blocks for I/O.
final class Turns implements TurnActivity {
  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  /// Turns of different runs that are taken at a time without waiting for each other.
  private static final int AT_ONCE = 64;

  /// Events before the last turn among which an input is looked for that may be stored.
  static final long LOOK_BACK = 1_000;

  /// How often in a row others may come first.
  private static final int MOST_CONFLICTS = 50;

  /// How long the store may take to say what became of an append.
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final String FAULT = "internal error, see the log";

  /// What a turn led to.
  ///
  /// @param outcome of its input
  record Taken(Stand stand, Outcome outcome) {}

  private final WorkerParts parts;
  private final StoredRuns stored;
  private final Forks forks;
  private final RunObserver observer;
  private final List<Lock> locks =
      Stream.<Lock>generate(ReentrantLock::new).limit(AT_ONCE).toList();
  private final Map<String, Stand> kept = new LastRuns<>();

  /// When runs were taken up whose workers had been lost.
  private final Map<String, Instant> takenUp = Collections.synchronizedMap(new LastRuns<>());

  /// Told of runs that come to their end here.
  private volatile Consumer<String> over = _ -> {};

  Turns(WorkerParts parts) {
    this.parts = parts;
    this.stored = new StoredRuns(parts.journal(), parts.jobs(), parts.programs());
    this.forks = new Forks(parts.host(), stored, parts.agents());
    this.observer = parts.observer().guarded();
  }

  /// Sets who is told of runs that come to their end here, quickly.
  void whenOver(Consumer<String> told) {
    over = told;
  }

  @Override
  public Situation turn(TurnOrder order) {
    takenUp(order.runId(), order.takenUpMillis());
    Instant at = Instant.ofEpochMilli(order.atMillis());
    String outcome = "";
    try {
      Stand stand = stand(order.runId());
      for (AskOrder ask : order.lost()) {
        stand = take(order.runId(), order.since(), order.seed() + ask.id(), given(ask, at)).stand();
      }
      if (order.probe()) {
        stand = probe(order, stand, at);
      }
      if (order.input() == null) {
        String seed = order.seed() + "time";
        stand = take(order.runId(), order.since(), seed, new Input.TimeReached(at)).stand();
      } else {
        outcome = input(order, order.input(), at);
        stand = stand(order.runId());
      }
      return Situation.of(stand, outcome);
    } catch (ConvergeException e) {
      if (e.code() == ErrorCode.RUN_NOT_FOUND || e.code() == ErrorCode.GONE) {
        LOG.info("run {}: {}", order.runId(), e.getMessage());
        return Situation.gone(order.since(), PostedOutcome.write(e));
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

  /// Where to look for an input that was stored before: other turns may have come between.
  private long beforeInput(TurnOrder order) {
    return Math.max(0, Math.min(order.since(), stand(order.runId()).sequence()) - LOOK_BACK);
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

  private Stand probe(TurnOrder order, Stand stand, Instant at) {
    Optional<String> provider = stand.state().awaited();
    if (provider.isEmpty() || !parts.agents().back(provider.get())) {
      return stand;
    }
    String seed = order.seed() + "back";
    return take(order.runId(), order.since(), seed, new Input.ProviderBack(at)).stand();
  }

  /// What was before does not count as running: see [TurnOrder].
  void takenUp(String runId, long atMillis) {
    if (atMillis > 0) {
      takenUp.put(runId, Instant.ofEpochMilli(atMillis));
    }
  }

  /// Where a run stands now.
  ///
  /// @throws ConvergeException with `RUN_NOT_FOUND`, `GONE`, or `UNAVAILABLE` if its template is
  ///   not installed or the store cannot be read
  Stand stand(String runId) {
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

  private Stand read(String runId) {
    Stand known;
    synchronized (kept) {
      known = kept.get(runId);
    }
    JobStore.Job job = stored.kept(runId);
    Stand[] now = {known != null ? known : Stand.before(job, runId, stored.program(job))};
    stored.pages(runId, now[0].sequence(), page -> now[0] = now[0].after(page));
    if (known == null) {
      RunState state = now[0].state();
      Program program = Reuse.withModels(now[0].program(), state);
      now[0] = now[0].of(program, forks.reuse(state).orElse(null));
      // Traces learn of the run before the first agent is asked here.
      observer.appended(job, runId, List.of(), state);
    }
    Instant up = takenUp.get(runId);
    if (up != null) {
      now[0] = now[0].takenUp(up);
    }
    keep(now[0]);
    return now[0];
  }

  private void keep(Stand stand) {
    synchronized (kept) {
      if (stand.state().status().isFinal()) {
        kept.remove(stand.runId());
        takenUp.remove(stand.runId());
      } else {
        kept.put(stand.runId(), stand);
      }
    }
  }

  private void forget(String runId) {
    synchronized (kept) {
      kept.remove(runId);
    }
  }

  /// Takes a turn with an input; returns once what it led to is durable.
  ///
  /// @param since sequence of an event before which the turn cannot have been stored
  /// @param seed tells the turn from all others of the run
  /// @throws ConvergeException as [#stand] does, with `QUOTA_EXCEEDED` if there is no more room for
  ///   an input from outside, and with `UNAVAILABLE` if the store cannot take it now
  Taken take(String runId, long since, String seed, Input input) {
    return take(runId, since, seed, input, false);
  }

  /// @param outside whether the input is not the run's own, so that it is refused alone
  private Taken take(String runId, long since, String seed, Input input, boolean outside) {
    Lock lock = lock(runId);
    lock.lock();
    try {
      for (int i = 0; i < MOST_CONFLICTS; i++) {
        Stand stand = read(runId);
        Salts salts = new Salts(first(stand), seed);
        Optional<Taken> before = before(stand, since, salts, input);
        if (before.isPresent()) {
          return before.get();
        }
        Taken taken = attempt(stand, salts, input, outside);
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

  private static Sealed first(Stand stand) {
    Sealed first = stand.first();
    if (first == null) {
      throw new IllegalStateException("run " + stand.runId() + " has no events");
    }
    return first;
  }

  /// What the turn led to, if it is stored: from where the run stood before it, the core says again
  /// what became of the input.
  private Optional<Taken> before(Stand stand, long since, Salts salts, Input input) {
    if (stand.sequence() <= since) {
      return Optional.empty();
    }
    long[] found = {0};
    stored.pages(
        stand.runId(), since, page -> found[0] = found[0] == 0 ? salts.find(page) : found[0]);
    if (found[0] == 0) {
      return Optional.empty();
    }
    Stand[] then = {Stand.before(stand.job(), stand.runId(), stand.program())};
    stored.pages(
        stand.runId(),
        0,
        page ->
            then[0] = then[0].after(page.stream().filter(e -> e.sequence() < found[0]).toList()));
    RunTurn turn = new RunTurn(stand.program(), then[0].state());
    return Optional.of(new Taken(stand, step(turn, then[0], input)));
  }

  /// Null if others came first.
  private @Nullable Taken attempt(Stand stand, Salts salts, Input input, boolean outside) {
    RunTurn turn = new RunTurn(stand.program(), stand.state());
    Outcome outcome = step(turn, stand, input);
    choose(turn, stand, input.at());
    if (turn.events().isEmpty()) {
      return new Taken(stand, outcome);
    }
    List<Sealed> sealed = turn.seal(stand.runId(), stand.lastHash(), salts.bytes(turn.saltBytes()));
    RunRoom room = RunRoom.of(parts.maxJobBytes(), stand.job(), stand.bytes());
    long lack = room.lack(stand.runId(), stand.program(), turn.next(), sealed);
    if (lack > 0 && !(input instanceof Input.OutOfRoom)) {
      if (outside) {
        throw new ConvergeException(ErrorCode.QUOTA_EXCEEDED, room.words(lack));
      }
      return attempt(stand, salts, room.full(lack, input.at()), false);
    }
    if (!append(stand, turn, sealed)) {
      return null;
    }
    Stand next = stand.stored(sealed, turn.next());
    keep(next);
    observer.appended(stand.job(), stand.runId(), turn.events(), turn.next());
    if (turn.next().status().isFinal()) {
      over.accept(stand.runId());
    }
    return new Taken(next, outcome);
  }

  /// Time never runs backwards for a run. The core does not throw for bad data, so an exception is
  /// a fault of ours, and the run fails.
  private static Outcome step(RunTurn turn, Stand stand, Input input) {
    Instant at = input.at().truncatedTo(ChronoUnit.MILLIS);
    Instant last = stand.state().at();
    Input now = at.isBefore(last) ? input.delayed(Duration.between(input.at(), last)) : input;
    try {
      return turn.take(now);
    } catch (RuntimeException e) {
      LOG.error("run {} failed at event {}", stand.runId(), stand.sequence(), e);
      return turn.take(new Input.Broken(FAULT, now.at()));
    }
  }

  /// Chooses models as soon as they are to be chosen, once a cycle.
  private void choose(RunTurn turn, Stand stand, Instant at) {
    int chosen = 0;
    while (true) {
      Request.ChooseModels wanted = null;
      for (Request request : Core.outstanding(stand.program(), turn.next())) {
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
              stand.runId(), stand.program(), wanted, turn.next(), parts.agents(), stand.reuse());
      Instant last = turn.next().at();
      turn.take(
          new Input.Quoted(
              wanted.cycle(), choice.quotes(), choice.missing(), at.isBefore(last) ? last : at));
    }
  }

  /// False if others came first, or if it is not known: then the journal is read back.
  private boolean append(Stand stand, RunTurn turn, List<Sealed> sealed) {
    CompletableFuture<Journal.AppendResult> told = new CompletableFuture<>();
    Journal.RunHead head =
        turn.head()
            .using(parts.room().used(stand.job(), stand.runId(), stand.state(), turn.next()));
    parts.journal().append(stand.runId(), stand.sequence(), sealed, head, told::complete);
    Journal.AppendResult result;
    try {
      result = told.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      forget(stand.runId());
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
