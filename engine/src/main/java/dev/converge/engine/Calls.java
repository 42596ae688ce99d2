package dev.converge.engine;

import dev.converge.core.AgentSpec;
import dev.converge.core.Answer;
import dev.converge.core.FailureKind;
import dev.converge.core.Input;
import dev.converge.core.Mode;
import dev.converge.core.ModelCall;
import dev.converge.core.Outcome;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The agent calls of one run that are under way. Used on the run's turns only, except where said.
final class Calls {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  /// Makes the calls of a run.
  interface Factory {
    Calls of(RunLoop run);
  }

  private record Key(String agent, int cycle, int attempt) {}

  private final Host host;
  private final Agents agents;
  private final CallQueue queue;
  private final RunLoop run;
  private final Map<Key, Call> underWay = new HashMap<>();

  Calls(Host host, Agents agents, CallQueue queue, RunLoop run) {
    this.host = host;
    this.agents = agents;
    this.queue = queue;
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
    Call call = new Call(ask, spec, mode, state);
    underWay.put(key, call);
    ScopedValue.Carrier scope =
        ScopedValue.where(CallScope.RUN_ID, run.runId()).where(CallScope.RELEASE, call::release);
    boolean paid = spec.kind() == AgentSpec.Kind.LLM && mode == Mode.LIVE;
    ScopedValue.Carrier all = paid ? scope.where(CallScope.SENDING, call::sending) : scope;
    Runnable task = () -> all.run(call::run);
    if (spec.kind() == AgentSpec.Kind.RULE) {
      execute(key, call, task);
    } else {
      call.queued = true;
      queue.start(run.runId(), () -> execute(key, call, task));
    }
  }

  /// Runs a call; called on any thread. A call that cannot be run now was never made, so it is made
  /// once more.
  private void execute(Key key, Call call, Runnable task) {
    try {
      host.executor().execute(task);
    } catch (Throwable e) {
      LOG.warn("run {}: agent {} could not be asked now", run.runId(), key.agent(), e);
      call.interrupt();
      call.release();
      run.proceedAfter(() -> underWay.remove(key, call));
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
        entry.getValue().interrupt();
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

  void interruptAll() {
    underWay.values().forEach(Call::interrupt);
    underWay.clear();
  }

  void choose(Request.ChooseModels request, RunState state) {
    Program program = run.view().program();
    Agents.Choice choice;
    try {
      choice =
          agents.choose(program, request, state.context(), state.started().orElseThrow().mode());
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

  private final class Call {
    private final Request.AskAgent ask;
    private final AgentSpec spec;
    private final Mode mode;
    private final RunState state;
    private @Nullable Thread thread;
    private Timers.@Nullable Timer deadline;
    private boolean over;
    private boolean queued;

    Call(Request.AskAgent ask, AgentSpec spec, Mode mode, RunState state) {
      this.ask = ask;
      this.spec = spec;
      this.mode = mode;
      this.state = state;
    }

    /// A deadline ends each attempt, whatever the agent does; its place is free for others even if
    /// it hangs.
    private void tooLate() {
      if (end()) {
        release();
        failed(
            FailureKind.TIMEOUT,
            "no answer within " + spec.deadline().toMillis() + " ms",
            null,
            List.of());
      }
    }

    void run() {
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
        synchronized (this) {
          thread = null;
          release();
        }
        Thread.interrupted();
      }
    }

    /// False if the run does not want it any more.
    private synchronized boolean begin() {
      if (over) {
        return false;
      }
      thread = Thread.currentThread();
      deadline = host.timers().after(spec.deadline(), this::tooLate);
      return true;
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
      Agent agent = agents.agent(program, spec, mode);
      Answer answer =
          agent.ask(
              new AgentCall(
                  Calls.this.run.runId(),
                  program,
                  spec,
                  ask,
                  state.context(),
                  mode,
                  begun.plus(spec.deadline())));
      answered(answer, Duration.between(begun, host.steady().instant()));
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

    private void failed(
        FailureKind kind, String message, @Nullable Duration retryAfter, List<ModelCall> calls) {
      Calls.this.run.offer(
          new Input.Failed(
              ask.agent(),
              ask.cycle(),
              ask.attempt(),
              kind,
              message,
              retryAfter,
              calls,
              host.clock().instant()));
    }

    /// True for whoever ends the call first: the answer, the deadline or the run.
    private synchronized boolean end() {
      if (over) {
        return false;
      }
      over = true;
      if (deadline != null) {
        deadline.cancel();
      }
      if (thread != null && thread != Thread.currentThread()) {
        thread.interrupt();
      }
      return true;
    }

    private synchronized void release() {
      if (queued) {
        queued = false;
        queue.done();
      }
    }

    void interrupt() {
      end();
    }
  }
}
