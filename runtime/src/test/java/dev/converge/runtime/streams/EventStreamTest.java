package dev.converge.runtime.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.converge.core.Program;
import dev.converge.engine.EngineSettings;
import dev.converge.runtime.auth.Session;
import dev.converge.runtime.http.ServerSentEvents;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// The end of a server, on a clock of its own and with a store that reads when the test says so.
final class EventStreamTest {
  private static final long WRITE_MILLIS = 60_000;

  private final Program program = ScriptedPrograms.slow(1, Duration.ZERO);
  private final ScriptedAgents agents = new ScriptedAgents();

  /// Keeps nothing in memory, so that each page is read.
  private final LiveEngine live =
      new LiveEngine(new EngineSettings(10, 10, 10, 0, Duration.ofHours(1)), agents, program);

  private final EmbeddedChannel connection = new EmbeddedChannel();
  private final Queue<Runnable> reads = new ArrayDeque<>();
  private final Client client = new Client();
  private final EventStream stream = stream();

  private EventStream stream() {
    String runId = live.submit(program);
    live.await(runId);
    live.untilNoneIsDriven();
    StreamPlan plan =
        new StreamPlan(
            ServerSentEvents.HEADERS,
            null,
            WRITE_MILLIS,
            WRITE_MILLIS,
            Session.of(ServiceRequestContext.of(HttpRequest.of(HttpMethod.GET, "/"))),
            after -> live.engine().feed(runId, after),
            new StreamPlan.Queue(false, () -> 0),
            (_, _) -> {});
    return new EventStream(
        plan,
        connection.eventLoop(),
        UnpooledByteBufAllocator.DEFAULT,
        reads::add,
        live.engine().feed(runId, 0));
  }

  @AfterEach
  void close() {
    connection.close();
    live.close();
    agents.close();
  }

  private static final class Client implements Subscriber<HttpObject> {
    private final List<HttpObject> got = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();

    @Override
    public void onSubscribe(Subscription subscription) {}

    @Override
    public void onNext(HttpObject object) {
      got.add(object);
    }

    @Override
    public void onError(Throwable failure) {
      ends.add("failed");
    }

    @Override
    public void onComplete() {
      ends.add("complete");
    }

    String last() {
      return got.getLast() instanceof HttpData data ? data.toStringUtf8() : "";
    }
  }

  private void pass(long millis) {
    connection.runPendingTasks();
    connection.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    connection.runScheduledPendingTasks();
    connection.runPendingTasks();
  }

  @Test
  void aStreamWhosePageTakesLongIsNotTakenForOneOfASlowClient() {
    stream.subscribe(client);
    stream.request(Long.MAX_VALUE);
    assertEquals(1, reads.size());
    stream.goDown();
    for (int i = 0; i < 20; i++) {
      pass(EventStream.GOODBYE_MILLIS);
    }
    assertEquals(List.of(), client.ends);
    reads.remove().run();
    connection.runPendingTasks();
    assertEquals(List.of("complete"), client.ends);
    assertTrue(client.last().startsWith("retry: "), client.last());
  }

  @Test
  void aClientThatTakesNothingIsCutOffSoonAndNotAtOnceWhenTheProcessStoodStill() {
    stream.subscribe(client);
    // It takes the headers alone.
    stream.request(1);
    stream.goDown();
    pass(10 * EventStream.GOODBYE_MILLIS);
    assertEquals(List.of(), client.ends, "it had no time to take more");
    pass(EventStream.GOODBYE_MILLIS);
    assertEquals(List.of("failed"), client.ends);
    assertFalse(client.last().startsWith("retry: "), client.last());
  }
}
