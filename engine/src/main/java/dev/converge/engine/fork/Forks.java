package dev.converge.engine.fork;

import dev.converge.core.Body;
import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.event.Sealed;
import dev.converge.core.fork.Fork;
import dev.converge.core.fork.ForkChanges;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.Host;
import dev.converge.engine.replay.Recording;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.JobStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Prepares forks of runs, and finds the records that answer them again after a restart.
/// Thread-safe.
public final class Forks {
  /// Maximum number of forks that are prepared concurrently; each holds the record of its original
  /// in memory.
  static final int MAX_PREPARED = 4;

  /// Maximum bytes of events of a run that can be forked.
  static final long MAX_BYTES = 64L << 20;

  private final Host host;
  private final StoredRuns stored;
  private final Agents agents;
  private final Semaphore places = new Semaphore(MAX_PREPARED);

  /// Forks the runs of a store.
  public Forks(Host host, StoredRuns stored, Agents agents) {
    this.host = host;
    this.stored = stored;
    this.agents = agents;
  }

  private record Original(List<Event> events, String hash) {}

  /// Prepares a fork: reads its original and follows it as far as possible.
  ///
  /// @return fails with a [ConvergeException]: `RUN_NOT_FOUND`, `INVALID` if the original has no
  ///   such event or cycle, `GONE` if its content was erased, `TOO_LARGE`, `OVERLOADED` or
  ///   `UNAVAILABLE`
  public CompletableFuture<ForkPlan> plan(ForkOrder order) {
    CompletableFuture<ForkPlan> done = new CompletableFuture<>();
    if (!places.tryAcquire()) {
      done.completeExceptionally(
          new ConvergeException(
              ErrorCode.OVERLOADED,
              "forks: " + MAX_PREPARED + " are being prepared (expected: fewer); try again later"));
      return done;
    }
    host.executor()
        .execute(() -> {
          ForkPlan plan;
          try {
            plan = prepare(order);
          } catch (Throwable e) {
            places.release();
            done.completeExceptionally(e);
            return;
          }
          places.release();
          done.complete(plan);
        });
    return done;
  }

  private ForkPlan prepare(ForkOrder order) {
    JobStore.Job job = stored.kept(order.runId());
    Original record = record(order.runId(), Long.MAX_VALUE);
    Body.RunStarted original = started(record.events());
    long at = order.at().sequence(record.events());
    ForkChanges changes = order.changes();
    Fork before = original.fork();
    boolean live = original.mode() == Mode.LIVE || (before != null && before.live());
    Fork fork =
        new Fork(
            job.jobId(),
            order.runId(),
            at,
            0,
            record.events().size(),
            record.hash(),
            Core.waits(original),
            live,
            changes);
    Program program = Reuse.withModels(order.program(), fork);
    Optional<Program> ran = stored.find(job);
    Reuse reuse = reuse(fork, original, record, ran.orElse(null));
    boolean same = original.templateHash().equals(program.hash());
    Budget asked = order.budget();
    boolean later = at > 0 && asked != null;
    Budget first = asked == null || later ? atStart(record, changes, at) : asked;
    return new ForkPlan(
        order,
        program,
        fork,
        first,
        later ? asked : null,
        original.onOutage(),
        agents.versions(program),
        new OriginalFollower(program, new Recording(record.events()), reuse, changes, at, same),
        reuse);
  }

  /// The budget of the original: the one at its start if its changes are followed, otherwise the
  /// last one.
  private static Budget atStart(Original record, ForkChanges changes, long at) {
    Budget last = started(record.events()).budget();
    if (changes.none() || at > 0) {
      return last;
    }
    for (Event event : record.events()) {
      if (event.body() instanceof Body.BudgetChanged changed) {
        last = changed.after();
      }
    }
    return last;
  }

  private Reuse reuse(
      Fork fork, Body.RunStarted original, Original record, @Nullable Program program) {
    RecordedAnswers answers = new RecordedAnswers(record.events(), program, agents);
    return new Reuse(fork, original, answers, agents);
  }

  /// The record that answers a fork's calls, read again after a restart. Blocks for I/O. If the
  /// content of the original has been erased since, all agents are asked.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if the store cannot be read
  public Optional<Reuse> reuse(RunState state) {
    Fork fork = state.started().map(Body.RunStarted::fork).orElse(null);
    if (fork == null) {
      return Optional.empty();
    }
    try {
      JobStore.Job job = stored.kept(fork.runId());
      Original record = record(fork.runId(), fork.recorded());
      return Optional.of(
          reuse(fork, started(record.events()), record, stored.find(job).orElse(null)));
    } catch (ConvergeException e) {
      if (e.code() == ErrorCode.GONE || e.code() == ErrorCode.RUN_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Body.RunStarted started(List<Event> events) {
    if (!events.isEmpty() && events.getFirst().body() instanceof Body.RunStarted started) {
      return started;
    }
    throw new IllegalStateException("a run begins with its start");
  }

  /// The events of a run up to a sequence.
  private Original record(String runId, long last) {
    List<Event> events = new ArrayList<>();
    long[] bytes = {0};
    String[] hash = {Chain.START};
    stored.pages(
        runId,
        page -> {
          for (Sealed line : page) {
            if (line.sequence() > last) {
              return;
            }
            bytes[0] += line.json().length;
            if (bytes[0] > MAX_BYTES) {
              throw tooLarge(runId);
            }
            events.add(Chain.read(line.json()));
            hash[0] = line.hash();
          }
        });
    return new Original(events, hash[0]);
  }

  private static ConvergeException tooLarge(String runId) {
    return new ConvergeException(
        ErrorCode.TOO_LARGE,
        "run " + runId + ": more than " + MAX_BYTES + " bytes of events (expected: fewer)");
  }
}
