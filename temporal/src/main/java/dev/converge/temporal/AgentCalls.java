package dev.converge.temporal;

import dev.converge.core.Core;
import dev.converge.core.Input;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.decision.Returned;
import dev.converge.core.proposal.Answer;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.CallScope;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.fork.Reuse;
import dev.converge.engine.turn.OutageWait;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks agents on a worker, and tells Temporal meanwhile that it is still there. The answer, or
/// that there is none, is stored by the call itself. Thread-safe.
final class AgentCalls implements AgentActivity {
  private static final Logger LOG = LoggerFactory.getLogger(AgentCalls.class);

  /// The first pause before an answer is stored once more, and the longest.
  static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final WorkerParts parts;
  private final Turns turns;

  /// The calls that are made here, by run.
  private final Map<String, Set<FutureTask<Input>>> underWay = new ConcurrentHashMap<>();

  AgentCalls(WorkerParts parts, Turns turns) {
    this.parts = parts;
    this.turns = turns;
    turns.whenOver(this::over);
  }

  /// A call as it is made.
  private record Asking(
      Stand stand, Request.AskAgent ask, AgentSpec spec, Mode mode, AskOrder order, String seed) {}

  @Override
  public long ask(AskOrder order) {
    turns.takenUp(order.runId(), order.takenUpMillis());
    Stand stand = turns.stand(order.runId());
    Optional<Asking> asking = asking(stand, order);
    if (asking.isEmpty()) {
      return stand.sequence();
    }
    ActivityExecutionContext context = Activity.getExecutionContext();
    Optional<Input> ended = answer(context, asking.get());
    return ended.isPresent()
        ? store(context, asking.get(), ended.get())
        : turns.stand(order.runId()).sequence();
  }

  /// Agents that are asked now.
  int underWay() {
    return underWay.values().stream().mapToInt(Set::size).sum();
  }

  /// A run came to its end here: nobody wants its answers any more.
  private void over(String runId) {
    underWay.getOrDefault(runId, Set.of()).forEach(task -> task.cancel(true));
  }

  private void begin(String runId, FutureTask<Input> task) {
    underWay.compute(
        runId,
        (_, tasks) -> {
          Set<FutureTask<Input>> all = tasks == null ? ConcurrentHashMap.newKeySet() : tasks;
          all.add(task);
          return all;
        });
  }

  private void end(String runId, FutureTask<Input> task) {
    underWay.computeIfPresent(
        runId,
        (_, tasks) -> {
          tasks.remove(task);
          return tasks.isEmpty() ? null : tasks;
        });
  }

  private Optional<Asking> asking(Stand stand, AskOrder order) {
    for (Request request : Core.outstanding(stand.program(), stand.state())) {
      if (request instanceof Request.AskAgent ask
          && ask.agent().equals(order.agent())
          && ask.cycle() == order.cycle()
          && ask.attempt() == order.attempt()) {
        AgentSpec spec = stand.program().agent(ask.agent()).orElseThrow();
        Mode mode = stand.state().started().orElseThrow().mode();
        String seed = order.id() + "-" + parts.host().random().nextLong();
        return Optional.of(new Asking(stand, ask, spec, mode, order, seed));
      }
    }
    return Optional.empty();
  }

  /// Waits for the agent, which has a thread of its own: it may hang, and its place is free then.
  /// Empty if the run does not want its answer any more.
  private Optional<Input> answer(ActivityExecutionContext context, Asking asking) {
    Instant begun = parts.host().steady().instant();
    Instant late = begun.plus(asking.spec().deadline());
    AgentCall call =
        new AgentCall(
            asking.stand().runId(),
            asking.stand().program(),
            Returned.revising(asking.spec(), asking.ask().returned()),
            asking.ask(),
            asking.stand().state().context(),
            asking.mode(),
            late);
    FutureTask<Input> task = new FutureTask<>(() -> scoped(asking, call, begun));
    begin(call.runId(), task);
    try {
      execute(asking, call, task);
      return await(context, asking, task, late);
    } catch (CancellationException e) {
      LOG.debug(
          "run {} has ended and no longer wants an answer from {}",
          call.runId(),
          call.spec().id(),
          e);
      return Optional.empty();
    } finally {
      end(call.runId(), task);
    }
  }

  private void execute(Asking asking, AgentCall call, FutureTask<Input> task) {
    try {
      Agent agent = parts.agents().agent(call.program(), asking.spec(), asking.mode());
      (agent.computes() ? parts.host().computing() : parts.host().executor()).execute(task);
    } catch (RuntimeException e) {
      LOG.debug(
          "run {}: no agent is installed for {}; calling it will fail", call.runId(), call.spec());
      parts.host().executor().execute(task);
    }
  }

