package dev.converge.engine;

import dev.converge.core.Input;
import dev.converge.core.Outcome;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.decision.Returned;
import dev.converge.core.proposal.Answer;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.agent.PromptRoom;
import dev.converge.engine.fork.Reuse;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The agent calls of one run that are under way. Calls that wait for others (models, searches)
/// have a virtual thread each. Calls that compute share a platform thread for each processor: on
/// the threads that carry virtual ones they would hold up requests, the store's answers and probes.
/// Used on the run's turns only, except where said.
final class Calls {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  /// Makes the calls of a run.
  interface Factory {
    Calls of(RunLoop run);
  }

  /// The calls of all runs that are under way or wait for room.
  ///
  /// @param waiting those that wait for others
  /// @param computing those that compute
  /// @param work what calls have taken so far
  /// @param prompts room for what models are asked
  record Queues(
      CallQueue<Call> waiting, CallQueue<Call> computing, WorkDone work, PromptRoom prompts) {
    static Queues of(Host host, EngineSettings settings, MemoryBudget memory) {
      return new Queues(
          new CallQueue<>(settings.maxAgentCalls(), 1),
          new CallQueue<>(host.processors(), CallQueue.SHARE),
          new WorkDone(host.steady()),
          new PromptRoom(memory));
    }

    /// See [CallQueue#ahead].
    ///
    /// @param computes which queue it is about
    long ahead(String tenant, boolean computes) {
      return (computes ? computing : waiting).ahead(tenant);
    }

    /// What those behind it are likely to wait for a run: in the queue of calls that compute, the
    /// oldest run comes first until it ends; in the other one, runs take turns.
    private long likely(boolean computes, Program program, Mode mode) {
      return computes ? work.ofRun(program.name(), program.version(), mode) : work.ofCall();
    }
  }

  /// From here on time in the queue is told apart from running time.
  private static final Duration NOTICED = Duration.ofSeconds(1);

  private record Key(String agent, int cycle, int attempt) {}

  private final Host host;
  private final Agents agents;
  private final Queues queues;
  private final RunLoop run;
  private final @Nullable Reuse reuse;
  private final Map<Key, Call> underWay = new HashMap<>();

  /// Whether an agent was asked, or is about to be, since the run was taken up here.
  private volatile boolean begun;

  /// Where the calls of a run that has not begun wait.
  private volatile @Nullable CallQueue<Call> entered;

  private volatile @Nullable Instant enteredAt;

  /// @param reuse what the run is answered from, if it is a fork, or `null`
  Calls(Host host, Agents agents, Queues queues, RunLoop run, @Nullable Reuse reuse) {
    this.host = host;
    this.reuse = reuse;
    this.agents = agents;
    this.queues = queues;
    this.run = run;
  }

  void start(Request.AskAgent ask, RunState state) {
    Key key = new Key(ask.agent(), ask.cycle(), ask.attempt());
    if (underWay.containsKey(key)) {
      return;
    }
    Program program = run.view().program();
    AgentSpec spec = program.agent(ask.agent()).orElseThrow();
    Mode mode = state.started().orElseThrow().mode();
    boolean computes = computes(program, spec, mode);
    Call call = new Call(key, ask, spec, mode, state, computes);
    underWay.put(key, call);
    if (computes) {
      call.enter(queues.computing());
    } else if (spec.kind() == AgentSpec.Kind.RULE) {
      call.run();
    } else {
      call.enter(queues.waiting());
    }
  }

  /// The place of the run among those that wait until their agents are asked: 1 for the one that is
  /// next, 0 if it does not wait. Called on any thread.
  int position() {
    CallQueue<Call> queue = entered;
    return begun || queue == null ? 0 : queue.position(run.tenant(), run.runId());
  }

  private boolean computes(Program program, AgentSpec spec, Mode mode) {
    try {
      return agents.agent(program, spec, mode).computes();
    } catch (RuntimeException e) {
      LOG.debug("run {}: nobody answers for {}, which asking it says", run.runId(), spec.id(), e);
      return false;
    }
  }

  /// Forgets and interrupts calls whose answers are not wanted any more; while paused all are still
  /// wanted. A call that ended is kept as long as it is outstanding: its answer is on the way, and
  /// it must not be made twice.
  void keepOnly(List<Request> outstanding, boolean paused) {
    if (paused || underWay.isEmpty()) {
      return;
    }
    for (Iterator<Map.Entry<Key, Call>> it = underWay.entrySet().iterator(); it.hasNext(); ) {
      Map.Entry<Key, Call> entry = it.next();
      if (!wanted(entry.getKey(), outstanding)) {
        entry.getValue().withdraw();
        it.remove();
      }
    }
  }

