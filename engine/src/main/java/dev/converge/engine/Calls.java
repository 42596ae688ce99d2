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

/// The agent calls of one run that are in progress. Calls that wait for other systems (models,
/// searches) have a virtual thread each. Calls that compute share one platform thread per
/// processor: on the threads that carry virtual ones, they would delay requests, responses of the
/// store and probes. Used only on the run's turns, except where stated.
final class Calls {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  /// Creates the calls of a run.
  interface Factory {
    Calls of(RunLoop run);
  }

  /// Creates the calls of a run, which a record may answer if the run is a fork.
  interface ReusingFactory {
    Calls of(RunLoop run, @Nullable Reuse reuse);
  }

  /// Identifies a call within its run.
  record Key(String agent, int cycle, int attempt) {}

  /// What calls need.
  ///
  /// @param reuse the record that answers calls if the run is a fork, or `null`
  record Means(Host host, Agents agents, CallQueues queues, RunLoop run, @Nullable Reuse reuse) {}

  private final Means means;
  private final Map<Key, PendingCall> underWay = new HashMap<>();

  private final RunBeginning<PendingCall> beginning = new RunBeginning<>();

  /// Computing calls that ended and whose answers had not been stored when the run last continued.
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

  /// The run's position among those whose agents have not been asked yet: 1 for the next one, 0 if
  /// it is not waiting. Called on any thread.
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

  /// A computing call ended, and its answer is about to arrive. Called on any thread.
  synchronized void settling() {
    if (!closed) {
      settling++;
      means.queues().computing().settling();
    }
  }

  /// The answers that arrived are stored, or never will be.
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

  /// Nothing more is done here for the run.
  void close() {
    synchronized (this) {
      closed = true;
    }
    settled();
  }

  /// Drops and interrupts calls whose answers are no longer wanted. While the run is paused, all
  /// are still wanted. A call that ended is kept as long as it is outstanding: its answer is on the
  /// way, and the call must not be made twice.
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

  /// The answer of a call reached the run.
  void came(String agent, int cycle, int attempt) {
    PendingCall call = underWay.get(new Key(agent, cycle, attempt));
    if (call != null) {
      call.came = true;
    }
  }

  /// Whether no answers will arrive any more.
  boolean allCame() {
    return underWay.values().stream().allMatch(call -> call.came);
  }

  /// A call that was never started.
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
