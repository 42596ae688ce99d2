package dev.converge.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import dev.converge.cli.HeldJobs;
import dev.converge.cli.Served;
import dev.converge.cli.config.Config;
import dev.converge.cli.config.ConfigException;
import dev.converge.core.json.Json;
import dev.converge.proto.ConvergeServiceGrpc;
import dev.converge.proto.SeedFact;
import dev.converge.proto.SubmitJobRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Traces as a collector sees them.
final class TelemetryTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";

  @TempDir private Path folder = Path.of("");

  private Config config(String... flags) throws IOException {
    Map<String, List<String>> given = new java.util.LinkedHashMap<>();
    given.put("--port", List.of("0"));
    given.put("--grace-period", List.of("2s"));
    given.put("--templates", List.of(HeldJobs.template(folder).toString()));
    for (int i = 0; i < flags.length; i += 2) {
      given.put(flags[i], List.of(flags[i + 1]));
    }
    return Config.load(given, Map.of(), folder);
  }

  private static String submit(Served serving, String body, String traceParent) {
    RequestHeadersBuilder headers =
        RequestHeaders.builder(HttpMethod.POST, "/api/v1/jobs")
            .add(HttpHeaderNames.CONTENT_TYPE, MediaType.JSON.toString());
    if (!traceParent.isEmpty()) {
      headers.add("traceparent", traceParent);
    }
    AggregatedHttpResponse answer =
        WebClient.of(serving.url()).execute(headers.build(), body).aggregate().join();
    assertEquals(202, answer.status().code(), answer::contentUtf8);
    return HeldJobs.text(answer.contentUtf8(), "job_id");
  }

  private static String get(Served serving, String path) {
    return WebClient.of(serving.url()).get(path).aggregate().join().contentUtf8();
  }

  private static List<SpanReceiver.Span> named(List<SpanReceiver.Span> spans, String name) {
    return spans.stream().filter(span -> span.name().startsWith(name)).toList();
  }

  @Test
  void aJobThatIsSubmittedInATraceShowsItsWholeTreeThere() throws Exception {
    try (SpanReceiver receiver = new SpanReceiver()) {
      Map<String, String> environment = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint());
      String jobId;
      try (Served serving = Served.start(config(), environment)) {
        jobId = submit(serving, HeldJobs.GROWTH, "00-" + TRACE + "-" + PARENT + "-01");
        String job = get(serving, "/api/v1/jobs/" + jobId + "?wait=30s");
        assertTrue(job.contains("\"status\":\"converged\""), job);
      }
      List<SpanReceiver.Span> spans = receiver.spans();
      SpanReceiver.Span root = named(spans, "job growth-strategy").getFirst();
      assertEquals(PARENT, root.parentId());
      assertEquals(jobId, root.attributes().get("converge.job.id"));
      assertEquals("converged", root.attributes().get("converge.status"));
      assertEquals(
          Set.of(TRACE),
          spans.stream().map(SpanReceiver.Span::traceId).collect(Collectors.toSet()));
      assertTree(spans, root);
    }
  }

  @Test
  void aJobThatIsSubmittedOverGrpcIsInTheTraceOfItsCaller() throws Exception {
    try (SpanReceiver receiver = new SpanReceiver()) {
      Map<String, String> environment = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint());
      String jobId;
      try (Served serving = Served.start(config(), environment)) {
        jobId =
            GrpcClients.builder("gproto+" + serving.url())
                .setHeader("traceparent", "00-" + TRACE + "-" + PARENT + "-01")
                .build(ConvergeServiceGrpc.ConvergeServiceBlockingStub.class)
                .submitJob(growth())
                .getJobId();
        String job = get(serving, "/api/v1/jobs/" + jobId + "?wait=30s");
        assertTrue(job.contains("\"status\":\"converged\""), job);
      }
      List<SpanReceiver.Span> spans = receiver.spans();
      SpanReceiver.Span root = named(spans, "job growth-strategy").getFirst();
      assertEquals(PARENT, root.parentId());
      assertEquals(jobId, root.attributes().get("converge.job.id"));
      assertEquals(
          Set.of(TRACE),
          spans.stream().map(SpanReceiver.Span::traceId).collect(Collectors.toSet()));
      assertTree(spans, root);
    }
  }

  private static SubmitJobRequest growth() {
    SubmitJobRequest.Builder job = SubmitJobRequest.newBuilder().setBlueprintId("growth-strategy");
    Json.Obj body = (Json.Obj) Json.parse(HeldJobs.GROWTH);
    for (Json seed : ((Json.Arr) body.get("seeds").orElseThrow()).items()) {
      job.addSeeds(
          SeedFact.newBuilder()
              .setKey(HeldJobs.text(seed.canonical(), "id"))
              .setValue(
                  Struct.newBuilder()
                      .putFields(
                          "content",
                          Value.newBuilder()
                              .setStringValue(HeldJobs.text(seed.canonical(), "content"))
                              .build())));
    }
    return job.build();
  }

  private static void assertTree(List<SpanReceiver.Span> spans, SpanReceiver.Span root) {
    List<SpanReceiver.Span> cycles = named(spans, "cycle");
    List<SpanReceiver.Span> agents = named(spans, "invoke_agent ");
    List<SpanReceiver.Span> models = named(spans, "chat ");
    assertTrue(cycles.size() > 2 && agents.size() > 4 && models.size() > 3, spans::toString);
    assertUnder(cycles, List.of(root));
    assertUnder(agents, cycles);
    assertUnder(models, agents);
    SpanReceiver.Span model = models.getFirst();
    assertEquals("chat", model.attributes().get("gen_ai.operation.name"));
    assertFalse(Objects.requireNonNull(model.attributes().get("gen_ai.provider.name")).isEmpty());
    assertFalse(
        Objects.requireNonNull(model.attributes().get("gen_ai.usage.input_tokens")).isEmpty());
    assertEquals(spans.size(), 1 + cycles.size() + agents.size() + models.size());
    Set<String> ids = spans.stream().map(SpanReceiver.Span::spanId).collect(Collectors.toSet());
    assertEquals(spans.size(), ids.size());
  }

  private static void assertUnder(
      List<SpanReceiver.Span> children, List<SpanReceiver.Span> parents) {
    Map<String, SpanReceiver.Span> byId =
        parents.stream().collect(Collectors.toMap(SpanReceiver.Span::spanId, span -> span));
    for (SpanReceiver.Span child : children) {
      SpanReceiver.Span parent = byId.get(child.parentId());
      assertTrue(parent != null, () -> child + " has no parent");
      assertTrue(child.start() <= child.end(), child::toString);
      assertTrue(child.end() <= parent.end(), () -> child + " ends after " + parent);
    }
  }

  @Test
  void aRunThatContinuesAfterARestartStaysInItsTrace() throws Exception {
    try (SpanReceiver receiver = new SpanReceiver()) {
      Map<String, String> environment =
          Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", receiver.endpoint() + "/v1/traces");
      String jobId;
      try (Served serving = Served.start(config(), environment)) {
        jobId = submit(serving, HeldJobs.HELD, "00-" + TRACE + "-" + PARENT + "-01");
        String running = "";
        while (!running.contains("\"status\":\"waiting\"")) {
          running = get(serving, "/api/v1/jobs/" + jobId);
        }
      }
      Set<String> before = new HashSet<>();
      receiver.spans().forEach(span -> before.add(span.parentId()));
      try (Served serving = Served.start(config(), environment)) {
        WebClient.of(serving.url())
            .execute(RequestHeaders.of(HttpMethod.POST, "/api/v1/jobs/" + jobId + "/cancel"))
            .aggregate()
            .join();
      }
      SpanReceiver.Span root = named(receiver.spans(), "job held").getFirst();
      assertEquals(TRACE, root.traceId());
      assertEquals(PARENT, root.parentId());
      assertEquals("cancelled", root.attributes().get("converge.status"));
      assertTrue(before.contains(root.spanId()), "spans before the restart are under it");
    }
  }

  @Test
  void withoutAnEndpointNothingIsExported() throws IOException {
    assertTrue(Telemetry.of(config().sight(), Map.of("OTEL_SERVICE_NAME", "x")).isEmpty());
    Map<String, String> endpoint = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");
    assertTrue(Telemetry.of(config("--tracing", "false").sight(), endpoint).isEmpty());
    assertTrue(
        Telemetry.of(
                config().sight(),
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1",
                    "OTEL_SDK_DISABLED", "true"))
            .isEmpty());
  }

  @Test
  void aProtocolThatThereIsNoSenderForIsRefused() throws IOException {
    Config config = config();
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () ->
                Telemetry.of(
                    config.sight(),
                    Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1",
                        "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")));
    assertEquals(
        "OTEL_EXPORTER_OTLP_PROTOCOL: \"grpc\" (expected: http/protobuf)", refused.getMessage());
  }
}
