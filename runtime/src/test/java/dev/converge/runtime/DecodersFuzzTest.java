package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.converge.core.json.Json;
import dev.converge.runtime.http.StrictJson;
import dev.converge.runtime.problems.ProblemException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever bytes come, each request is answered as the contract says, and never as a fault of the
/// server. The inputs in `DecodersFuzzTestInputs` run in every build, without Jazzer, which takes
/// longer to start than they take; with `JAZZER_FUZZ=1` Jazzer makes up more.
final class DecodersFuzzTest {
  private static final String FUZZ = "JAZZER_FUZZ";

  /// One folder for each method, named as it is.
  private static final Path INPUTS =
      Path.of("src/test/resources/dev/converge/runtime/DecodersFuzzTestInputs");

  private static final String JSON = "application/json";

  /// What goes into a query as it is.
  private static final String PLAIN = "0123456789abcdefghijklmnopqrstuvwxyz&=";

  /// Routes that take a body; an input's first byte chooses one.
  private static final List<String> BODIES =
      List.of(
          "POST /api/v1/jobs",
          "POST {job}/observations",
          "POST {job}/proposals/prop:2:agent_B:1/approve",
          "POST {job}/proposals/none/reject",
          "PATCH {job}/budget",
          "POST /api/v1/templates/validate",
          "POST {job}/pause",
          "PUT /api/v1/templates/fuzzed/versions/1.0.0");

  /// Routes that take a query or a cursor; an input's first byte chooses one.
  private static final List<String> QUERIES =
      List.of(
          "/api/v1/jobs?cursor=",
          "/api/v1/jobs?limit=",
          "/api/v1/jobs?since=",
          "/api/v1/jobs?status=",
          "{job}/events?after=",
          "{job}/events?type=",
          "{job}/stream?types=run_status&after=",
          "{job}?run=",
          "/api/v1/templates/fuzzed/spec?version=");

  private static final SortedMap<String, Consumer<byte[]>> METHODS =
      new TreeMap<>(
          Map.of(
              "anyBodyIsAnsweredAsTheContractSays", DecodersFuzzTest::body,
              "anyQueryIsAnsweredAsTheContractSays", DecodersFuzzTest::query,
              "whatIsReadAsJsonIsTheSameWhenItIsWrittenAndReadAgain", DecodersFuzzTest::json));

  /// One for all, and made when it is first asked for: Jazzer makes no use of instances.
  private static final class Server {
    static final Fixture FIXTURE = new Fixture();
    static final String WAITING = FIXTURE.submitted("gate");
    static final String FINAL = FIXTURE.submitted("empty");
  }

  private static boolean started;

  @AfterAll
  static void stop() {
    if (started) {
      Server.FIXTURE.close();
    }
  }

  private static String chosen(List<String> routes, byte[] input) {
    started = true;
    return routes.get(input.length == 0 ? 0 : Math.floorMod(input[0] - '0', routes.size()));
  }

  private static byte[] rest(byte[] input) {
    return input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
  }

  static Stream<Arguments> kept() throws IOException {
    List<Arguments> kept = new ArrayList<>();
    try (Stream<Path> files = Files.walk(INPUTS)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        kept.add(Arguments.of(INPUTS.relativize(file).toString(), Files.readAllBytes(file)));
      }
    }
    METHODS.keySet().forEach(method -> kept.add(Arguments.of(method + "/nothing", new byte[0])));
    return kept.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kept")
  void aKeptInputIsAnsweredAsItsMethodSays(String input, byte[] bytes) {
    Objects.requireNonNull(METHODS.get(input.substring(0, input.indexOf('/'))), input)
        .accept(bytes);
  }

  @FuzzTest(maxDuration = "3m")
  @EnabledIfEnvironmentVariable(named = FUZZ, matches = ".+")
  void anyBodyIsAnsweredAsTheContractSays(byte[] input) {
    body(input);
  }

  private static void body(byte[] input) {
    String[] route = chosen(BODIES, input).split(" ", -1);
    HttpResponse<String> response =
        Server.FIXTURE.send(
            Server.FIXTURE
                .request(route[1].replace("{job}", Server.WAITING))
                .header("content-type", JSON)
                .method(route[0], HttpRequest.BodyPublishers.ofByteArray(rest(input))));
    assertTrue(response.statusCode() < 500, response::body);
  }

  @FuzzTest(maxDuration = "2m")
  @EnabledIfEnvironmentVariable(named = FUZZ, matches = ".+")
  void anyQueryIsAnsweredAsTheContractSays(byte[] input) {
    query(input);
  }

  private static void query(byte[] input) {
    String route = chosen(QUERIES, input).replace("{job}", Server.FINAL);
    StringBuilder escaped = new StringBuilder(route);
    for (byte b : rest(input)) {
      boolean plain = PLAIN.indexOf(b) >= 0;
      escaped.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xFF));
    }
    HttpResponse<String> response = Server.FIXTURE.get(escaped.toString());
    assertTrue(response.statusCode() < 500, response::body);
  }

  @FuzzTest(maxDuration = "2m")
  @EnabledIfEnvironmentVariable(named = FUZZ, matches = ".+")
  void whatIsReadAsJsonIsTheSameWhenItIsWrittenAndReadAgain(byte[] input) {
    json(input);
  }

  private static void json(byte[] input) {
    Json read;
    try {
      read = StrictJson.parse(input);
    } catch (ProblemException e) {
      int status = e.problem().status();
      assertTrue(status == 400 || status == 422, e.getMessage());
      return;
    }
    byte[] written = read.canonical().getBytes(StandardCharsets.UTF_8);
    assertEquals(read, StrictJson.parse(written));
    assertEquals(read, Json.parse(read.canonical()));
  }
}
