package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.run.RunObserver;
import dev.converge.runtime.auth.AuthFeature;
import dev.converge.runtime.auth.Authenticator;
import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.auth.RequestLimits;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.SseParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A response that is still being sent has no more rights than its credential has now.
final class OpenCredentialTest {
  /// How often the credential is still valid.
  private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

  private final Fixture fixture =
      new Fixture(
          ServerSettings.DEFAULT,
          RunObserver.none(),
          List.of(
              new AuthFeature(
                  List.of(new OneKey()), RequestLimits.none(), InstantSource.system(), false)));

  private final class OneKey implements Authenticator {
    @Override
    public String kind() {
      return "key";
    }

    @Override
    public boolean takes(String credential) {
      return true;
    }

    @Override
    public CompletionStage<Verdict> authenticate(String credential) {
      return CompletableFuture.completedFuture(
          left.getAndDecrement() > 0
              ? new Verdict.LetIn(new Principal("default", "ann"))
              : new Verdict.Refused("revoked"));
    }
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private HttpRequest.Builder request(String path) {
    return fixture.request(path).header("authorization", "Bearer of-ann");
  }

  private String submitted(String flow) {
    HttpResponse<String> answer =
        fixture.send(
            request("/api/v1/jobs")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Fixture.job(flow))));
    return "/api/v1/jobs/" + Fixture.text(Fixture.json(answer), "job_id");
  }

  @Test
  void anEventStreamEndsWithoutAFinalEventOnceItsCredentialIsRevoked() {
    String job = submitted("held");
    left.set(1);
    SseParser stream = fixture.stream(request(job + "/stream"));
    assertFalse(stream.events().isEmpty());
    assertFalse(stream.events().getLast().data().contains("\"summary\""));
    assertEquals(401, fixture.send(request(job + "/stream")).statusCode());
    fixture.flows.release(1);
  }

  @Test
  void linesOfEventsBreakOffOnceTheirCredentialIsRevoked() throws Exception {
    String job = submitted("chain");
    Fixture.until(() -> fixture.send(request(job)).body().contains("\"converged\""));
    HttpRequest lines = request(job + "/events").header("accept", "application/x-ndjson").build();
    left.set(Integer.MAX_VALUE);
    HttpResponse<InputStream> whole =
        fixture.client().send(lines, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = whole.body()) {
      assertTrue(in.readAllBytes().length > 0);
    }
    left.set(1);
    HttpResponse<InputStream> cut =
        fixture.client().send(lines, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = cut.body()) {
      assertThrows(IOException.class, in::readAllBytes);
    }
  }
}
