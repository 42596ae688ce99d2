package dev.converge.engine;

import dev.converge.core.Program;
import dev.converge.core.budget.Mode;
import dev.converge.engine.agent.PromptRoom;
import dev.converge.engine.feed.MemoryBudget;
import dev.converge.engine.host.Host;
import dev.converge.engine.queue.CallQueue;
import dev.converge.engine.queue.WorkDone;

/// The calls of all runs that are in progress or waiting.
///
/// @param waiting calls that wait for other systems
/// @param computing calls that compute
/// @param work what calls have taken so far
/// @param prompts memory for prompts
record CallQueues(
    CallQueue<PendingCall> waiting,
    CallQueue<PendingCall> computing,
    WorkDone work,
    PromptRoom prompts) {
  /// Calls per processor that may be in progress or not yet stored when another run starts: enough
  /// for the store to write together.
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
  /// @param computes which queue it concerns
  long ahead(String tenant, boolean computes) {
    return (computes ? computing : waiting).ahead(tenant);
  }

  /// The expected wait that a run causes for those behind it: among calls that compute, the oldest
  /// run comes first until it ends; among the others, runs take turns.
  long likely(boolean computes, Program program, Mode mode) {
    return computes ? work.ofRun(program.name(), program.version(), mode) : work.ofCall();
  }
}
