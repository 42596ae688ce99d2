package dev.converge.engine;

import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.decision.Returned;
import dev.converge.core.proposal.Answer;
import dev.converge.core.status.Outcome;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.CallScope;
import dev.converge.engine.agent.PromptRoom;
import dev.converge.engine.fork.Reuse;
import dev.converge.engine.host.Timers;
import dev.converge.engine.queue.CallQueue;
import dev.converge.engine.queue.RunBeginning;
import dev.converge.engine.turn.OutageWait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One call of an agent for its run. Thread-safe.
final class PendingCall implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(PendingCall.class);

  private final Calls calls;
  private final Calls.Means means;
  private final Calls.Key key;
  private final Request.AskAgent ask;
  private final AgentSpec spec;
  private final Mode mode;
  private final RunState state;
  private final boolean computes;
  private @Nullable Thread thread;
  private Timers.@Nullable Timer deadline;
  private boolean over;
  private @Nullable Instant made;
  private @Nullable CallQueue<PendingCall> place;

  /// The memory that the prompt takes, and the part of it that is reserved.
  private final long bytes;

  private long room;
  private final Runnable withRoom = this::hasRoom;

  /// Used only on the run's turns.
  boolean came;

  PendingCall(
      Calls calls,
      Calls.Key key,
      Request.AskAgent ask,
      AgentSpec spec,
      Mode mode,
      RunState state,
      boolean computes) {
    this.calls = calls;
    this.means = calls.means();
    this.key = key;
    this.ask = ask;
    this.spec = spec;
    this.mode = mode;
    this.state = state;
    this.computes = computes;
    this.bytes = paid() ? PromptRoom.bytes(state.context()) : 0;
  }

  void enter(CallQueue<PendingCall> queue) {
    synchronized (this) {
      place = queue;
    }
    String tenant = means.run().tenant();
    String runId = means.run().runId();
    RunBeginning<PendingCall> beginning = calls.beginning();
    if (beginning.begun()) {
      queue.start(CallQueue.Asking.again(tenant, runId), this);
    } else {
      long ahead = means.queues().likely(computes, means.run().view().program(), mode);
      if (queue.start(new CallQueue.Asking(tenant, runId, true, ahead), this)) {
        beginning.begin(means.host().steady().instant());
      } else {
        beginning.waits(queue, means.host().steady().instant());
      }
    }
  }

  /// The call's turn has come. Called on any thread. A call to a model also needs memory for its
  /// prompt. While it waits for that, other calls may take its place.
  @Override
  public void run() {
    if (!paid()) {
      findThread();
    } else if (!means.queues().prompts().start(bytes, withRoom)) {
      try {
        // Not here: the next call may wait as well, and so on.
        means.host().executor().execute(this::release);
      } catch (RejectedExecutionException e) {
        LOG.debug("run {}: its agents are no longer asked", means.run().runId(), e);
        release();
      }
    }
  }

  private Instant now() {
    return means.host().clock().instant();
  }

  private void hasRoom() {
    synchronized (this) {
      room = bytes;
    }
    findThread();
  }

  private void giveRoomBack() {
    long had;
    synchronized (this) {
      had = room;
      room = 0;
    }
    if (had > 0) {
      means.queues().prompts().giveBack(had);
    }
  }

  /// A call that gets no thread was never made, so it is repeated.
  private void findThread() {
    try {
      if (computes) {
        means.host().computing().execute(this::inTurn);
      } else {
        means.host().executor().execute(this::scoped);
      }
    } catch (Throwable e) {
      RunLoop of = means.run();
      LOG.warn("run {}: agent {} could not be asked now", of.runId(), key.agent(), e);
      interrupt();
      release();
      giveRoomBack();
      of.proceedAfter(() -> calls.forget(key, this));
    }
  }

  /// Makes this call and then, on the same thread, those that take its place: with few threads,
  /// switching them for each call would cost more than many calls do.
  private void inTurn() {
    PendingCall call = this;
    while (call != null) {
      call.scoped();
      call = call.next();
    }
  }

  private void scoped() {
    ScopedValue.Carrier scope =
        ScopedValue.where(CallScope.RUN_ID, means.run().runId())
            .where(CallScope.RELEASE, this::release);
    (paid() ? scope.where(CallScope.SENDING, this::sending) : scope).run(this::make);
  }

  private boolean paid() {
    return spec.kind() == AgentSpec.Kind.LLM && mode == Mode.LIVE;
  }

  /// A deadline ends each attempt, whatever the agent does. Its place is free for others even if
  /// the agent hangs, and whether or not its answer is still wanted.
  private void tooLate() {
    boolean late = end();
    release();
    giveRoomBack();
    if (late) {
      failed(
          FailureKind.TIMEOUT,
          "no answer within " + spec.deadline().toMillis() + " ms",
          null,
          List.of());
    }
  }

  private void make() {
    try {
      if (begin()) {
        ask();
      }
    } catch (AgentFailure e) {
      if (end()) {
        failed(e.kind(), String.valueOf(e.getMessage()), e.retryAfter(), e.calls());
      }
    } catch (InterruptedException e) {
      if (end()) {
        failed(FailureKind.UNAVAILABLE, "interrupted", null, List.of());
      }
    } catch (Throwable e) {
      crashed(e);
    } finally {
      leave();
      Thread.interrupted();
    }
  }

  /// False if the run no longer wants the answer.
  private synchronized boolean begin() {
    if (over) {
      return false;
    }
    made = means.host().steady().instant();
    if (calls.beginning().begin(made)) {
      means.run().begins();
    }
    thread = Thread.currentThread();
    deadline = means.host().timers().after(spec.deadline(), this::tooLate);
    return true;
  }

  private void leave() {
    synchronized (this) {
      thread = null;
      if (deadline != null) {
        deadline.cancel();
      }
      if (made != null) {
        Duration took = Duration.between(made, means.host().steady().instant());
        means.queues().work().worked(means.run().tenant(), means.run().runId(), took, computes);
      }
    }
    if (!computes) {
      release();
      giveRoomBack();
    }
  }

  private CompletableFuture<Boolean> sending(ModelCall sent) {
    Input input = new Input.Sent(ask.agent(), ask.cycle(), ask.attempt(), sent, now());
    return means
        .run()
        .announce(input)
        .thenApply(reply ->
            reply.outcome() instanceof Outcome.Accepted
                && !reply.view().state().status().isFinal());
  }

  private void ask() throws AgentFailure, InterruptedException {
    Program program = means.run().view().program();
    Instant begun = means.host().steady().instant();
    AgentCall call =
        new AgentCall(
            means.run().runId(),
            program,
            Returned.revising(spec, ask.returned()),
            ask,
            state.context(),
            mode,
            begun.plus(spec.deadline()));
    if (!recorded(call)) {
      Answer answer = means.agents().agent(program, spec, mode).ask(call);
      answered(answer, Duration.between(begun, means.host().steady().instant()));
    }
  }

  /// Whether the original's record answered, so that no agent is asked.
  private boolean recorded(AgentCall call) {
    Reuse reuse = means.reuse();
    Optional<Input> answer = reuse == null ? Optional.empty() : reuse.answer(call, now());
    if (answer.isPresent() && end()) {
      offer(answer.get());
    }
    return answer.isPresent();
  }

  private void answered(Answer answer, Duration took) {
    if (end()) {
      Answer timed = new Answer(answer.proposals(), answer.calls(), took);
      offer(new Input.Answered(ask.agent(), ask.cycle(), ask.attempt(), timed, now()));
    }
  }

  /// An agent can throw anything. Its message may contain secrets, so it is only logged.
  private void crashed(Throwable e) {
    if (end()) {
      LOG.error("run {}: agent {} threw", means.run().runId(), ask.agent(), e);
      failed(FailureKind.CRASHED, "threw " + e.getClass().getName(), null, List.of());
    }
  }

  private void failed(
      FailureKind kind, String message, @Nullable Duration retryAfter, List<ModelCall> booked) {
    Instant now = now();
    offer(
        new Input.Failed(
            ask.agent(),
            ask.cycle(),
            ask.attempt(),
            kind,
            message,
            OutageWait.pause(ask, spec, kind, retryAfter, now),
            booked,
            now));
  }

  private void offer(Input input) {
    if (computes) {
      calls.settling();
    }
    means.run().offer(input);
  }

  /// True for the first that ends the call: the answer, the deadline or the run.
  private synchronized boolean end() {
    if (over) {
      return false;
    }
    over = true;
    if (thread != null && thread != Thread.currentThread()) {
      thread.interrupt();
    }
    return true;
  }

  private void release() {
    CallQueue<PendingCall> left = left();
    if (left != null) {
      left.done();
    }
  }

  /// The call that takes this one's place, if it still had one and another call waits.
  private @Nullable PendingCall next() {
    CallQueue<PendingCall> left = left();
    return left == null ? null : left.next();
  }

  /// The queue in which it had a place until now.
  private synchronized @Nullable CallQueue<PendingCall> left() {
    CallQueue<PendingCall> queue = place;
    place = null;
    return queue;
  }

  void interrupt() {
    end();
  }

  /// Interrupts it, or removes it from its queue if it still waits there.
  void withdraw() {
    interrupt();
    means.queues().prompts().leave(withRoom);
    CallQueue<PendingCall> queue = place();
    RunLoop of = means.run();
    if (queue != null && queue.remove(of.tenant(), of.runId(), this)) {
      left();
    }
  }

  private synchronized @Nullable CallQueue<PendingCall> place() {
    return place;
  }
}
