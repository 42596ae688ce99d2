package dev.converge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.config.Config;
import dev.converge.cli.serve.Serving;
import dev.converge.client.ConnectionState;
import dev.converge.client.ConvergeClient;
import dev.converge.client.Events;
import dev.converge.client.EventsRequest;
import dev.converge.client.JobRequest;
import dev.converge.client.JobView;
import dev.converge.client.JsonObject;
import dev.converge.client.RefusedException;
import dev.converge.client.RunEvent;
import dev.converge.client.StartedJob;
import dev.converge.client.Transport;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The client for Java against a server.
final class JavaClientTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path TEMPLATES = Path.of("src", "test", "resources", "templates");

  @TempDir private static Path folder = Path.of("");
  private static List<Serving> started = List.of();

  @BeforeAll
  static void start() {
    Map<String, List<String>> options =
        Map.of(
            "--port", List.of("0"),
            "--data", List.of(folder.resolve("data").toString()),
            "--templates", List.of(TEMPLATES.toAbsolutePath().toString()));
    Serving server = Serving.start(Config.load(options, Map.of(), folder), Map.of());
    server.recover();
    started = List.of(server);
  }

  @AfterAll
  static void stop() {
    started.forEach(Serving::close);
  }

  private static String url() {
    return started.getFirst().url();
  }

  private static ConvergeClient client(Transport transport) {
    return ConvergeClient.builder(url()).transport(transport).build();
  }

  private static ConvergeClient client() {
    return ConvergeClient.of(url());
  }

  private static JobRequest growth() {
    return JobRequest.of("growth-strategy")
        .seed("market:smb", "Small companies in Europe; 24 million of them, growing 2% a year.")
        .seed("product:app", "An application for notes that works without a network.")
        .seed(Map.of("id", "goal:arr", "content", "Twice the yearly revenue within 18 months."));
  }

  static Stream<Transport> transports() {
    return Stream.of(Transport.ofPlatform(), Transport.ofUrlConnections());
  }

  private static List<RunEvent> all(Events events) {
    List<RunEvent> all = new ArrayList<>();
    try (events) {
      events.forEach(all::add);
    }
    return all;
  }

  private static void assertWhole(List<RunEvent> events) {
    assertEquals(
        LongStream.rangeClosed(1, events.size()).boxed().toList(),
        events.stream().map(RunEvent::sequence).toList());
    assertTrue(events.getLast().isFinal(), () -> events.getLast().toString());
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aJobIsSubmittedFollowedToItsEndAndRead(Transport transport) throws Exception {
    ConvergeClient client = client(transport);
    StartedJob job = client.submit(growth().with("correlation_id", "c 1/2&3"));
    List<RunEvent> events = all(client.events(job.id()));
    assertWhole(events);
    assertFalse(events.getFirst().at().isAfter(events.getLast().at()));

    JobView ended = client.await(job.id(), PATIENCE);
    assertEquals("converged", ended.status());
    assertEquals(events.size(), ended.lastSequence());
    assertTrue(ended.resultHash().isPresent());
    assertEquals(ended.facts(), client.facts(job.id()));
    assertFalse(ended.answer().isEmpty());
    assertEquals(ended.runId(), client.job(job.id(), job.runId()).runId());
    assertFalse(client.explain(job.id()).objects("cycles").isEmpty());
    assertEquals('P', client.bundle(job.id())[0]);
    assertEquals(
        List.of(job.id()),
        client.jobs(Map.of("correlation_id", "c 1/2&3", "limit", "1")).objects("jobs").stream()
            .map(it -> it.text("job_id"))
            .toList());
    assertTrue(
        client.templates().stream().anyMatch(it -> it.text("name").equals("growth-strategy")));
    assertTrue(client.template("growth-strategy").has("seeds_schema"));
    assertTrue(client.capabilities().has("limits"), client.capabilities()::toString);
    assertFalse(client.usage().bool("counted"));
    EventsRequest nothingNew = EventsRequest.of(job.id()).after(ended.lastSequence());
    assertEquals(List.of(), all(client.events(nothingNew)));
  }

  @Test
  void whatIsRefusedSaysWhatIsWrongAndWhere() {
    RefusedException refused =
        assertThrows(
            RefusedException.class, () -> client().submit(JobRequest.of("growth-strategy")));
    assertEquals(422, refused.status());
    assertEquals("urn:converge:problem:invalid", refused.type());
    assertTrue(refused.errors().containsKey("/seeds"), refused::toString);
    assertFalse(refused.requestId().isEmpty());
    assertFalse(refused.isTemporary());
    for (String id : List.of("job_none", "a b?c#d")) {
      assertEquals(
          404, assertThrows(RefusedException.class, () -> all(client().events(id))).status(), id);
      assertEquals(404, assertThrows(RefusedException.class, () -> client().job(id)).status(), id);
    }
    assertThrows(IllegalArgumentException.class, () -> ConvergeClient.of("localhost:8080"));
  }

  @Test
  void theSameKeyStartsNoSecondJob() {
    JobRequest job = growth().idempotencyKey("only-once");
    assertEquals(client().submit(job).id(), client().submit(job).id());
    // A request that is sent twice is one job without a key of one's own too.
    JobRequest another = growth();
    assertEquals(client().submit(another).id(), client().submit(another).id());
  }

  @Test
  void aPersonDecidesObservesAndControls() throws Exception {
    ConvergeClient client = client();
    String job = client.submit(JobRequest.of("held").seed("seed:1", "Rivers carry silt.")).id();
    assertEquals("waiting", client.await(job, PATIENCE).status());
    String proposal = client.proposals(job).getFirst().text("proposal_id");
    assertTrue(
        client.openProposals(Map.of("role", "boss")).objects("proposals").stream()
            .anyMatch(it -> it.text("job_id").equals(job)));
    client.pause(job, "ann", null);
    assertEquals("paused", client.job(job).status());
    client.resume(job, "ann", "lunch is over");
    for (int times = 0; times < 2; times++) {
      assertEquals("approved", client.approve(job, proposal, "ann", "well said").text("decision"));
    }
    RefusedException late =
        assertThrows(RefusedException.class, () -> client.reject(job, proposal, "bob", null));
    assertEquals(409, late.status());
    assertEquals("converged", client.await(job, PATIENCE).status());

    String other = client.submit(JobRequest.of("held").seed("seed:1", "Deltas grow.")).id();
    client.await(other, PATIENCE);
    client.cancel(other, "ann", null);
    assertEquals("cancelled", client.await(other, PATIENCE).status());
    RefusedException ended =
        assertThrows(
            RefusedException.class,
            () -> client.observe(other, Map.of("key", "Seeds", "content", "Too late.")));
    assertEquals(409, ended.status(), ended::toString);
  }

  @Test
  void aWaitThatHasEndedLeavesTheRunAlone() throws Exception {
    String job = client().submit(growth()).id();
    try {
      client().await(job, Duration.ofMillis(1));
    } catch (TimeoutException over) {
      assertTrue(String.valueOf(over.getMessage()).startsWith(job + " is still "), over::toString);
    }
    assertEquals("converged", client().await(job, PATIENCE).status());
  }

  /// Breaks bodies of streams after so many bytes, or all streams, or everything for a while.
  private record Breaking(Transport to, int bytes, AtomicInteger silent) implements Transport {
    @Override
    public Response send(Request request) throws IOException {
      if (silent.get() > 0 && silent.getAndDecrement() > 0) {
        throw new IOException("no route");
      }
      boolean stream = request.uri().getPath().endsWith("/stream");
      if (stream && bytes == 0) {
        throw new IOException("a proxy does not like streams");
      }
      Response response = to.send(request);
      return !stream || response.status() != 200
          ? response
          : new Response(200, Map.of(), new CutInputStream(response.body(), bytes));
    }
  }

  /// Breaks after so many bytes.
  private static final class CutInputStream extends FilterInputStream {
    private int left;

    CutInputStream(InputStream body, int left) {
      super(body);
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      throw new UnsupportedOperationException("nobody reads one byte");
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      if (left == 0) {
        throw new IOException("cut");
      }
      int count = super.read(to, from, Math.min(length, left));
      left -= Math.max(0, count);
      return count;
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void connectionsThatBreakCostNoEventAndBringNoneTwice(Transport transport) {
    String job = client().submit(growth()).id();
    List<ConnectionState> states = new CopyOnWriteArrayList<>();
    ConvergeClient cut = client(new Breaking(transport, 20_000, new AtomicInteger()));
    assertWhole(all(cut.events(EventsRequest.of(job).onState(states::add))));
    assertTrue(states.contains(ConnectionState.RECONNECTING), states::toString);
  }

  @Test
  void whereStreamsKeepBreakingEventsAreReadPageByPage() {
    String job = client().submit(growth()).id();
    List<ConnectionState> states = new CopyOnWriteArrayList<>();
    Transport noStreams = new Breaking(Transport.ofPlatform(), 0, new AtomicInteger(4));
    assertWhole(all(client(noStreams).events(EventsRequest.of(job).onState(states::add))));
    assertEquals(
        List.of(ConnectionState.RECONNECTING, ConnectionState.OFFLINE, ConnectionState.DEGRADED),
        states);
  }

  @Test
  void anotherThreadEndsTheIteration() throws Exception {
    String job = client().submit(JobRequest.of("held").seed("seed:1", "Rivers carry silt.")).id();
    CompletableFuture<List<RunEvent>> read = new CompletableFuture<>();
    Events events = client().events(job);
    client().await(job, PATIENCE);
    Thread reader = Thread.ofVirtual().start(() -> read.complete(all(events)));
    while (events.lastSequence() < client().job(job).lastSequence()) {
      Thread.onSpinWait();
    }
    events.close();
    reader.join();
    assertEquals(client().job(job).lastSequence(), read.join().size());
    assertThrows(IllegalStateException.class, events::iterator);
  }

  @Test
  void aClientContinuesAfterTheServerWasKilledAndStartedAgain() throws Exception {
    Path own = Files.createDirectories(folder.resolve("killed"));
    try (Server server = Server.start(own)) {
      ConvergeClient client = ConvergeClient.builder(server.url()).retries(20).build();
      String job = client.submit(growth()).id();
      try (Events events = client.events(job)) {
        Iterator<RunEvent> read = events.iterator();
        List<RunEvent> found = new ArrayList<>(List.of(read.next()));
        server.kill();
        CompletableFuture<StartedJob> second =
            CompletableFuture.supplyAsync(() -> client.submit(growth()));
        server.startAgain();
        read.forEachRemaining(found::add);
        assertWhole(found);
        assertEquals("converged", client.await(second.join().id(), PATIENCE).status());
      }
    }
  }

  @Test
  void aJavaWithoutTheHttpClientAndWithoutAnyLibraryRunsAJob() throws Exception {
    Path classes =
        Path.of(ConvergeClient.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path program = Files.createDirectories(folder.resolve("program")).resolve("First.java");
    Files.writeString(
        program,
        """
        import dev.converge.client.*;
        public class First {
          public static void main(String[] a) throws Exception {
            ConvergeClient client = ConvergeClient.of(a[0]);
            StartedJob job = client.submit(JobRequest.of("held").seed("seed:1", "Rivers."));
            System.out.println(client.await(job.id(), java.time.Duration.ofMinutes(1)).status());
            try {
              Class.forName("java.net.http.HttpClient");
            } catch (ClassNotFoundException e) {
              System.out.println("no HttpClient");
            }
          }
        }
        """);
    Path java = Path.of(System.getProperty("java.home"), "bin");
    run(List.of(java.resolve("javac").toString(), "-cp", classes.toString(), program.toString()));
    String path = classes + File.pathSeparator + program.getParent();
    assertEquals(
        List.of("waiting", "no HttpClient"),
        run(List.of(
                java.resolve("java").toString(),
                "--limit-modules=java.base",
                "-cp",
                path,
                "First",
                url()))
            .lines()
            .toList());
  }

  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  @Test
  void theJsonOfTheServerIsReadAsItIs() {
    JsonObject job = client().job(client().submit(growth()).id()).json();
    assertEquals(job, JsonObject.parse(job.toString()));
  }
}
