package dev.converge.domain.tool;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.json.Json;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls of tools, against a server that says what it was asked.
final class ToolCallerTest {
  private static final WireMockServer SERVER =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Json.Obj ASKED =
      Json.object().put("base", "EUR/..?x=1").put("symbol", "US$ &é").build();

  @BeforeAll
  static void start() {
    SERVER.start();
  }

  @AfterAll
  static void stop() {
    SERVER.stop();
  }

  @BeforeEach
  void reset() {
    SERVER.resetAll();
  }

  private static DeclaredTool tool(String path, DeclaredTool.Call call, Reach reach) {
    TreeMap<String, String> headers = new TreeMap<>();
    headers.put("Authorization", "Bearer ${KEY}");
    return new DeclaredTool(
        "rate",
        "",
        List.of("base", "symbol"),
        List.of(),
        reach,
        SOON,
        "http://localhost:" + SERVER.port() + path,
        headers,
        call);
  }

  private static ToolCaller caller(String... addresses) {
    GuardedHttp.Names names =
        host ->
            addresses.length == 0
                ? InetAddress.getAllByName("127.0.0.1")
                : Arrays.stream(addresses).map(ToolCallerTest::address).toArray(InetAddress[]::new);
    Secrets secrets = new Secrets(name -> Optional.of("s3cret-of-" + name));
    return new ToolCaller(
        new GuardedHttp(names, InstantSource.system()), secrets, InstantSource.system());
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static Json get(String path) throws Exception {
    return caller()
        .call(tool(path, new DeclaredTool.Call.Http("GET"), Reach.PRIVATE), ASKED, "k1", SOON);
  }

  private static ToolException fails(ResponseDefinitionBuilder answer) {
    SERVER.stubFor(any(anyUrl()).willReturn(answer));
    return assertThrows(ToolException.class, () -> get("/rates"));
  }

  @Test
  void argumentsStayInTheirPlaceOfTheAddress() throws Exception {
    SERVER.stubFor(any(anyUrl()).willReturn(okJson("{\"rate\":1.25}")));
    assertEquals("{\"rate\":1.25}", get("/v1/{base}/day?symbol={symbol}").canonical());
    SERVER.verify(
        getRequestedFor(urlEqualTo("/v1/EUR%2F..%3Fx%3D1/day?symbol=US%24%20%26%C3%A9"))
            .withHeader("Authorization", equalTo("Bearer s3cret-of-KEY")));
  }

  @Test
  void whatDoesNotStandInTheAddressIsItsQueryOrItsBody() throws Exception {
    SERVER.stubFor(any(anyUrl()).willReturn(okJson("{}")));
    get("/q?fixed=1");
    SERVER.verify(
        getRequestedFor(urlEqualTo("/q?fixed=1&base=EUR%2F..%3Fx%3D1&symbol=US%24%20%26%C3%A9")));
    DeclaredTool tool = tool("/b", new DeclaredTool.Call.Http("POST"), Reach.PRIVATE);
    caller().call(tool, ASKED, "k1", SOON);
    SERVER.verify(
        postRequestedFor(urlEqualTo("/b"))
            .withRequestBody(equalToJson(ASKED.canonical()))
            .withHeader("Idempotency-Key", equalTo("k1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", ".."})
  void anArgumentCannotClimbInThePath(String value) {
    Json.Obj climbing = Json.object().put("base", value).put("symbol", "x").build();
    DeclaredTool tool = tool("/v1/{base}/day", new DeclaredTool.Call.Http("GET"), Reach.PRIVATE);
    assertThrows(ToolException.class, () -> caller().call(tool, climbing, "k", SOON));
    SERVER.verify(0, anyRequestedFor(anyUrl()));
  }

  @Test
  void aTextIsATextAndJsonThatIsNoneIsAFailure() throws Exception {
    SERVER.stubFor(any(anyUrl()).willReturn(ok("sunny").withHeader("Content-Type", "text/plain")));
    assertEquals(Json.of("sunny"), get("/w"));
    ToolException e = fails(okJson("{broken"));
    assertEquals(FailureKind.MALFORMED, e.kind());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "302, FORBIDDEN",
    "400, REFUSED",
    "401, REFUSED",
    "404, REFUSED",
    "429, OUTAGE",
    "500, UNAVAILABLE",
    "503, OUTAGE"
  })
  void aStatusThatIsNoSuccessIsAFailure(int status, FailureKind kind) {
    ToolException e =
        fails(
            aResponse()
                .withStatus(status)
                .withHeader("Location", "http://169.254.169.254/")
                .withHeader("Retry-After", "7")
                .withBody("no: Bearer s3cret-of-KEY"));
    assertEquals(kind, e.kind());
    assertTrue(e.what().contains("answered " + status), e.what());
    assertFalse(e.what().contains("s3cret"), e.what());
    SERVER.verify(1, anyRequestedFor(anyUrl()));
    if (status == 503) {
      assertEquals(Duration.ofSeconds(7), e.retryAfter());
    }
  }

  @Test
  void aSecretThatComesBackIsHidden() throws Exception {
    SERVER.stubFor(any(anyUrl()).willReturn(okJson("{\"you_sent\":\"s3cret-of-KEY\"}")));
    assertEquals("{\"you_sent\":\"***\"}", get("/echo").canonical());
  }

  @Test
  void anAnswerThatIsTooLongOrTooSlowIsAFailure() {
    ToolException large = fails(ok("x".repeat(ToolCaller.MAX_ANSWER + 1)));
    assertTrue(large.what().contains("more than 1048576 bytes"), large.what());
    SERVER.stubFor(any(anyUrl()).willReturn(ok("x").withChunkedDribbleDelay(2, 60_000)));
    DeclaredTool tool = tool("/slow", new DeclaredTool.Call.Http("GET"), Reach.PRIVATE);
    ToolException slow =
        assertThrows(
            ToolException.class, () -> caller().call(tool, ASKED, "k", Duration.ofMillis(300)));
    assertEquals(FailureKind.TIMEOUT, slow.kind());
  }

  /// The name of the address is allowed; what it leads to is not.
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"})
  void aPublicToolIsNeverAtAnAddressOfThisNetwork(String address) {
    DeclaredTool tool = tool("/", new DeclaredTool.Call.Http("GET"), Reach.PUBLIC);
    ToolException e =
        assertThrows(ToolException.class, () -> caller(address).call(tool, ASKED, "k", SOON));
    assertEquals(FailureKind.FORBIDDEN, e.kind());
    assertFalse(e.what().contains(address), e.what());
    SERVER.verify(0, anyRequestedFor(anyUrl()));
  }

  @Test
  void aPrivateToolIsNeverOnTheInternet() {
    DeclaredTool tool = tool("/", new DeclaredTool.Call.Http("GET"), Reach.PRIVATE);
    ToolException e =
        assertThrows(ToolException.class, () -> caller("8.8.8.8").call(tool, ASKED, "k", SOON));
    assertEquals(FailureKind.FORBIDDEN, e.kind());
  }

  /// A name with two addresses: only the one that is allowed is connected to.
  @Test
  void ofSeveralAddressesOnlyThoseAllowedAreUsed() throws Exception {
    SERVER.stubFor(any(anyUrl()).willReturn(okJson("{}")));
    DeclaredTool tool = tool("/", new DeclaredTool.Call.Http("GET"), Reach.PRIVATE);
    caller("8.8.8.8", "127.0.0.1").call(tool, ASKED, "k", SOON);
    SERVER.verify(1, anyRequestedFor(anyUrl()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aToolOfTheModelContextProtocolIsCalled(boolean stream) throws Exception {
    answers("initialize", stream, "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}");
    answers(
        "tools/call", stream, "{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"hits\\\":2}\"}]}");
    SERVER.stubFor(
        post("/mcp")
            .withRequestBody(matchingJsonPath("$.method", equalTo("notifications/initialized")))
            .willReturn(aResponse().withStatus(202)));
    DeclaredTool tool = tool("/mcp", new DeclaredTool.Call.Mcp("search"), Reach.PRIVATE);
    assertEquals("{\"hits\":2}", caller().call(tool, ASKED, "k1", SOON).canonical());
    SERVER.verify(
        postRequestedFor(urlEqualTo("/mcp"))
            .withHeader("Mcp-Session-Id", equalTo("s-1"))
            .withHeader("MCP-Protocol-Version", equalTo("2025-06-18"))
            .withHeader("Authorization", equalTo("Bearer s3cret-of-KEY"))
            .withRequestBody(matchingJsonPath("$.params.name", equalTo("search")))
            .withRequestBody(matchingJsonPath("$.params.arguments.symbol", equalTo("US$ &é"))));
    SERVER.verify(
        deleteRequestedFor(urlEqualTo("/mcp")).withHeader("Mcp-Session-Id", equalTo("s-1")));
  }

  @Test
  void anErrorOfSuchAToolIsAFailureInItsWords() {
    answers("initialize", false, "{\"protocolVersion\":\"2025-06-18\"}");
    answers(
        "tools/call",
        false,
        "{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"no such city\"}]}");
    SERVER.stubFor(
        post("/mcp")
            .withRequestBody(matchingJsonPath("$.method", equalTo("notifications/initialized")))
            .willReturn(aResponse().withStatus(202)));
    DeclaredTool tool = tool("/mcp", new DeclaredTool.Call.Mcp("search"), Reach.PRIVATE);
    ToolException e =
        assertThrows(ToolException.class, () -> caller().call(tool, ASKED, "k1", SOON));
    assertEquals(FailureKind.REFUSED, e.kind());
    assertEquals("failed: no such city", e.what());
  }

  private static void answers(String method, boolean stream, String result) {
    int id = method.equals("initialize") ? 1 : 2;
    String message = "{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":%s}".formatted(id, result);
    String noise = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{}}";
    SERVER.stubFor(
        post("/mcp")
            .withRequestBody(matchingJsonPath("$.method", equalTo(method)))
            .willReturn(
                (stream
                        ? ok("event: message\ndata: " + noise + "\n\ndata: " + message + "\n\n")
                            .withHeader("Content-Type", "text/event-stream")
                        : okJson(message))
                    .withHeader("Mcp-Session-Id", "s-1")));
  }
}
