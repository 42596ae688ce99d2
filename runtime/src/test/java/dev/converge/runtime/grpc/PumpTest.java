package dev.converge.runtime.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.proto.ServerEvent;
import dev.converge.runtime.grpc.message.EntryFilter;
import dev.converge.runtime.grpc.message.RunHeader;
import dev.converge.runtime.operations.JobRun;
import dev.converge.runtime.operations.Operations;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is kept for a client that does not read.
class PumpTest {
  private final ScriptedAgents agents = new ScriptedAgents();
  private final LiveEngine live =
      new LiveEngine(dev.converge.engine.EngineSettings.DEFAULT, agents, ScriptedPrograms.det100());
  private final Client client = new Client();
  private final List<RunCursor> ended = new ArrayList<>();
  private final RepeatedTask turns = new RepeatedTask(Runnable::run, () -> {});
  private final Pump pump =
      new Pump(
          client,
          (_, _) -> () -> {},
          turns,
          new Pump.Owner() {
            @Override
            public void ended(RunCursor cursor) {
              ended.add(cursor);
            }

            @Override
            public void failed(RunCursor cursor, RuntimeException why) {
              throw why;
            }
          });

  @AfterEach
  void stop() {
    live.close();
    agents.close();
  }

  /// Takes one page each time that it is ready, which is when the test says so.
  private static final class Client extends ServerCallStreamObserver<ServerEvent> {
    private final List<ServerEvent> got = new ArrayList<>();
    private boolean ready;

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void onNext(ServerEvent event) {
      got.add(event);
      ready = false;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void onCompleted() {}
  }

  private RunCursor cursor(String runId) {
    RunHeader run = RunHeader.of(new JobRun(live.engine().view(runId).job(), runId));
    Operations operations = GrpcServer.operations(live, _ -> List.of());
    return RunCursor.open(operations.events(), run, 0, EntryFilter.ALL, "sub-1", true);
  }

  @Test
  // docs/cases.md: F02
  void aClientThatIsNotReadyGetsNothingAndOneThatIsGetsAPage() {
    String runId = live.submit(ScriptedPrograms.det100());
    long last = live.await(runId).state().sequence();
    pump.add(cursor(runId));
    pump.send();
    assertEquals(0, client.got.size());
    int most = 0;
    while (ended.isEmpty()) {
      int before = client.got.size();
      client.ready = true;
      pump.send();
      most = Math.max(most, client.got.size() - before);
    }
    assertTrue(most <= RunCursor.PAGE_EVENTS + 2, "most at once: " + most);
    List<Long> sequences =
        client.got.stream()
            .filter(e -> e.hasEntry() || e.hasRunStatus())
            .map(ServerEvent::getSequence)
            .toList();
    assertEquals(LongStream.rangeClosed(1, last).boxed().toList(), sequences);
  }

  @Test
  void cursorsTakeTurnsSoThatNoneWaitsForAnother() {
    String one = live.submit(ScriptedPrograms.det100());
    String other = live.submit(ScriptedPrograms.det100());
    live.await(one);
    live.await(other);
    pump.add(cursor(one));
    pump.add(cursor(other));
    client.ready = true;
    pump.send();
    client.ready = true;
    pump.send();
    List<String> runs =
        client.got.stream()
            .filter(ServerEvent::hasEntry)
            .map(e -> e.getEntry().getRunId())
            .distinct()
            .toList();
    assertEquals(List.of(one, other), runs);
  }
}
