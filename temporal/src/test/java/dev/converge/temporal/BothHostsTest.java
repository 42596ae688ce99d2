package dev.converge.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.status.Status;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.store.Journal;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.OutcomeFlow;
import dev.converge.testkit.OutcomeFlows;
import dev.converge.testkit.outside.ComparableLog;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The outcome table of the simulator on the server's own host and inside Temporal.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BothHostsTest {
  /// Flows in which something happens at a moment between two cycles or a model is chosen, which
  /// [MomentsTest] has, and those that wait for minutes or hours, which [SkippedTimeTest] has.
  private static final Set<String> OTHERS =
      Set.of(
          "cancelled",
          "failed",
          "interrupted",
          "people",
          "nobody-decided",
          "retried",
          "halted-agent-model");

  private static final List<OutcomeFlow> FLOWS =
      OutcomeFlows.all(_ -> "0".repeat(64)).stream()
          .filter(flow -> !OTHERS.contains(flow.name()))
          .toList();

  /// What a flow makes of the time.
  static final Set<String> RANDOM = Set.of("request_key");

  private LiveEngine live;
  private Hosted hosted;

  @BeforeAll
  void start() {
    Program[] programs = FLOWS.stream().map(OutcomeFlow::program).toArray(Program[]::new);
    live = new LiveEngine(EngineSettings.DEFAULT, FlowAgents.of(FLOWS), programs);
    hosted = new Hosted(FlowAgents.of(FLOWS), programs);
  }

  @AfterAll
  void close() {
    live.close();
    hosted.close();
  }

  static List<OutcomeFlow> flows() {
    return FLOWS;
  }

  @ParameterizedTest
  @MethodSource("flows")
  void aFlowStoresTheSameEventsOnBothHosts(OutcomeFlow flow) {
    List<String> here = run(live.engine(), live.store(), flow);
    List<String> there = run(hosted.engine(), hosted.store(), flow);
    assertEquals(here, there);
    assertTrue(here.getLast().contains("\"status\""), here.getLast());
  }

  private static List<String> run(Engine engine, Journal journal, OutcomeFlow flow) {
    String runId = Runs.submit(engine, flow);
    for (OutcomeFlow.Moment moment : flow.moments()) {
      Hosted.once(engine, runId, moment.when());
      LiveEngine.get(engine.send(runId, moment.input().apply(engine.now())));
    }
    RunState end =
        Hosted.once(
            engine,
            runId,
            state -> state.status().isFinal() || (flow.name().equals("waiting") && waits(state)));
    List<String> log = ComparableLog.of(journal, runId, RANDOM);
    assertEquals(end.sequence(), log.size());
    return log;
  }

  private static boolean waits(RunState state) {
    return state.status() == Status.WAITING;
  }
}
