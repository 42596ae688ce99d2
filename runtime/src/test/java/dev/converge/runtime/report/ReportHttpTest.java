package dev.converge.runtime.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.audit.RunRecords;
import dev.converge.audit.TemplateFiles;
import dev.converge.engine.Eraser;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SystemTimers;
import dev.converge.runtime.ContractCheck;
import dev.converge.runtime.Fixture;
import dev.converge.runtime.TestFlows;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.ServerSettings;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReportHttpTest {
  private static final String DOCX =
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

  private final Fixture fixture = new Fixture();
  private final SystemTimers timers = new SystemTimers();
  private final ConvergeServer server =
      ConvergeServer.start(
          ServerSettings.DEFAULT.at("127.0.0.1", 0),
          List.of(
              new ReportFeature(
                  fixture.operations.audit(),
                  new RunRecords(
                      fixture.store,
                      fixture.store,
                      (_, name, version) ->
                          Optional.of(
                              new TemplateFiles(
                                  name, version, TestFlows.templateHash(name), "", ""))))));

  @AfterEach
  void close() {
    server.close();
    fixture.close();
    timers.close();
  }

  private HttpResponse<byte[]> report(String jobId, String query, String accept) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + server.port()
                        + "/api/v1/jobs/"
                        + jobId
                        + "/report"
                        + query))
            .header("accept", accept)
            .build();
    HttpResponse<byte[]> response =
        fixture.client().send(request, HttpResponse.BodyHandlers.ofByteArray());
    ContractCheck.check(
        "GET",
        request.uri().getRawPath(),
        response.statusCode(),
        response.headers().firstValue("content-type"),
        new String(response.body(), StandardCharsets.UTF_8));
    return response;
  }

  private String converged() {
    String jobId = fixture.submit("chain");
    fixture.get("/api/v1/jobs/" + jobId + "?wait=30s");
    return jobId;
  }

  @ParameterizedTest
  @CsvSource({
    "'', '*/*', text/markdown; charset=utf-8",
    "'', text/html, text/html; charset=utf-8",
    "'', " + DOCX + ", " + DOCX,
    "?format=html, '*/*', text/html; charset=utf-8",
    "?format=markdown, text/html, text/markdown; charset=utf-8",
    "?format=docx, text/html, " + DOCX
  })
  void theReportHasTheFormatThatIsNamedOrAccepted(String query, String accept, String type)
      throws Exception {
    HttpResponse<byte[]> response = report(converged(), query, accept);
    assertEquals(200, response.statusCode());
    assertEquals(type, response.headers().firstValue("content-type").orElseThrow());
    String policy = response.headers().firstValue("content-security-policy").orElseThrow();
    assertTrue(policy.startsWith("sandbox; default-src 'none'"), policy);
    String disposition = response.headers().firstValue("content-disposition").orElseThrow();
    assertTrue(disposition.matches("(inline|attachment); filename=\"run_.*\\.(md|html|docx)\""));
    if (type.startsWith("text/")) {
      String text = new String(response.body(), StandardCharsets.UTF_8);
      assertTrue(text.contains("The run converged after"), text);
      assertTrue(text.contains("converge verify"), text);
    }
  }

  @Test
  void anUnknownFormatIsRefusedWithTheKnownOnes() throws Exception {
    HttpResponse<byte[]> response = report(converged(), "?format=pdf", "*/*");
    assertEquals(400, response.statusCode());
    String text = new String(response.body(), StandardCharsets.UTF_8);
    assertTrue(text.contains("expected: one of [markdown, html, docx]"), text);
  }

  @Test
  void aJobThatDoesNotExistHasNoReport() throws Exception {
    assertEquals(404, report("job_01", "", "*/*").statusCode());
  }

  @Test
  void anErasedJobHasNoReport() throws Exception {
    String jobId = converged();
    Host host = new Host(Runnable::run, timers, InstantSource.system(), new SecureRandom());
    new Eraser(fixture.engine, fixture.store, host).erase(jobId, "by request").join();
    assertEquals(410, report(jobId, "", "*/*").statusCode());
  }
}
