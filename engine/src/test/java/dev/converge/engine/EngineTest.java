package dev.converge.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.feed.Feed;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SteadyClock;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.replay.ReplayedRun;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.MemoryStore;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SystemTimers timers = new SystemTimers();
  private final Host host = new Host(threads, timers, new SteadyClock(), new SecureRandom());
  private final MemoryStore store = new MemoryStore(threads, host.clock());
  private final CountDownLatch held = new CountDownLatch(1);
  private final Program program = chain();
  private volatile String word = "after";

  @AfterEach
  void stop() {
    held.countDown();
    threads.shutdownNow();
    timers.close();
  }

  private static Program chain() {
    List<AgentSpec> agents = new ArrayList<>();
    String from = Keys.SEEDS;
    for (String key : List.of("A", "B", "C", "D")) {
      agents.add(
          new AgentSpec(
              "agent_" + key,
              AgentSpec.Kind.RULE,
              AgentSpec.Eligibility.all(from),
              List.of(AgentSpec.Output.of(key, key.toLowerCase(Locale.ROOT) + ":", 1, 1)),
              "",
              false,
              false,
              1,
              AgentSpec.DEFAULT_DEADLINE,
              AgentSpec.DEFAULT_GIVE_UP_AFTER,
              Json.Obj.EMPTY));
      from = key;
    }
    return Program.of(
        new Program.Definition(
            "chain",
            "1.0.0",
            "0",
            "",
            List.of(),
            agents,
            List.of(),
            List.of(),
            Budget.DEFAULT,
            Json.Obj.EMPTY));
  }

  /// Each agent says what the one before said, once more; `agent_C` waits where a test holds it.
  private final AtomicInteger forgotten = new AtomicInteger();

  private final class Echo implements Agents {
    private final boolean hold;

    Echo(boolean hold) {
      this.hold = hold;
    }

    @Override
    public Agent agent(Program ignored, AgentSpec spec, Mode mode) {
      return new Agent() {
        @Override
        public String version() {
          return "1";
        }

        @Override
        public Answer ask(AgentCall call) throws InterruptedException {
          if (hold && spec.id().equals("agent_C")) {
            held.await();
          }
          Fact last = call.facts(spec.eligibility().allOf().getFirst()).getLast();
          Proposal proposal =
              Proposal.of(
                  spec.outputs().getFirst().key(),
                  word + " " + last.content(),
                  List.of(last.id()),
                  Provenance.rule("1"));
          return new Answer(List.of(proposal), List.of(), Duration.ZERO);
        }
      };
    }

    @Override
    public Choice choose(Program p, Request.ChooseModels request, Context context, Mode mode) {
      return new Choice(new TreeMap<>(), new TreeMap<>());
    }

    @Override
    public void contentErased() {
      forgotten.incrementAndGet();
    }

    @Override
    public SortedMap<String, String> versions(Program p) {
      return new TreeMap<>();
    }
  }

  private Engine engine(boolean hold) {
    return engine(hold, store);
  }

  private Engine engine(boolean hold, JobStore jobs) {
    return new Engine(
        EngineSettings.DEFAULT,
        host,
        store,
        jobs,
        (name, version) -> Optional.of(program),
        new Echo(hold),
        RunObserver.none());
  }

  private Submission submission() {
    return Submission.of(
        program,
        List.of(new Seed("b", "second", null), new Seed("a", "first", null)),
        Budget.DEFAULT,
        Mode.OFFLINE);
  }

  private static List<Sealed> readAll(Feed feed) {
    List<Sealed> all = new ArrayList<>();
    while (!feed.ended()) {
      List<Sealed> page = feed.next(7, 1_000_000);
      assertFalse(page.isEmpty());
      all.addAll(page);
    }
    return all;
  }

  @Test
  void aJobConvergesAndItsStreamIsWhole() throws Exception {
    Engine engine = engine(false);
    AcceptedJob accepted = engine.submit(submission()).get(60, TimeUnit.SECONDS);
    String runId = accepted.job().runId();
    RunView view = engine.await(runId, Duration.ofSeconds(60)).get(60, TimeUnit.SECONDS);
    assertEquals(Status.CONVERGED, view.state().status());
    List<Sealed> events = readAll(engine.feed(runId, 0));
    assertEquals(view.state().sequence(), events.size());
    for (int i = 0; i < events.size(); i++) {
      assertEquals(i + 1, events.get(i).sequence());
    }
    assertEquals(events.size() - 5, readAll(engine.feed(runId, 5)).size());
  }

  @Test
  void anInterruptedRunContinuesInAnotherEngineToTheSameHash() throws Exception {
    Engine whole = engine(false);
    String first = whole.submit(submission()).get(60, TimeUnit.SECONDS).job().runId();
    String hash =
        whole
            .await(first, Duration.ofSeconds(60))
            .get(60, TimeUnit.SECONDS)
            .state()
            .summary()
            .orElseThrow()
            .resultHash();

    Engine interrupted = engine(true);
    String runId = interrupted.submit(submission()).get(60, TimeUnit.SECONDS).job().runId();
    while (interrupted.view(runId).state().cycle() < 3) {
      Thread.onSpinWait();
    }
    interrupted.close();

    Engine next = engine(false);
    next.recover();
    RunView view = next.await(runId, Duration.ofSeconds(60)).get(60, TimeUnit.SECONDS);
    assertEquals(Status.CONVERGED, view.state().status());
    assertEquals(hash, view.state().summary().orElseThrow().resultHash());
    assertTrue(next.feed(runId, 0).next(1, 1).getFirst().sequence() == 1);
  }

  @Test
  void aStoreThatCannotBeReadAtTheStartIsReadLater() throws Exception {
    Engine interrupted = engine(true);
    String runId = interrupted.submit(submission()).get(60, TimeUnit.SECONDS).job().runId();
    interrupted.close();
    AtomicInteger reads = new AtomicInteger();
    JobStore failing =
        (JobStore)
            Proxy.newProxyInstance(
                JobStore.class.getClassLoader(),
                new Class<?>[] {JobStore.class},
                (_, method, arguments) -> {
                  if (method.getName().equals("due") && reads.incrementAndGet() < 3) {
                    throw new ConvergeException(ErrorCode.UNAVAILABLE, "the store is away");
                  }
                  return method.invoke(store, arguments);
                });
    Engine next = engine(false, failing);
    next.recover();
    while (!next.recovered()) {
      Thread.onSpinWait();
    }
    RunView view = next.await(runId, Duration.ofSeconds(60)).get(60, TimeUnit.SECONDS);
    assertEquals(Status.CONVERGED, view.state().status());
    assertEquals(4, reads.get());
  }

  @Test
  void aReplayIsAFurtherRunOfTheJobWithTheSameEvents() throws Exception {
    Engine engine = engine(false);
    JobStore.Job job = engine.submit(submission()).get(60, TimeUnit.SECONDS).job();
    engine.await(job.runId(), Duration.ofSeconds(60)).get(60, TimeUnit.SECONDS);
    ReplayedRun replayed = engine.replay(job.runId()).get(60, TimeUnit.SECONDS);
    assertTrue(replayed.replay().identical());
    assertEquals(replayed.recordedHash(), replayed.replay().resultHash());
    JobStore.Run further = store.runs(job.jobId()).get(1);
    assertEquals(replayed.runId(), further.runId());
    assertEquals(job.runId(), further.replayOf());
    assertEquals(Status.CONVERGED, further.head().status());
    List<Sealed> then = readAll(engine.feed(job.runId(), 0));
    List<Sealed> now = readAll(engine.feed(replayed.runId(), 0));
    assertEquals(then.stream().map(Sealed::type).toList(), now.stream().map(Sealed::type).toList());
    assertEquals(Status.CONVERGED, engine.view(replayed.runId()).state().status());
  }

  @Test
  void aReplayThatDiffersFailsAndSaysWhere() throws Exception {
    Engine engine = engine(false);
    JobStore.Job job = engine.submit(submission()).get(60, TimeUnit.SECONDS).job();
    engine.await(job.runId(), Duration.ofSeconds(60)).get(60, TimeUnit.SECONDS);
    word = "since";
    ReplayedRun replayed = engine.replay(job.runId()).get(60, TimeUnit.SECONDS);
    assertFalse(replayed.replay().identical());
    RunView view = engine.view(replayed.runId());
    assertEquals(Status.FAILED, view.state().status());
    String detail = view.state().detail().orElse("");
    assertTrue(detail.startsWith("replay differs: run " + job.runId() + ", event "), detail);
    assertTrue(detail.contains("agent agent_A"), detail);
  }

  @Test
  void aRunThatHasNotEndedIsNotReplayed() throws Exception {
    Engine engine = engine(true);
    JobStore.Job job = engine.submit(submission()).get(60, TimeUnit.SECONDS).job();
    assertEquals(ErrorCode.CONFLICT, refusal(engine, job.runId()));
    assertEquals(ErrorCode.RUN_NOT_FOUND, refusal(engine, "run_none"));
    engine.close();
  }

  private static ErrorCode refusal(Engine engine, String runId) {
    ExecutionException refused =
        assertThrows(
            ExecutionException.class, () -> engine.replay(runId).get(60, TimeUnit.SECONDS));
    return assertInstanceOf(ConvergeException.class, refused.getCause()).code();
  }

  @Test
  void whatIsOlderThanIsKeptIsErasedOnceItIsFinal() throws Exception {
    Engine engine = engine(true);
    JobStore.Job open = engine.submit(submission()).get(60, TimeUnit.SECONDS).job();
    Engine quick = engine(false);
    JobStore.Job done = quick.submit(submission()).get(60, TimeUnit.SECONDS).job();
    quick.await(done.runId(), Duration.ofSeconds(60)).get(60, TimeUnit.SECONDS);
    assertEquals(Status.CONVERGED, quick.view(done.runId()).state().status());
    Eraser eraser = new Eraser(quick, store, host);
    assertEquals(0, eraser.sweep(Duration.ofDays(1)));
    assertEquals(0, forgotten.get());
    assertEquals(1, eraser.sweep(Duration.ofDays(-1)));
    assertEquals(1, forgotten.get(), "agents keep nothing of what was erased");
    ConvergeException gone = assertThrows(ConvergeException.class, () -> quick.view(done.runId()));
    assertEquals(ErrorCode.GONE, gone.code());
    assertThrows(ConvergeException.class, () -> quick.feed(done.runId(), 0));
    assertTrue(engine.view(open.runId()).state().context().size() > 0);
    assertEquals(ErrorCode.GONE, refusal(quick, done.runId()));
    engine.close();
  }
}
