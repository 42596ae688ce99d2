package dev.converge.runtime.grpc;

import static dev.converge.runtime.grpc.Conversation.sequences;
import static dev.converge.runtime.grpc.Conversation.subscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.foreign.ConvergeServiceGrpc;
import dev.converge.foreign.ServerEvent;
import dev.converge.foreign.SubmitJobResponse;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

  /// Streams that one connection cancels before a new one is opened: a client that cancels more in
  /// a minute than the server allows is taken for a flood of resets and cut off, as it should be.
  private static final int CUTS_A_CONNECTION = 200;

  /// Jobs that one server takes before another is started: it keeps their events in memory, and its
  /// agents all that they were asked.
  private static final int JOBS_A_SERVER = 500;

  private static final int CLIENTS = 4;

  private final ScriptedAgents agents = new ScriptedAgents();
  private final GrpcServer server =
      new GrpcServer(agents, ScriptedPrograms.det100(), ScriptedPrograms.slow(1, Duration.ZERO));
  private final long seed = Long.getLong("converge.seed", 20_261_125);

  @AfterAll
  void stop() {
    server.close();
    agents.close();
  }

  private static SubmitJobResponse submit(ManagedChannel channel) {
    return submit(channel, "det-100");
  }

  private static SubmitJobResponse submit(ManagedChannel channel, String template) {
    return ConvergeServiceGrpc.newBlockingStub(channel).submitJob(ForeignClientTest.job(template));
  }

  private static void whole(List<ServerEvent> events) {
    assertTrue(events.getLast().hasJobCompleted());
    long last = events.getLast().getSequence();
    assertEquals(LongStream.rangeClosed(1, last).boxed().toList(), sequences(events));
    assertEquals(1, events.stream().filter(ServerEvent::hasJobCompleted).count());
  }

  @Test
  // docs/cases.md: A11
  void whoSubscribesAtAnyMomentGetsEveryEventOnceAndOneEnd() throws Exception {
    for (int done = 0; done < RACES; done += JOBS_A_SERVER) {
      int races = Math.min(JOBS_A_SERVER, RACES - done) / CLIENTS;
      long drawn = seed + done;
      try (ScriptedAgents some = new ScriptedAgents();
          GrpcServer fresh = new GrpcServer(some, ScriptedPrograms.det100());
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          Random random = new Random(drawn + i);
          clients.add(threads.submit(() -> race(fresh.channel(), random, races)));
        }
        for (Future<?> client : clients) {
          client.get();
        }
      }
    }
  }

  private static void race(ManagedChannel channel, Random random, int races) {
    for (int i = 0; i < races; i++) {
      SubmitJobResponse job = submit(channel);
      LockSupport.parkNanos(random.nextInt(MOST_NANOS));
      Conversation client = Conversation.on(channel);
      client.send(subscribe("s", job.getJobId(), 0));
      client.halfClose();
      LiveEngine.get(client.over());
      whole(client.rest());
    }
  }

  @Test
  void whoIsCutOffAnywhereContinuesWithTheNextEvent() {
    Random random = new Random(seed);
    int cuts = 0;
    while (cuts < DISCONNECTS) {
      ManagedChannel connection = server.channel();
      for (int here = 0; here < CUTS_A_CONNECTION && cuts < DISCONNECTS; ) {
        int needed = cutAndResumed(connection, random);
        here += needed;
        cuts += needed;
      }
      connection.shutdownNow();
    }
  }

  /// Follows a job to its end, and goes away again and again.
  ///
  /// @return how often it went away
  private int cutAndResumed(ManagedChannel channel, Random random) {
    SubmitJobResponse job = submit(channel);
    List<ServerEvent> got = new ArrayList<>();
    long last = 0;
    int cuts = 0;
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
    assertEquals(LongStream.rangeClosed(1, last).boxed().toList(), sequences(got), "seed " + seed);
    return cuts;
  }

  @Test
  void aStreamThatEndedUnreadLeavesNothingBehind() {
    ManagedChannel channel = server.channel();
    for (int i = 0; i < 20; i++) {
      Conversation client = Conversation.on(channel);
      client.send(subscribe("s", submit(channel).getJobId(), 0));
      client.next();
      client.cancel();
    }
    Eventually.so(() -> server.feature.openStreams() == 0);
    Eventually.so(() -> server.engine().listeners() == 0);
  }

  @Test
  // docs/cases.md: J17
  void anHonestClientThatLeavesAPageOfFiftyWatchesIsNotCutOff() {
    ManagedChannel page = server.channel();
    for (int turned = 0; turned < 4; turned++) {
      List<Conversation> watches = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Conversation watch = Conversation.on(page);
        watch.send(subscribe("s", submit(page, "slow").getJobId(), 0));
        watches.add(watch);
      }
      watches.forEach(Conversation::next);
      watches.forEach(Conversation::cancel);
      Eventually.so(() -> server.feature.openStreams() == 0);
    }
    Conversation last = Conversation.on(page);
    last.send(subscribe("s", submit(page).getJobId(), 0));
    last.halfClose();
    LiveEngine.get(last.over());
    whole(last.rest());
  }
}