  private static boolean wanted(Key key, List<Request> outstanding) {
    for (Request request : outstanding) {
      if (request instanceof Request.AskAgent ask
          && ask.agent().equals(key.agent())
          && ask.cycle() == key.cycle()
          && ask.attempt() == key.attempt()) {
        return true;
      }
    }
    return false;
  }

  /// The answer of a call came to the run.
  void came(String agent, int cycle, int attempt) {
    Call call = underWay.get(new Key(agent, cycle, attempt));
    if (call != null) {
      call.came = true;
    }
  }

  /// Whether no answer is to come any more.
  boolean allCame() {
    return underWay.values().stream().allMatch(call -> call.came);
  }

  void interruptAll() {
    underWay.values().forEach(Call::withdraw);
    underWay.clear();
  }

  void choose(Request.ChooseModels request, RunState state) {
    Program program = run.view().program();
    Agents.Choice choice;
    try {
      choice =
          reuse == null
              ? agents.choose(
                  program, request, state.context(), state.started().orElseThrow().mode())
              : reuse.choose(program, request, state);
    } catch (Throwable e) {
      LOG.error("run {}: choosing models failed", run.runId(), e);
      TreeMap<String, String> missing = new TreeMap<>();
      request.agents().forEach(id -> missing.put(id, "choosing a model failed, see the log"));
      choice = new Agents.Choice(new TreeMap<>(), missing);
    }
    run.offer(
        new Input.Quoted(
            request.cycle(), choice.quotes(), choice.missing(), host.clock().instant()));
  }

  /// One call. Thread-safe.
  final class Call implements Runnable {
    private final Key key;
    private final Request.AskAgent ask;
    private final AgentSpec spec;
    private final Mode mode;
    private final RunState state;
    private final boolean computes;
    private @Nullable Thread thread;
    private Timers.@Nullable Timer deadline;
    private boolean over;
    private @Nullable Instant made;
    private @Nullable CallQueue<Call> place;

    /// What the prompt takes of the memory, and what it has of it.
    private final long bytes;

    private long room;
    private final Runnable withRoom = this::hasRoom;

    /// Used on the run's turns only.
    private boolean came;

    private Call(
        Key key,
        Request.AskAgent ask,
        AgentSpec spec,
        Mode mode,
        RunState state,
        boolean computes) {
      this.key = key;
      this.ask = ask;
      this.spec = spec;
      this.mode = mode;
      this.state = state;
      this.computes = computes;
      this.bytes = paid() ? PromptRoom.bytes(state.context()) : 0;
    }

    private void enter(CallQueue<Call> queue) {
      synchronized (this) {
        place = queue;
      }
      String tenant = Calls.this.run.tenant();
      String runId = Calls.this.run.runId();
      if (begun) {
        queue.start(CallQueue.Asking.again(tenant, runId), this);
      } else {
        long ahead = queues.likely(computes, Calls.this.run.view().program(), mode);
        if (queue.start(new CallQueue.Asking(tenant, runId, true, ahead), this)) {
          begun = true;
        } else {
          entered = queue;
          enteredAt = host.steady().instant();
        }
      }
    }

    /// It is its turn; called on any thread. What models are asked needs room in memory as well;
    /// while it waits for that, others may take its place.
    @Override
    public void run() {
      if (!paid()) {
        findThread();
      } else if (!queues.prompts().start(bytes, withRoom)) {
        try {
          // Not here: the call that comes next may wait as well, and so on.
          host.executor().execute(this::release);
        } catch (RejectedExecutionException e) {
          LOG.debug("run {}: nothing is asked any more", Calls.this.run.runId(), e);
          release();
        }
      }
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
        queues.prompts().giveBack(had);
      }
    }

    /// A call that finds no thread was never made, so it is made once more.
    private void findThread() {
      try {
        if (computes) {
          host.computing().execute(this::inTurn);
        } else {
          host.executor().execute(this::scoped);
        }
      } catch (Throwable e) {
        RunLoop of = Calls.this.run;
        LOG.warn("run {}: agent {} could not be asked now", of.runId(), key.agent(), e);
        interrupt();
        release();
        giveRoomBack();
        of.proceedAfter(() -> underWay.remove(key, this));
      }
    }

    /// Makes this call and, on the same thread, those that take its place: where threads are few,
    /// changing them for each would cost more than many a call.
    private void inTurn() {
      Call call = this;
      while (call != null) {
        call.scoped();
        call = call.next();
      }
    }

    private void scoped() {
      ScopedValue.Carrier scope =
          ScopedValue.where(CallScope.RUN_ID, Calls.this.run.runId())
              .where(CallScope.RELEASE, this::release);
      (paid() ? scope.where(CallScope.SENDING, this::sending) : scope).run(this::make);
    }

    private boolean paid() {
      return spec.kind() == AgentSpec.Kind.LLM && mode == Mode.LIVE;
    }

