package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import dev.converge.cli.config.Config;
import dev.converge.cli.terminal.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What models a submission needs is told before, and what cannot be answered is refused.
final class PreflightTest {
  @TempDir private Path folder = Path.of("");

  private Served server(String... options) throws Exception {
    Map<String, List<String>> flags = new HashMap<>();
    flags.put("--port", List.of("0"));
    flags.put("--grace-period", List.of("2s"));
    flags.put("--data", List.of(folder.resolve("data").toString()));
    for (int i = 0; i < options.length; i += 2) {
      flags.put(options[i], List.of(options[i + 1]));
    }
    return Served.start(Config.load(flags, Map.of(), folder), Map.of());
  }

  private Path catalogue() throws Exception {
    return Files.writeString(
        folder.resolve("models.yaml"),
        """
        providers:
          mine: { api: openai-compatible, base_url: "http://127.0.0.1:1/v1", local: true }
        models:
          - { provider: mine, model: tiny, input_usd: 0, output_usd: 0, latency_ms: 100, context: 200000, quality: 1,
              reasoning: true }
        """);
  }

  private static AggregatedHttpResponse post(Served server, String query, String body) {
    return WebClient.of(server.url())
        .execute(
            RequestHeaders.of(
                HttpMethod.POST,
                "/api/v1/jobs" + query,
                HttpHeaderNames.CONTENT_TYPE,
                MediaType.JSON),
            body)
        .aggregate()
        .join();
  }

  private static final String LIVE = HeldJobs.GROWTH.replaceFirst("\\{", "{\"mode\":\"live\",");

  @Test
  void whatTheModelWillNotHaveIsToldBeforeAndNoJobIsMade() throws Exception {
    try (Served server = server("--models", catalogue().toString())) {
      AggregatedHttpResponse answer = post(server, "?dry_run=true", LIVE);
      String text = answer.contentUtf8();
      assertEquals(200, answer.status().code(), text);
      assertEquals("application/vnd.converge.job-check+json", answer.headers().get("content-type"));
      assertTrue(text.contains("\"accepted\":true"), text);
      assertTrue(text.contains("\"notes\":[\"competitor (mine/tiny): no web search\"]"), text);
      assertTrue(text.contains("{\"agent\":\"strategy\",\"model\":\"mine/tiny\""), text);
      String jobs = WebClient.of(server.url()).get("/api/v1/jobs").aggregate().join().contentUtf8();
      assertFalse(jobs.contains("job_id"), jobs);
      assertEquals(400, post(server, "?dry_run=maybe", LIVE).status().code());
      assertEquals(202, post(server, "?dry_run=false", HeldJobs.GROWTH).status().code());
    }
  }

  @Test
  void withoutAnyModelALiveJobIsRefusedAndToldWhatToSet() throws Exception {
    try (Served server = server()) {
      AggregatedHttpResponse dry = post(server, "?dry_run=true", LIVE);
      assertEquals(200, dry.status().code(), dry::contentUtf8);
      assertTrue(dry.contentUtf8().contains("\"accepted\":false"), dry::contentUtf8);
      AggregatedHttpResponse refused = post(server, "", LIVE);
      String text = refused.contentUtf8();
      assertEquals(422, refused.status().code(), text);
      assertTrue(text.contains("\"pointer\":\"/mode\""), text);
      assertTrue(text.contains("ANTHROPIC_API_KEY") && text.contains("OLLAMA_BASE_URL"), text);
      String matter = "{\"id\":\"matter:1\",\"content\":\"Ledger, restricted.\"},{\"id\":\"market:";
      AggregatedHttpResponse local =
          post(server, "", LIVE.replaceFirst("\\{\"id\":\\s*\"market:", matter));
      assertEquals(422, local.status().code(), local::contentUtf8);
      assertTrue(
          local.contentUtf8().contains("(expected: OLLAMA_BASE_URL in the server's environment)"),
          local::contentUtf8);
    }
  }

  @Test
  void aTemplateThatIsNotThereIsAnsweredWithTheNearestName() throws Exception {
    try (Served server = server()) {
      String hint =
          "template not found: \\\"growth-strategi\\\"; did you mean \\\"growth-strategy\\\"?";
      AggregatedHttpResponse job =
          post(
              server,
              "",
              "{\"template\":\"growth-strategi\",\"seeds\":[{\"id\":\"a:1\",\"content\":\"b\"}]}");
      assertEquals(404, job.status().code(), job::contentUtf8);
      assertTrue(job.contentUtf8().contains(hint), job::contentUtf8);
      AggregatedHttpResponse read =
          WebClient.of(server.url()).get("/api/v1/templates/growth-strategi").aggregate().join();
      assertEquals(404, read.status().code(), read::contentUtf8);
      assertTrue(read.contentUtf8().contains(hint), read::contentUtf8);
    }
  }

  @Test
  void theCommandShowsOneTemplateAndWhatItGoesWithout() throws Exception {
    StringWriter out = new StringWriter();
    int exit =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .execute("models", "--template", "growth-strategy", "--models", catalogue().toString());
    assertEquals(ExitCode.CONVERGED, exit);
    String text = out.toString();
    assertTrue(text.matches("(?s).*competitor +mine/tiny\\n +without: no web search\\n.*"), text);
    assertFalse(text.contains("drafting-short"), text);
  }
}
