package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Edges of JSON; cases E of the public reports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JsonEdgesTest {
  private static final String JOBS = "/api/v1/jobs";
  private Fixture server;

  @BeforeAll
  void start() {
    server = new Fixture();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private HttpResponse<String> withData(String json) {
    return server.post(
        JOBS,
        "{\"template\":\"chain\",\"seeds\":[{\"id\":\"seed:1\",\"content\":\"x\",\"data\":{\"n\":"
            + json
            + "}}]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "-9007199254740993",
        "9007199254740994",
        "1e400",
        "-1e400",
        "1e-400",
        "0.10000000000000000001",
        "123456789012345678901234567890",
      })
  // E01
  void numbersThatWouldComeBackChangedAreRefusedWithTheirPlace(String number) {
    HttpResponse<String> response = withData(number);
    ServerTest.assertProblem(422, "invalid", response);
    assertTrue(response.body().contains("\"pointer\":\"/seeds/0/data/n\""), response.body());
    assertTrue(response.body().contains("send it as a string"), response.body());
  }

  // E01
  @ParameterizedTest
  @ValueSource(strings = {"9007199254740991", "0.1", "1E+2", "-0", "1e21", "5e-324", "12.50"})
  void numbersThatSurviveComeBackTheSameEverywhere(String number) {
    HttpResponse<String> accepted = withData(number);
    assertEquals(202, accepted.statusCode());
    String self = accepted.headers().firstValue("location").orElseThrow();
    Json.Obj job = server.once(self, "converged");
    String canonical = Json.parse(number).canonical();
    assertTrue(job.canonical().contains("\"data\":{\"n\":" + canonical + "}"), job.canonical());
    String seed =
        server.stream(server.request(self + "/stream?types=seed_admitted"))
            .events()
            .getFirst()
            .data();
    assertTrue(seed.contains("\"data\":{\"n\":" + canonical + "}"), seed);
  }

  // E02
  @Test
  void depthIsLimitedByOurselves() {
    for (int depth : List.of(100_000, 62)) {
      HttpResponse<String> response = withData("[".repeat(depth) + "]".repeat(depth));
      ServerTest.assertProblem(400, "malformed", response);
      assertTrue(response.body().contains("at most 64 levels"), response.body());
    }
    assertEquals(202, withData("[".repeat(60) + "]".repeat(60)).statusCode());
    ServerTest.assertProblem(400, "malformed", server.post(JOBS, "[".repeat(100_000)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"template\":\"chain\",\"template\":\"many\",\"seeds\":[]}",
        "{\"template\":NaN}",
        "{\"template\":\"chain\",}",
        "{\"template\":\"chain\"/* why */}",
        "{} {}",
        "{}]",
        "{'template':'chain'}",
        "{template:1}",
        "{\"template\":01}",
        "{\"template\":+1}",
        "{\"template\":\"a\nb\"}",
        "{\"template\":\"\\x\"}",
        "\uFEFF{}",
        "{",
        "",
        "  ",
        "{\"template\":tru}",
      })
  // E04
  void whatIsNoJsonIsRefused(String body) {
    ServerTest.assertProblem(400, "malformed", server.post(JOBS, body));
  }

  // E04
  @Test
  void aDuplicateIsNamedWithItsPlace() {
    HttpResponse<String> response = withData("{\"a\":{\"b\":1,\"\\u0062\":2}}");
    ServerTest.assertProblem(400, "malformed", response);
    assertTrue(response.body().contains("\"pointer\":\"/seeds/0/data/n/a/b\""), response.body());
  }

  // E04
  @Test
  void aVeryLongNumberIsRefusedQuickly() {
    HttpResponse<String> response = withData("1".repeat(900_000));
    ServerTest.assertProblem(422, "invalid", response);
    assertTrue(response.body().contains("1000 characters"), response.body());
  }

  // E04
  @Test
  void keysWithOneHashDoNoHarm() {
    StringBuilder keys = new StringBuilder("{");
    for (int i = 0; i < 1 << 14; i++) {
      StringBuilder key = new StringBuilder();
      for (int bit = 0; bit < 14; bit++) {
        key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      keys.append(i == 0 ? "" : ",").append('"').append(key).append("\":0");
    }
    ServerTest.assertProblem(422, "invalid", withData(keys.append("}").toString()));
  }

  @Test
  void halfASurrogatePairIsRefusedWithItsPlace() {
    HttpResponse<String> response = withData("\"\\ud800\"");
    ServerTest.assertProblem(422, "invalid", response);
    assertTrue(response.body().contains("\"pointer\":\"/seeds/0/data/n\""), response.body());
    assertEquals(202, withData("\"\\ud83d\\udc1f\"").statusCode());
    ServerTest.assertProblem(400, "malformed", withData("{\"\\udc00\":1}"));
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    for (byte[] body :
        List.of(
            new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'},
            new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'},
            "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE),
            "{\"a\":1}".getBytes(StandardCharsets.UTF_16BE),
            "{\"a\":1}".getBytes(StandardCharsets.UTF_16))) {
      HttpResponse<String> response =
          server.send(
              server
                  .request(JOBS)
                  .header("content-type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
      assertTrue(response.statusCode() == 400 || response.statusCode() == 422, response.body());
    }
  }

  private HttpResponse<String> submit(byte[] content) {
    java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
    body.writeBytes(
        "{\"template\":\"chain\",\"seeds\":[{\"id\":\"seed:1\",\"content\":\"ü"
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(content);
    body.writeBytes("\"}]}".getBytes(StandardCharsets.UTF_8));
    return server.send(
        server
            .request(JOBS)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C0AF",
        "C080",
        "E080AF",
        "F08080AF",
        "EDA080",
        "F4908080",
        "80",
        "C3",
        "FE",
        "E28228"
      })
  void bytesThatAreNotUtf8AreRefused(String hex) {
    HttpResponse<String> response = submit(java.util.HexFormat.of().parseHex(hex));
    ServerTest.assertProblem(400, "malformed", response);
    assertTrue(response.body().contains("not UTF-8 at byte 57"), response.body());
  }

  @Test
  void charactersOfEveryLengthAreTaken() {
    String text = "/é€😀".repeat(3_000);
    assertEquals(202, submit(text.getBytes(StandardCharsets.UTF_8)).statusCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/seeds/0/content {'template':'chain','seeds':[{'id':'seed:1','content':'a~b'}]}",
        "/seeds/0/data/x/1 {'template':'chain','seeds':[{'id':'seed:1','content':'a','data':{'x':[1,'~']}}]}",
        "/metadata/m {'template':'chain','seeds':[{'id':'seed:1','content':'a'}],'metadata':{'m':'~'}}",
      })
  void aTextWithNulIsRefusedWithItsPlace(String example) {
    String[] parts = example.split(" ", 2);
    HttpResponse<String> response = server.post(JOBS, withNul(parts[1]));
    assertRefused(parts[0], response);
  }

  private static String withNul(String text) {
    return text.replace('\'', '"').replace("~", "\\u0000");
  }

  private static void assertRefused(String pointer, HttpResponse<String> response) {
    ServerTest.assertProblem(422, "invalid", response);
    assertTrue(response.body().contains("\"pointer\":\"" + pointer + "\""), response.body());
    assertTrue(response.body().contains("U+0000"), response.body());
  }

  @Test
  void nothingThatPeopleSayHasNulInIt() {
    String self = server.submitted("gate");
    server.once(self, "waiting");
    assertRefused(
        "/content", server.post(self + "/observations", withNul("{'key':'A','content':'~'}")));
    assertRefused(
        "/data/x",
        server.post(self + "/observations", withNul("{'key':'A','content':'a','data':{'x':'~'}}")));
    assertRefused(
        "/comment",
        server.post(
            self + "/proposals/prop:2:agent_B:1/approve",
            withNul("{'actor':'ann','comment':'~'}")));
    assertRefused("/reason", server.post(self + "/cancel", withNul("{'reason':'a~'}")));
    assertRefused("/actor", server.post(self + "/pause", withNul("{'actor':'a~'}")));
  }

  @Test
  void aProblemListsAHundredErrorsAndSaysHowManyMoreThereAre() {
    String members =
        java.util.stream.IntStream.range(0, 50_000)
            .mapToObj(i -> "\"" + i + "\":1")
            .collect(java.util.stream.Collectors.joining(",", "{", "}"));
    HttpResponse<String> response = server.post(JOBS, members);
    ServerTest.assertProblem(422, "invalid", response);
    assertEquals(100, response.body().split("\"pointer\"", -1).length - 1);
    // The two that are required are missing besides.
    assertTrue(
        response.body().contains("the first 100 are listed; 49902 more are not"), response.body());
  }
}