    /// A deadline ends each attempt, whatever the agent does; its place is free for others even if
    /// it hangs, and whether or not its answer is still wanted.
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

    /// False if the run does not want it any more.
    private synchronized boolean begin() {
      if (over) {
        return false;
      }
      made = host.steady().instant();
      Instant since = enteredAt;
      if (!begun && since != null && !made.isBefore(since.plus(NOTICED))) {
        Calls.this.run.begins();
      }
      begun = true;
      thread = Thread.currentThread();
      deadline = host.timers().after(spec.deadline(), this::tooLate);
      return true;
    }

    private void leave() {
      synchronized (this) {
        thread = null;
        if (deadline != null) {
          deadline.cancel();
        }
        if (made != null) {
          Duration took = Duration.between(made, host.steady().instant());
          queues.work().worked(Calls.this.run.tenant(), Calls.this.run.runId(), took, computes);
        }
      }
      if (!computes) {
        release();
        giveRoomBack();
      }
    }

    private CompletableFuture<Boolean> sending(ModelCall sent) {
      Input input =
          new Input.Sent(ask.agent(), ask.cycle(), ask.attempt(), sent, host.clock().instant());
      return Calls.this
          .run
          .announce(input)
          .thenApply(reply ->
              reply.outcome() instanceof Outcome.Accepted
                  && !reply.view().state().status().isFinal());
    }

    private void ask() throws AgentFailure, InterruptedException {
      Program program = Calls.this.run.view().program();
      Instant begun = host.steady().instant();
      AgentCall call =
          new AgentCall(
              Calls.this.run.runId(),
              program,
              Returned.revising(spec, ask.returned()),
              ask,
              state.context(),
              mode,
              begun.plus(spec.deadline()));
      if (!recorded(call)) {
        Answer answer = agents.agent(program, spec, mode).ask(call);
        answered(answer, Duration.between(begun, host.steady().instant()));
      }
    }

    /// Whether the record of the original answered, so that nobody is asked.
    private boolean recorded(AgentCall call) {
      Optional<Input> answer =
          reuse == null ? Optional.empty() : reuse.answer(call, host.clock().instant());
      if (answer.isPresent() && end()) {
        Calls.this.run.offer(answer.get());
      }
      return answer.isPresent();
    }

    private void answered(Answer answer, Duration took) {
      if (end()) {
        Answer timed = new Answer(answer.proposals(), answer.calls(), took);
        Calls.this.run.offer(
            new Input.Answered(
                ask.agent(), ask.cycle(), ask.attempt(), timed, host.clock().instant()));
      }
    }

    /// An agent may throw anything; its message may hold secrets, so it goes to the log alone.
    private void crashed(Throwable e) {
      if (end()) {
        LOG.error("run {}: agent {} threw", Calls.this.run.runId(), ask.agent(), e);
        failed(FailureKind.CRASHED, "threw " + e.getClass().getName(), null, List.of());
      }
    }

    /// An outage that goes on is waited out without asking again and again: until somebody sees
    /// that the provider is back, or until the agent gives up.
    private @Nullable Duration pause(FailureKind kind, @Nullable Duration asked) {
      Instant since = ask.since();
      boolean goesOn =
          kind == FailureKind.OUTAGE
              && since != null
              && !host.clock().instant().isBefore(since.plus(ProviderWatch.FROM));
      return goesOn ? spec.giveUpAfter() : asked;
    }

    private void failed(
        FailureKind kind, String message, @Nullable Duration retryAfter, List<ModelCall> calls) {
      Calls.this.run.offer(
          new Input.Failed(
              ask.agent(),
              ask.cycle(),
              ask.attempt(),
              kind,
              message,
              pause(kind, retryAfter),
              calls,
              host.clock().instant()));
    }

    /// True for whoever ends the call first: the answer, the deadline or the run.
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
      CallQueue<Call> left = left();
      if (left != null) {
        left.done();
      }
    }

    /// The call that takes this one's place, if it still had one and one waits.
    private @Nullable Call next() {
      CallQueue<Call> left = left();
      return left == null ? null : left.next();
    }

    /// The queue in which it had a place until now.
    private synchronized @Nullable CallQueue<Call> left() {
      CallQueue<Call> queue = place;
      place = null;
      return queue;
    }

    void interrupt() {
      end();
    }

    /// Interrupts it, or takes it out of its queue if it still waits there.
    private void withdraw() {
      interrupt();
      queues.prompts().leave(withRoom);
      CallQueue<Call> queue = place();
      RunLoop of = Calls.this.run;
      if (queue != null && queue.remove(of.tenant(), of.runId(), this)) {
        left();
      }
    }

    private synchronized @Nullable CallQueue<Call> place() {
      return place;
    }
  }
}
