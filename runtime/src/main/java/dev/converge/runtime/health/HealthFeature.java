package dev.converge.runtime.health;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.problems.Problem;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `GET /health` says that the process can serve, without checking anything else. `GET /ready` says
/// whether work should be sent to this server, with one line for each check.
public final class HealthFeature implements Feature {
  /// How often checks run without requests, so that delayed ones see every change.
  static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final List<ReadinessCheck> checks;
  private volatile boolean draining;

  /// Ready while all of these checks pass and the server is not shutting down.
  public HealthFeature(List<ReadinessCheck> checks) {
    this.checks = List.copyOf(checks);
  }

  @Override
  public void install(Site site) {
    site.onDrain(() -> draining = true);
    site.every(LOOK_EVERY, this::look);
    site.resource("/health").get(_ -> health());
    site.resource("/ready").get(this::ready, "verbose");
  }

  private void look() {
    for (ReadinessCheck check : checks) {
      var _ = check.problem().get();
    }
  }

  private static HttpResponse health() {
    return Responses.json(new CanonicalWriter(32).open().field("status", "ok").close());
  }

  private HttpResponse ready(Exchange exchange) {
    StringBuilder lines = new StringBuilder();
    boolean ready = !draining;
    line(lines, "server", draining ? "shutting down" : "ok");
    for (ReadinessCheck check : checks) {
      Optional<String> problem = check.problem().get();
      lines.append(",\n");
      ready &= problem.isEmpty();
      String ok = check.note().get().map(note -> "ok; " + note).orElse("ok");
      line(lines, check.name(), problem.orElse(ok));
    }
    StringBuilder body = new StringBuilder("{");
    ResponseHeadersBuilder headers;
    if (ready) {
      headers = Responses.jsonHeaders(HttpStatus.OK);
      body.append("\"status\":\"ready\",\n");
    } else {
      headers =
          Responses.jsonHeaders(HttpStatus.SERVICE_UNAVAILABLE)
              .contentType(Problem.MEDIA_TYPE)
              .setInt(HttpHeaderNames.RETRY_AFTER, Problem.RETRY_AFTER_SECONDS);
      Problem problem = Problem.of(ErrorCode.UNAVAILABLE, "the server is not ready");
      body.append("\"type\":\"").append(problem.type());
      body.append("\",\"title\":\"").append(problem.title());
      body.append("\",\"status\":503,\"detail\":\"").append(problem.detail());
      body.append("\",\"instance\":\"").append(exchange.requestId()).append("\",\n");
    }
    body.append("\"checks\":[\n").append(lines).append("\n]}\n");
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    return HttpResponse.of(headers.build(), HttpData.wrap(bytes));
  }

  private static void line(StringBuilder lines, String name, String state) {
    CanonicalWriter out = new CanonicalWriter(64);
    out.open().field("name", name).field("state", state).close();
    lines.append(new String(out.bytes(), StandardCharsets.UTF_8));
  }
}
