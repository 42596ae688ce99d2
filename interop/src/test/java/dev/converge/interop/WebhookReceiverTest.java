package dev.converge.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.converge.cli.config.Config;
import dev.converge.cli.config.ConfigException;
import dev.converge.cli.serve.Serving;
import dev.converge.core.json.Json;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Webhooks, received and verified with the library of Standard Webhooks for Java.
final class WebhookReceiverTest {
  private static final String JOB =
      """
      {"template":"growth-strategy","correlation_id":"mine","seeds":[
        {"id":"company:us","content":"We sell a note taking application to small companies."},
        {"id":"product:app","content":"An application for notes that works without a network."},
        {"id":"market:smb","content":"Small companies in Europe; 24 million, growing 2% a year."},
        {"id":"goal:arr","content":"Twice the yearly revenue within 18 months."}]}
      """;
  private static final String ENDED = "dev.converge.job.ended";

  @TempDir private Path folder = Path.of("");

  private Serving server(String... options) {
    return server(Map.of(), options);
  }

  private Serving server(Map<String, String> environment, String... options) {
    Map<String, List<String>> all = new TreeMap<>();
    all.put("--port", List.of("0"));
    all.put("--data", List.of(folder.resolve("data").toString()));
    for (int i = 0; i < options.length; i += 2) {
      all.put(options[i], List.of(options[i + 1]));
    }
    Serving serving = Serving.start(Config.load(all, environment, folder), Map.of());
    serving.recover();
    return serving;
  }

  private static Json.Obj added(HttpCalls calls, String url, String... events) {
    Json.Builder body = Json.object().put("url", url);
    if (events.length > 0) {
      body.put("events", List.of(events));
    }
    return calls.post("/api/v1/webhooks", body.build().canonical());
  }

  private static Json.Obj json(Receiver.Request request) {
    return (Json.Obj) Json.parse(request.body());
  }

  private static String type(Receiver.Request request) {
    return HttpCalls.text(json(request), "type");
  }

  private static boolean ended(Receiver receiver, String path) {
    return receiver.requests(path).stream().anyMatch(request -> type(request).equals(ENDED));
  }

  private static void verify(String secret, Receiver.Request request) throws Exception {
    new Webhook(secret).verify(request.body(), request.headers());
  }