  private Optional<Input> await(
      ActivityExecutionContext context, Asking asking, FutureTask<Input> task, Instant late) {
    Duration beat = beat(context);
    while (true) {
      Duration left = Duration.between(parts.host().steady().instant(), late);
      if (left.isNegative() || left.isZero()) {
        task.cancel(true);
        String words = "no answer within " + asking.spec().deadline().toMillis() + " ms";
        return Optional.of(failed(asking, FailureKind.TIMEOUT, words, null, List.of()));
      }
      try {
        long most = Math.min(left.toMillis() + 1, beat.toMillis());
        return Optional.of(task.get(most, TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        alive(context, task);
        if (!wanted(asking)) {
          task.cancel(true);
          return Optional.empty();
        }
      } catch (InterruptedException e) {
        task.cancel(true);
        Thread.currentThread().interrupt();
        throw new ConvergeException(ErrorCode.UNAVAILABLE, "the worker is shutting down", e);
      } catch (ExecutionException e) {
        return Optional.of(crashed(asking, e.getCause() == null ? e : e.getCause()));
      }
    }
  }

  private static Duration beat(ActivityExecutionContext context) {
    Duration silence = context.getInfo().getHeartbeatTimeout();
    Duration beat = silence.dividedBy(3);
    return beat.isZero() ? Duration.ofSeconds(1) : beat;
  }

  private static void alive(ActivityExecutionContext context, FutureTask<Input> task) {
    try {
      context.heartbeat(null);
    } catch (ActivityCompletionException e) {
      // The run does not want it any more, or Temporal has given it to somebody else.
      task.cancel(true);
      throw e;
    }
  }

  /// While a run is paused all calls are still wanted.
  private boolean wanted(Asking asking) {
    try {
      Stand now = turns.stand(asking.order().runId());
      return now.state().status() == Status.PAUSED || asking(now, asking.order()).isPresent();
    } catch (ConvergeException e) {
      LOG.debug("run {} cannot be read now", asking.order().runId(), e);
      return e.code() != ErrorCode.RUN_NOT_FOUND && e.code() != ErrorCode.GONE;
    }
  }

  private Input scoped(Asking asking, AgentCall call, Instant begun) throws Exception {
    ScopedValue.Carrier scope =
        ScopedValue.where(CallScope.RUN_ID, call.runId()).where(CallScope.RELEASE, () -> {});
    boolean paid = asking.spec().kind() == AgentSpec.Kind.LLM && asking.mode() == Mode.LIVE;
    AtomicInteger sent = new AtomicInteger();
    ScopedValue.Carrier all =
        paid
            ? scope.where(
                CallScope.SENDING, model -> sending(asking, model, sent.incrementAndGet()))
            : scope;
    return all.call(() -> make(asking, call, begun));
  }

  private Input make(Asking asking, AgentCall call, Instant begun) {
    try {
      Reuse reuse = asking.stand().reuse();
      Optional<Input> recorded =
          reuse == null ? Optional.empty() : reuse.answer(call, parts.host().clock().instant());
      if (recorded.isPresent()) {
        return recorded.get();
      }
      Answer answer = parts.agents().agent(call.program(), asking.spec(), asking.mode()).ask(call);
      Duration took = Duration.between(begun, parts.host().steady().instant());
      return new Input.Answered(
          asking.ask().agent(),
          asking.ask().cycle(),
          asking.ask().attempt(),
          new Answer(answer.proposals(), answer.calls(), took),
          parts.host().clock().instant());
    } catch (AgentFailure e) {
      return failed(asking, e.kind(), String.valueOf(e.getMessage()), e.retryAfter(), e.calls());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(asking, FailureKind.UNAVAILABLE, "interrupted", null, List.of());
    } catch (Throwable e) {
      return crashed(asking, e);
    }
  }

  /// An agent may throw anything; its message may hold secrets, so it goes to the log alone.
  private Input crashed(Asking asking, Throwable e) {
    LOG.error("run {}: agent {} threw", asking.stand().runId(), asking.ask().agent(), e);
    return failed(asking, FailureKind.CRASHED, "threw " + e.getClass().getName(), null, List.of());
  }

  private Input failed(
      Asking asking,
      FailureKind kind,
      String message,
      @Nullable Duration retryAfter,
      List<ModelCall> calls) {
    Instant now = parts.host().clock().instant();
    return new Input.Failed(
        asking.ask().agent(),
        asking.ask().cycle(),
        asking.ask().attempt(),
        kind,
        message,
        OutageWait.pause(asking.ask(), asking.spec(), kind, retryAfter, now),
        calls,
        now);
  }

  /// A request to a model is about to be sent: booked first.
  private CompletableFuture<Boolean> sending(Asking asking, ModelCall model, int number) {
    Input input =
        new Input.Sent(
            asking.ask().agent(),
            asking.ask().cycle(),
            asking.ask().attempt(),
            model,
            parts.host().clock().instant());
    return CompletableFuture.supplyAsync(
        () -> {
          Turns.Taken taken =
              turns.take(
                  asking.stand().runId(),
                  asking.stand().sequence(),
                  asking.seed() + "-sent-" + number,
                  input);
          return taken.outcome() instanceof Outcome.Accepted
              && !taken.stand().state().status().isFinal();
        },
        parts.host().executor());
  }

  /// Stores what the call came to; waits for the store as long as Temporal waits for this call.
  private long store(ActivityExecutionContext context, Asking asking, Input ended) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return turns
            .take(asking.stand().runId(), asking.stand().sequence(), asking.seed(), ended)
            .stand()
            .sequence();
      } catch (ConvergeException e) {
        if (e.code() == ErrorCode.RUN_NOT_FOUND || e.code() == ErrorCode.GONE) {
          return asking.stand().sequence();
        }
        LOG.warn(
            "run {}: an answer cannot be stored now: {}", asking.stand().runId(), e.getMessage());
      }
      context.heartbeat(null);
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ConvergeException(ErrorCode.UNAVAILABLE, "the worker is shutting down", e);
      }
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
  }
}
