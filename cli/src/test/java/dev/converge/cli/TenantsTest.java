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
import com.linecorp.armeria.common.RequestHeadersBuilder;
import dev.converge.cli.config.Config;
import dev.converge.core.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What one tenant has, another does not see.
final class TenantsTest {
  private static final String HELD = "/api/v1/templates/held";
  private static final String VERSION = HELD + "/versions/1.0.0";

  @TempDir private Path folder = Path.of("");

  private String key(String tenant) {
    StringWriter out = new StringWriter();
    int exit =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .execute(
                "keys",
                "create",
                "--data=" + folder.resolve("data"),
                "--tenant=" + tenant,
                "--name=somebody",
                "--scope=read,submit,control,templates");
    assertEquals(0, exit);
    return out.toString().strip();
  }

  private Served start() {
    return Served.start(
        Config.load(
            Map.of(
                "--port", List.of("0"),
                "--grace-period", List.of("2s"),
                "--data", List.of(folder.resolve("data").toString()),
                "--auth-enabled", List.of("true")),
            Map.of(),
            folder),
        Map.of());
  }

  private record Client(Served serving, String key) {
    AggregatedHttpResponse send(HttpMethod method, String path, String body) {
      RequestHeadersBuilder headers =
          RequestHeaders.builder(method, path).add("authorization", "Bearer " + key);
      if (!body.isEmpty()) {
        headers.add(HttpHeaderNames.CONTENT_TYPE, MediaType.JSON.toString());
      }
      return WebClient.of(serving.url()).execute(headers.build(), body).aggregate().join();
    }

    int status(String path) {
      return send(HttpMethod.GET, path, "").status().code();
    }

    String text(String path) {
      return send(HttpMethod.GET, path, "").contentUtf8();
    }
  }

  /// The template whose jobs wait, said in other words.
  private String files(String words) throws Exception {
    Path held = HeldJobs.template(folder).resolve("held");
    return Json.object()
        .put(
            "spec",
            Files.readString(held.resolve("held.feature")).replace("what the seeds say", words))
        .put("wiring", Files.readString(held.resolve("held.yaml")))
        .build()
        .canonical();
  }

  private static void assertHasNone(Client client) {
    for (String path : List.of(HELD, HELD + "/spec", HELD + "/wiring", VERSION)) {
      assertEquals(404, client.status(path), path);
    }
    String list = client.text("/api/v1/templates");
    assertFalse(list.contains("\"held\""), list);
    assertTrue(list.contains("\"growth-strategy\""), list);
    AggregatedHttpResponse refused = client.send(HttpMethod.POST, "/api/v1/jobs", HeldJobs.HELD);
    assertEquals(404, refused.status().code(), refused::contentUtf8);
  }

  @Test
  void aTemplateThatATenantInstallsIsSeenByNoOtherAlsoAfterARestart() throws Exception {
    String acmesKey = key("acme");
    String globexsKey = key("globex");
    String job;
    try (Served serving = start()) {
      Client acme = new Client(serving, acmesKey);
      Client globex = new Client(serving, globexsKey);
      assertHasNone(acme);
      assertEquals(201, acme.send(HttpMethod.PUT, VERSION, files("it all")).status().code());
      assertTrue(acme.text("/api/v1/templates").contains("\"held\""));
      assertHasNone(globex);
      job =
          HeldJobs.text(
              acme.send(HttpMethod.POST, "/api/v1/jobs", HeldJobs.HELD).contentUtf8(), "job_id");
      assertEquals(404, globex.status("/api/v1/jobs/" + job));
    }
    try (Served serving = start()) {
      serving.recover();
      Client acme = new Client(serving, acmesKey);
      Client globex = new Client(serving, globexsKey);
      assertHasNone(globex);
      assertEquals(200, acme.status("/api/v1/jobs/" + job));
      assertEquals(200, acme.status("/api/v1/jobs/" + job + "/audit"));
      assertEquals(404, globex.status("/api/v1/jobs/" + job + "/audit"));
      assertEquals(201, globex.send(HttpMethod.PUT, VERSION, files("nothing")).status().code());
      assertTrue(globex.text(HELD + "/spec").contains("Say nothing."));
      assertTrue(acme.text(HELD + "/spec").contains("Say it all."));
      assertEquals(200, acme.send(HttpMethod.PUT, VERSION, files("it all")).status().code());
      assertEquals(409, acme.send(HttpMethod.PUT, VERSION, files("nothing")).status().code());
    }
  }
}
