package dev.converge.cli.eval;

import dev.converge.core.Input;
import dev.converge.core.Pending;
import dev.converge.core.RunState;
import dev.converge.core.decision.Decision;
import dev.converge.core.status.Status;
import dev.converge.engine.Engine;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.feed.Feed;
import dev.converge.engine.run.RunView;
import java.util.Map;
import java.util.concurrent.Semaphore;

/// Follows a run to the state that a fixture checks.
public final class FixtureRun {
  /// The name of the decider in a fixture.
  static final String ACTOR = "fixture";

  private static final int PAGE_EVENTS = 500;
  private static final int PAGE_BYTES = 1 << 20;

  private FixtureRun() {}

  /// The final state, or the one in which only a person for whom the fixture does not decide could
  /// continue the run.
  ///
  /// @param decide decisions by gate
  public static RunState end(Engine engine, String runId, Map<String, Decision> decide) {
    Semaphore more = new Semaphore(0);
    try (Feed feed = engine.feed(runId, 0)) {
      feed.onMore(more::release);
      while (!feed.ended()) {
        boolean none = feed.next(PAGE_EVENTS, PAGE_BYTES).isEmpty();
        RunView view = engine.view(runId);
        boolean waits = view.state().status() == Status.WAITING;
        boolean here = waits && feed.position() == view.state().sequence();
        if (here && !decided(engine, view, decide)) {
          return view.state();
        }
        if (none && !here && !feed.ended()) {
          more.acquire();
          more.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConvergeException(ErrorCode.UNAVAILABLE, "interrupted", e);
    }
    return engine.view(runId).state();
  }

  private static boolean decided(Engine engine, RunView view, Map<String, Decision> decide) {
    for (Pending pending : view.state().pending()) {
      Decision decision = decide.get(pending.gate());
      if (decision != null && pending.decision().isEmpty()) {
        engine
            .send(
                view.runId(),
                new Input.Decided(pending.proposalId(), decision, ACTOR, true, null, engine.now()))
            .join();
        return true;
      }
    }
    return false;
  }
}