  private static boolean verifiesKey(String publicKey, Receiver.Request request) throws Exception {
    byte[] raw = Base64.getDecoder().decode(publicKey.substring("whpk_".length()));
    String spki = "302a300506032b6570032100" + HexFormat.of().formatHex(raw);
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(spki))));
    String message =
        request.header("webhook-id")
            + "."
            + request.header("webhook-timestamp")
            + "."
            + request.body();
    signature.update(message.getBytes(StandardCharsets.UTF_8));
    for (String one : request.header("webhook-signature").split(" ", -1)) {
      if (one.startsWith("v1a,")) {
        return signature.verify(Base64.getDecoder().decode(one.substring("v1a,".length())));
      }
    }
    return false;
  }

  @Test
  void aReceiverVerifiesEachEventWithTheLibraryAndWithTheServersKey() throws Exception {
    try (Receiver receiver = Receiver.start(0, _ -> 204);
        Serving server = server("--webhooks-allow", "127.0.0.0/8");
        HttpCalls calls = HttpCalls.to(server.url())) {
      Json.Obj webhook = added(calls, receiver.url("/all?x=1"));
      String secret = HttpCalls.text(webhook, "secret");
      String own = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
      String hooks =
          "{\"webhooks\":[{\"url\":\"%s\",\"events\":[\"ended\"],\"secret\":\"%s\"},{\"url\":\"%s\"}],"
              .formatted(receiver.url("/mine"), own, receiver.url("/bare"));
      Json.Obj job = calls.post("/api/v1/jobs", hooks + JOB.strip().substring(1));
      for (String path : List.of("/all?x=1", "/mine", "/bare")) {
        HttpCalls.until(path, () -> ended(receiver, path));
      }
      List<Receiver.Request> all = receiver.requests("/all?x=1");
      Set<String> types = new TreeSet<>();
      long before = 0;
      for (Receiver.Request request : all) {
        verify(secret, request);
        assertTrue(verifiesKey(HttpCalls.text(webhook, "public_key"), request));
        Json.Obj event = json(request);
        types.add(HttpCalls.text(event, "type"));
        assertEquals("1.0", HttpCalls.text(event, "specversion"));
        String id = HttpCalls.text(event, "id");
        assertEquals(request.header("webhook-id"), id);
        long sequence = Long.parseLong(id.substring(HttpCalls.text(job, "run_id").length() + 1));
        assertTrue(sequence > before, "in order");
        before = sequence;
        assertTrue(request.body().contains("\"correlation_id\":\"mine\""), request::body);
        assertFalse(request.body().contains("note taking"), request::body);
      }
      assertTrue(
          types.containsAll(
              List.of(ENDED, "dev.converge.job.status_changed", "dev.converge.job.tier_reached")),
          types::toString);
      Receiver.Request last = receiver.requests("/mine").getFirst();
      verify(own, last);
      assertThrows(WebhookVerificationException.class, () -> verify(secret, last));
      Receiver.Request changed =
          new Receiver.Request(last.path(), last.headers(), last.body().replace("ended", "open"));
      assertThrows(WebhookVerificationException.class, () -> verify(own, changed));
      assertEquals(1, receiver.requests("/mine").size());
      Receiver.Request bare = receiver.requests("/bare").getFirst();
      assertFalse(bare.header("webhook-signature").contains("v1,"), bare::toString);
      assertTrue(verifiesKey(HttpCalls.text(webhook, "public_key"), bare));
    }
  }

  @Test
  void whatFailsIsSentAgainAndOneThatHangsHoldsUpNobody() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    try (Receiver receiver =
            Receiver.start(
                0,
                request ->
                    switch (request.path()) {
                      case "/hangs" -> Receiver.HANG;
                      case "/fails" -> failures.getAndIncrement() < 2 ? 503 : 200;
                      case "/gone" -> 410;
                      default -> 200;
                    });
        Serving server = server("--webhooks-allow", "127.0.0.1");
        HttpCalls calls = HttpCalls.to(server.url())) {
      added(calls, receiver.url("/hangs"));
      String gone = HttpCalls.text(added(calls, receiver.url("/gone"), "ended"), "webhook_id");
      added(calls, receiver.url("/fails"), "ended");
      added(calls, receiver.url("/works"), "ended");
      calls.post("/api/v1/jobs", JOB);
      HttpCalls.until("works", () -> ended(receiver, "/works"));
      HttpCalls.until("fails", () -> receiver.requests("/fails").size() == 3);
      List<Receiver.Request> sent = receiver.requests("/fails");
      assertEquals(1, sent.stream().map(it -> it.header("webhook-id")).distinct().count());
      HttpCalls.until(
          "ended",
          () -> HttpCalls.text(calls.get("/api/v1/webhooks/" + gone), "state").equals("ended"));
      assertEquals(1, receiver.requests("/gone").size());
    }
  }

  @Test
  void redirectsAreNotFollowedAndWhatWasGivenUpIsSentAgainWhenSomebodyAsks() throws Exception {
    try (Receiver receiver = Receiver.start(0, _ -> 307);
        Serving server = server("--webhooks-allow", "127.0.0.1", "--webhooks-retry-for", "1s");
        HttpCalls calls = HttpCalls.to(server.url())) {
      String moved = HttpCalls.text(added(calls, receiver.url("/moved"), "ended"), "webhook_id");
      calls.post("/api/v1/jobs", JOB);
      String letters = "/api/v1/webhooks/" + moved + "/dead-letters";
      HttpCalls.until(
          "given up",
          () -> calls.get(letters).canonical().contains("307 (redirects are not followed)"));
      assertEquals(List.of(), receiver.requests("/elsewhere"));
      int before = receiver.requests("/moved").size();
      receiver.behave(_ -> 200);
      assertEquals("{\"resent\":1}", calls.post(letters + "/resend", "{}").canonical());
      HttpCalls.until("sent again", () -> receiver.requests("/moved").size() == before + 1);
      HttpCalls.until(
          "no letters", () -> calls.get(letters).canonical().equals("{\"dead_letters\":[]}"));
      assertEquals(
          receiver.requests("/moved").getFirst().body(),
          receiver.requests("/moved").getLast().body());
    }
  }

  @Test
  void whatTheConfigurationNamesIsReportedAndForgottenOnceItIsNoLongerNamed() throws Exception {
    String secret = "whsec_" + Base64.getEncoder().encodeToString(new byte[24]);
    Map<String, String> environment = Map.of("CONVERGE_WEBHOOKS_SECRET", secret);
    try (Receiver receiver = Receiver.start(0, _ -> 200)) {
      String url = receiver.url("/configured");
      for (int start = 1; start <= 2; start++) {
        int before = receiver.requests().size();
        try (Serving server =
                server(environment, "--webhooks-allow", "127.0.0.1", "--webhooks-urls", url);
            HttpCalls calls = HttpCalls.to(server.url())) {
          HttpCalls.until(
              "added", () -> calls.get("/api/v1/webhooks").canonical().contains("wh_config_"));
          calls.post("/api/v1/jobs", JOB);
          HttpCalls.until(
              "ended",
              () ->
                  receiver.requests().stream().skip(before).anyMatch(it -> type(it).equals(ENDED)));
        }
      }
      verify(secret, receiver.requests().getFirst());
      try (Serving server = server();
          HttpCalls calls = HttpCalls.to(server.url())) {
        HttpCalls.until(
            "removed", () -> calls.get("/api/v1/webhooks").canonical().equals("{\"webhooks\":[]}"));
      }
      assertThrows(ConfigException.class, () -> server("--webhooks-urls", url));
    }
  }

  @Test
  void nothingIsSentToThisMachineUnlessThatIsAllowed() throws Exception {
    try (Receiver receiver = Receiver.start(0, _ -> 200);
        Serving server = server("--webhooks-retry-for", "1s");
        HttpCalls calls = HttpCalls.to(server.url())) {
      List<String> letters = new ArrayList<>();
      for (String host : List.of("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0")) {
        String url = "https://" + host + ":" + receiver.port() + "/";
        String id = HttpCalls.text(added(calls, url, "ended"), "webhook_id");
        letters.add("/api/v1/webhooks/" + id + "/dead-letters");
      }
      calls.post("/api/v1/jobs", JOB);
      for (String path : letters) {
        HttpCalls.until("given up", () -> calls.get(path).canonical().contains("event_id"));
        String found = calls.get(path).canonical();
        assertTrue(found.contains("is not public"), found);
      }
      assertEquals(List.of(), receiver.requests());
    }
  }

  @Test
  void whatARestrictedMatterIsAboutIsNotSent() throws Exception {
    try (Receiver receiver = Receiver.start(0, _ -> 200);
        Serving server = server("--webhooks-allow", "127.0.0.1");
        HttpCalls calls = HttpCalls.to(server.url())) {
      added(calls, receiver.url("/all"));
      String matter = "{\"id\":\"matter:1\",\"content\":\"Restricted: Project Walrus.\"}";
      calls.post("/api/v1/jobs", JOB.replace("\"seeds\":[", "\"seeds\":[" + matter + ","));
      HttpCalls.until("ended", () -> ended(receiver, "/all"));
      for (Receiver.Request request : receiver.requests()) {
        assertTrue(request.body().contains("\"restricted\":true"), request::body);
        assertFalse(request.body().contains("mine"), request::body);
        assertFalse(request.body().contains("Walrus"), request::body);
        assertTrue(request.body().contains("\"links\":{"), request::body);
      }
    }
  }

  @Test
  void aServerThatIsKilledBetweenStoringAndSendingSendsAfterItsStart() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (Server server = Server.start(folder, "--webhooks-allow=127.0.0.1");
        HttpCalls calls = HttpCalls.to(server.url())) {
      String url = "http://127.0.0.1:" + port + "/all";
      String secret = HttpCalls.text(added(calls, url), "secret");
      String job = HttpCalls.text(calls.post("/api/v1/jobs", JOB), "job_id");
      HttpCalls.until(
          "converged",
          () -> HttpCalls.text(calls.get("/api/v1/jobs/" + job), "status").equals("converged"));
      server.kill();
      try (Receiver receiver = Receiver.start(port, _ -> 200)) {
        server.startAgain();
        HttpCalls.until("ended", () -> ended(receiver, "/all"));
        String run = HttpCalls.text(calls.get("/api/v1/jobs/" + job), "run_id");
        Set<String> ids = new TreeSet<>();
        for (Receiver.Request request : receiver.requests()) {
          verify(secret, request);
          ids.add(request.header("webhook-id"));
        }
        assertTrue(ids.contains(run + ":2"), "the run began, before the kill");
        assertEquals(ids.size(), receiver.requests().size(), "none twice, as none was taken");
      }
      assertFalse(Files.readString(folder.resolve("err")).contains("whsec_"));
    }
  }
}
