package dev.converge.runtime.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.runtime.Fixture;
import dev.converge.runtime.auth.AuthFeature;
import dev.converge.runtime.auth.RequestLimits;
import dev.converge.runtime.auth.SpeakingCredentials;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.ServerSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SessionTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private ConvergeServer server;

  @BeforeAll
  void start() {
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    server =
        ConvergeServer.start(
            ServerSettings.DEFAULT.at("127.0.0.1", 0),
            List.of(
                new SessionFeature(List.of("key", "token"), Optional.empty()),
                new AuthFeature(
                    List.of(new SpeakingCredentials()), RequestLimits.none(), clock, false)));
  }

  @AfterAll
  void stop() {
    server.close();
    client.close();
  }

  private HttpResponse<String> session(String... header) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1/session"));
    if (header.length > 0) {
      request.headers(header);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void withoutACredentialItSaysHowToAuthenticate() throws Exception {
    assertEquals(
        "{\"auth\":\"required\",\"methods\":[\"key\",\"token\"],\"scopes\":[]}", session().body());
  }

  @Test
  void withACredentialItSaysWhoseItIsAndWhatItAllows() throws Exception {
    assertEquals(
        "{\"auth\":\"required\",\"methods\":[\"key\",\"token\"],\"credential\":\"test\",\"principal\":\"ann\","
            + "\"tenant\":\"acme\",\"scopes\":[\"read\",\"decide:partner\"]}",
        session("authorization", "Bearer acme/decide:partner read").body());
  }

  @Test
  void aCredentialThatIsNotValidIsRefused() throws Exception {
    HttpResponse<String> refused = session("authorization", "Bearer nobody/at all");
    assertEquals(401, refused.statusCode());
  }

  @Test
  void whileAuthenticationIsOffEverybodyMayDoEverything() {
    try (Fixture open = new Fixture()) {
      assertEquals(
          "{\"auth\":\"off\",\"methods\":[],\"tenant\":\"default\",\"scopes\":[\"read\",\"submit\","
              + "\"control\",\"decide:*\",\"erase\",\"templates\",\"admin\"]}",
          open.get("/api/v1/session").body());
    }
  }
}
