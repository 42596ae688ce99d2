package dev.converge.engine;

import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.fork.Reuse;
import dev.converge.engine.host.Host;
import dev.converge.engine.queue.RunBeginning;
import dev.converge.engine.turn.ChosenModels;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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

  /// What tells one call of a run from another.
  record Key(String agent, int cycle, int attempt) {}

  /// What calls are made with.
  ///
  /// @param reuse what the run is answered from, if it is a fork, or `null`
  record Means(Host host, Agents agents, CallQueues queues, RunLoop run, @Nullable Reuse reuse) {}

  private final Means means;
  private final Map<Key, PendingCall> underWay = new HashMap<>();

  private final RunBeginning<PendingCall> beginning = new RunBeginning<>();

  /// Calls that computed and ended, and whose answers were not stored when the run last went on.
  private int settling;

  private boolean closed;

  Calls(Means means) {
    this.means = means;
  }

  Means means() {
    return means;
  }

  RunBeginning<PendingCall> beginning() {
    return beginning;
  }

  void start(Request.AskAgent ask, RunState state) {
    Key key = new Key(ask.agent(), ask.cycle(), ask.attempt());
    if (underWay.containsKey(key)) {
      return;
    }
    Program program = means.run().view().program();
    AgentSpec spec = program.agent(ask.agent()).orElseThrow();
    Mode mode = state.started().orElseThrow().mode();
    boolean computes = computes(program, spec, mode);
    PendingCall call = new PendingCall(this, key, ask, spec, mode, state, computes);
    underWay.put(key, call);
    if (computes) {
      call.enter(means.queues().computing());
    } else if (spec.kind() == AgentSpec.Kind.RULE) {
      call.run();
    } else {
      call.enter(means.queues().waiting());
    }
  }

  /// The place of the run among those that wait until their agents are asked: 1 for the one that is
  /// next, 0 if it does not wait. Called on any thread.
  int position() {
    return beginning.position(means.run().tenant(), means.run().runId());
  }

  private boolean computes(Program program, AgentSpec spec, Mode mode) {
    try {
      return means.agents().agent(program, spec, mode).computes();
    } catch (RuntimeException e) {
      LOG.debug(
          "run {}: no agent is installed for {}; calling it will fail",
          means.run().runId(),
          spec.id(),
          e);
      return false;
    }
  }

  /// A call that computed ended, and its answer is about to come; called on any thread.
  synchronized void settling() {
    if (!closed) {
      settling++;
      means.queues().computing().settling();
    }
  }

  /// The answers that came are stored, or never will be.
  void settled() {
    int calls;
    synchronized (this) {
      calls = settling;
      settling = 0;
    }
    if (calls > 0) {
      means.queues().computing().settled(calls);
    }
  }

  /// Nothing more of the run is done here.
  void close() {
    synchronized (this) {
      closed = true;
    }
    settled();
  }

  /// Forgets and interrupts calls whose answers are not wanted any more; while paused all are still
  /// wanted. A call that ended is kept as long as it is outstanding: its answer is on the way, and
  /// it must not be made twice.
  void keepOnly(List<Request> outstanding, boolean paused) {
    if (paused || underWay.isEmpty()) {
      return;
    }
    for (Iterator<Map.Entry<Key, PendingCall>> it = underWay.entrySet().iterator();
        it.hasNext(); ) {
      Map.Entry<Key, PendingCall> entry = it.next();
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
    PendingCall call = underWay.get(new Key(agent, cycle, attempt));
    if (call != null) {
      call.came = true;
    }
  }

  /// Whether no answer is to come any more.
  boolean allCame() {
    return underWay.values().stream().allMatch(call -> call.came);
  }

  /// A call that was never made.
  void forget(Key key, PendingCall call) {
    underWay.remove(key, call);
  }

  void interruptAll() {
    underWay.values().forEach(PendingCall::withdraw);
    underWay.clear();
  }

  void choose(Request.ChooseModels request, RunState state) {
    Program program = means.run().view().program();
    Agents.Choice choice =
        ChosenModels.of(
            means.run().runId(), program, request, state, means.agents(), means.reuse());
    means
        .run()
        .offer(
            new Input.Quoted(
                request.cycle(),
                choice.quotes(),
                choice.missing(),
                means.host().clock().instant()));
  }
}
