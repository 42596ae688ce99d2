package dev.converge.runtime.grpc;

import static dev.converge.runtime.grpc.Conversation.sequences;
import static dev.converge.runtime.grpc.Conversation.subscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.foreign.ServerEvent;
import dev.converge.foreign.SubmitJobResponse;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// No event is lost or doubled, whenever a client comes and however often it goes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumeTest {
  private static final boolean LONG = System.getProperty("converge.tests", "").equals("long");
  private static final int RACES = LONG ? 10_000 : 300;
  private static final int DISCONNECTS = LONG ? 1_000 : 60;
  private static final int MOST_NANOS = 5_000_000;

  private final ScriptedAgents agents = new ScriptedAgents();
  private final GrpcServer server = new GrpcServer(agents, ScriptedPrograms.det100());
  private final ManagedChannel channel = server.channel();
  private final long seed = Long.getLong("converge.seed", 20_261_125);
  private final Random random = new Random(seed);

  @AfterAll
  void stop() {
    server.close();
    agents.close();
  }

  private SubmitJobResponse submit() {
    return dev.converge.foreign.ConvergeServiceGrpc.newBlockingStub(channel)
        .submitJob(ForeignClientTest.job("det-100"));
  }

  private static void whole(List<ServerEvent> events) {
    assertTrue(events.getLast().hasJobCompleted());
    long last = events.getLast().getSequence();
    assertEquals(LongStream.rangeClosed(1, last).boxed().toList(), sequences(events));
    assertEquals(1, events.stream().filter(ServerEvent::hasJobCompleted).count());
  }

  @Test
  void a11WhoSubscribesAtAnyMomentGetsEveryEventOnceAndOneEnd() {
    for (int i = 0; i < RACES; i++) {
      SubmitJobResponse job = submit();
      LockSupport.parkNanos(random.nextInt(MOST_NANOS));
      Conversation client = Conversation.on(channel);
      client.send(subscribe("s", job.getJobId(), 0));
      client.halfClose();
      LiveEngine.get(client.over());
      whole(client.rest());
    }
  }

  @Test
  void whoIsCutOffAnywhereGoesOnWithTheNextEvent() {
    int cuts = 0;
    while (cuts < DISCONNECTS) {
      SubmitJobResponse job = submit();
      List<ServerEvent> got = new ArrayList<>();
      long last = 0;
      while (got.isEmpty() || !got.getLast().hasJobCompleted()) {
        Conversation client = Conversation.on(channel);
        client.send(subscribe("s", job.getJobId(), last));
        int read = random.nextInt(60);
        ServerEvent event;
        do {
          event = client.next();
          got.add(event);
          if (event.hasEntry() || event.hasRunStatus()) {
            last = event.getSequence();
          }
        } while (read-- > 0 && !event.hasJobCompleted());
        client.cancel();
        cuts++;
      }
      assertEquals(
          LongStream.rangeClosed(1, last).boxed().toList(), sequences(got), "seed " + seed);
    }
  }

  @Test
  void aStreamThatEndedUnreadLeavesNothingBehind() {
    for (int i = 0; i < 20; i++) {
      Conversation client = Conversation.on(channel);
      client.send(subscribe("s", submit().getJobId(), 0));
      client.next();
      client.cancel();
    }
    Eventually.so(() -> server.feature.openStreams() == 0);
    Eventually.so(() -> server.engine().listeners() == 0);
  }
}
