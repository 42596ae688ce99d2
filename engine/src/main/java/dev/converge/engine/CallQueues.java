package dev.converge.engine;

import dev.converge.core.Program;
import dev.converge.core.budget.Mode;
import dev.converge.engine.agent.PromptRoom;
import dev.converge.engine.feed.MemoryBudget;
import dev.converge.engine.host.Host;
import dev.converge.engine.queue.CallQueue;
import dev.converge.engine.queue.WorkDone;

/// The calls of all runs that are under way or wait for room.
///
/// @param waiting those that wait for others
/// @param computing those that compute
/// @param work what calls have taken so far
/// @param prompts room for what models are asked
record CallQueues(
    CallQueue<PendingCall> waiting,
    CallQueue<PendingCall> computing,
    WorkDone work,
    PromptRoom prompts) {
  /// Calls for each processor whose answers may be on their way to the store when another run
  /// begins: enough to be written together.
  private static final int UNSETTLED_EACH = 32;

  static CallQueues of(Host host, EngineSettings settings, MemoryBudget memory) {
    return new CallQueues(
        new CallQueue<>(settings.maxAgentCalls(), 1),
        new CallQueue<>(host.processors(), CallQueue.SHARE, unsettled(host.processors())),
        new WorkDone(host.steady()),
        new PromptRoom(memory));
  }

  private static int unsettled(int processors) {
    return Math.clamp((long) processors * UNSETTLED_EACH, 1, Integer.MAX_VALUE);
  }

  /// See [CallQueue#ahead].
  ///
  /// @param computes which queue it is about
  long ahead(String tenant, boolean computes) {
    return (computes ? computing : waiting).ahead(tenant);
  }

  /// What those behind it are likely to wait for a run: in the queue of calls that compute, the
  /// oldest run comes first until it ends; in the other one, runs take turns.
  long likely(boolean computes, Program program, Mode mode) {
    return computes ? work.ofRun(program.name(), program.version(), mode) : work.ofCall();
  }
}
