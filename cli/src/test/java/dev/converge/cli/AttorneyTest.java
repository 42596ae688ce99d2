package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import dev.converge.cli.config.Config;
import dev.converge.cli.eval.Fixture;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Seed;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// "The attorney must approve": the key that submitted a matter cannot, the attorney's can, and the
/// bundle names both.
final class AttorneyTest {
  private static final Fixture FIXTURE =
      Fixture.read(Path.of("..", "evals", "patent-research", "printer.yaml"));

  @TempDir private Path folder = Path.of("");

  private String key(String name, String... scopes) {
    StringWriter out = new StringWriter();
    List<String> command =
        new ArrayList<>(
            List.of("keys", "create", "--data=" + folder.resolve("data"), "--name=" + name));
    for (String scope : scopes) {
      command.add("--scope=" + scope);
    }
    assertEquals(
        0, Main.commandLine().setOut(new PrintWriter(out)).execute(command.toArray(String[]::new)));
    return out.toString().strip();
  }

  private static AggregatedHttpResponse send(
      Served serving, String key, HttpMethod method, String path, String body) {
    RequestHeadersBuilder headers =
        RequestHeaders.builder(method, path).add("authorization", "Bearer " + key);
    if (!body.isEmpty()) {
      headers.add(HttpHeaderNames.CONTENT_TYPE, MediaType.JSON.toString());
      headers.add("prefer", "wait=50");
    }
    return WebClient.builder(serving.url())
        .responseTimeoutMillis(60_000)
        .build()
        .execute(headers.build(), body)
        .aggregate()
        .join();
  }

  private static String matter() {
    List<Json> seeds = new ArrayList<>();
    for (Seed seed : FIXTURE.seeds()) {
      seeds.add(
          Json.object()
              .put("id", seed.id())
              .put("content", seed.content())
              .put("data", seed.data())
              .build());
    }
    return Json.object()
        .put("template", "patent-research")
        .put("seeds", Json.array(seeds))
        .build()
        .canonical();
  }

  private static Json.Obj json(AggregatedHttpResponse response) {
    return (Json.Obj) Json.parse(response.contentUtf8());
  }

  @Test
  void theSubmittersKeyIsRefusedAndTheAttorneysDecides() throws Exception {
    String paralegal = key("paralegal");
    String colleague = key("colleague", "read", "decide:clerk");
    String attorney = key("attorney.m", "read", "decide:attorney");
    try (Served serving =
        Served.start(
            Config.load(
                Map.of(
                    "--port", List.of("0"),
                    "--grace-period", List.of("2s"),
                    "--data", List.of(folder.resolve("data").toString()),
                    "--auth-enabled", List.of("true")),
                Map.of(),
                folder),
            Map.of())) {
      AggregatedHttpResponse accepted =
          send(serving, paralegal, HttpMethod.POST, "/api/v1/jobs", matter());
      String job = HeldJobs.text(accepted.contentUtf8(), "job_id");
      String self = "/api/v1/jobs/" + job;
      Json.Obj waiting = json(send(serving, paralegal, HttpMethod.GET, self, ""));
      assertEquals(Json.of("waiting"), waiting.get("status").orElseThrow(), waiting::canonical);
      assertEquals(
          "{\"asserted\":false,\"name\":\"paralegal\"}",
          waiting.get("submitter").orElseThrow().canonical());
      Json.Arr proposals =
          (Json.Arr)
              json(send(serving, attorney, HttpMethod.GET, self + "/proposals", ""))
                  .get("proposals")
                  .orElseThrow();
      for (Json each : proposals.items()) {
        Json.Obj proposal = (Json.Obj) each;
        assertEquals(Json.of("attorney"), proposal.get("role").orElseThrow());
        String id = ((Json.Str) proposal.get("proposal_id").orElseThrow()).value();
        String approve = self + "/proposals/" + id + "/approve";
        AggregatedHttpResponse byTheSubmitter =
            send(serving, paralegal, HttpMethod.POST, approve, "");
        assertEquals(403, byTheSubmitter.status().code());
        assertTrue(byTheSubmitter.contentUtf8().contains("missing scope"));
        AggregatedHttpResponse byAnother = send(serving, colleague, HttpMethod.POST, approve, "");
        assertEquals(403, byAnother.status().code());
        assertTrue(
            byAnother.contentUtf8().contains("\\\"attorney\\\" must decide"),
            byAnother::contentUtf8);
        assertEquals(200, send(serving, attorney, HttpMethod.POST, approve, "").status().code());
      }
      AggregatedHttpResponse bundle = send(serving, attorney, HttpMethod.GET, self + "/audit", "");
      assertEquals(200, bundle.status().code());
      Path file = folder.resolve("matter.zip");
      Files.write(file, bundle.content().array());
      String printed = python(file);
      assertTrue(printed.contains("submitted by paralegal (authenticated)"), printed);
      assertTrue(printed.contains("by attorney.m (authenticated)"), printed);
    }
  }

  /// What the independent verifier prints; it needs Python with `cryptography` for the signature.
  private static String python(Path bundle) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "python3",
                Path.of("..", "examples", "verify_bundle.py").toString(),
                bundle.toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), printed);
    return printed;
  }
}
