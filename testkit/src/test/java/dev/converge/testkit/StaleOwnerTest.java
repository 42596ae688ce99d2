package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.budget.Mode;
import dev.converge.core.decision.Decision;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Outcome;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.EngineStore;
import dev.converge.engine.Reply;
import dev.converge.engine.Submission;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SteadyClock;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.Membership;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.Room;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An engine that was paused for long, and has not noticed yet that others took its runs over.
class StaleOwnerTest {
  private static final Program HANGS = ScriptedPrograms.hang(Duration.ofMinutes(1), false);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ExecutorService callbacks = Executors.newSingleThreadExecutor();
  private final SystemTimers timers = new SystemTimers();
  private final SteadyClock clock = new SteadyClock();
  private final ScriptedAgents agents = new ScriptedAgents();
  private final SharedMember store = new SharedStore(clock, () -> false).join("one", callbacks);
  private volatile boolean sure = true;
  private final Engine engine = engine();

  private Engine engine() {
    Replica all = store.replica();
    Membership members = all.membership();
    Membership late =
        new Membership() {
          @Override
          public void listen(Listener listener) {
            members.listen(listener);
          }

          @Override
          public boolean member() {
            return sure && members.member();
          }

          @Override
          public List<Member> members() {
            return members.members();
          }
        };
    return new Engine(
        EngineSettings.DEFAULT,
        new Host(threads, timers, clock, new SecureRandom()),
        new EngineStore(
            store,
            store,
            new Replica(all.ownership(), all.watches(), all.inputs(), late),
            Room.UNLIMITED),
        ScriptedPrograms.installed(HANGS),
        agents,
        RunObserver.none());
  }

  @AfterEach
  void close() {
    engine.close();
    agents.close();
    threads.shutdownNow();
    callbacks.shutdownNow();
    timers.close();
  }

  private CompletableFuture<Reply> decide(String runId) {
    return engine.send(
        runId, new Input.Decided("prop:9", Decision.APPROVED, "ann", false, null, engine.now()));
  }

  @Test
  void refusesNothingThatTheNextOwnerMayAccept() {
    Submission submission =
        Submission.of(
            HANGS,
            List.of(new Seed("seed:1", "Where it starts.", null)),
            HANGS.definition().budget(),
            Mode.OFFLINE);
    String runId = LiveEngine.get(engine.submit(submission)).job().runId();
    assertInstanceOf(Outcome.Refused.class, LiveEngine.get(decide(runId)).outcome());
    sure = false;
    CompletionException failed = assertThrows(CompletionException.class, decide(runId)::join);
    ConvergeException unavailable = assertInstanceOf(ConvergeException.class, failed.getCause());
    assertEquals(ErrorCode.UNAVAILABLE, unavailable.code());
    sure = true;
    assertInstanceOf(Outcome.Refused.class, LiveEngine.get(decide(runId)).outcome());
  }
}
