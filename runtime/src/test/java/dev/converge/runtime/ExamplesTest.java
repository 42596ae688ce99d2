package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Descriptors;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import dev.converge.core.json.Json;
import dev.converge.engine.run.RunObserver;
import dev.converge.proto.ConvergeProto;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.Browser;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs what is in `examples/` as its users do.
final class ExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();
  private static final int PATIENCE_SECONDS = 120;

  @TempDir private Path folder = Path.of("");

  private static String run(Path in, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "did not end");
    assertEquals(0, process.exitValue(), output);
    return output;
  }

  private Path job() throws IOException {
    return Files.writeString(folder.resolve("job.json"), Fixture.job("chain"));
  }

  @Test
  void theScriptSubmitsFollowsAndPrintsTheFacts() throws Exception {
    assumeTrue(onPath("curl"), "no curl");
    try (Fixture server = new Fixture()) {
      String output =
          run(
              folder,
              EXAMPLES.resolve("submit.sh").toString(),
              "http://127.0.0.1:" + server.server.port(),
              job().toString());
      assertTrue(output.contains("4 event: fact"), output);
      assertTrue(output.contains("\"status\":\"converged\""), output);
    }
  }

  @Test
  void theJavaClientPrintsEveryEvent() throws Exception {
    try (Fixture server = new Fixture()) {
      String output =
          run(
              folder,
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              EXAMPLES.resolve("Watch.java").toString(),
              "http://127.0.0.1:" + server.server.port(),
              job().toString());
      assertEquals(4, output.lines().filter(l -> l.contains("\"fact_promoted\"")).count());
      assertTrue(output.strip().endsWith("}"), output);
      assertTrue(output.contains("\"status\":\"converged\""), output);
    }
    assertTrue(Files.readAllLines(EXAMPLES.resolve("Watch.java")).size() < 60);
  }

  @Test
  void thePythonClientPrintsEveryEventAndEveryFact() throws Exception {
    assumeTrue(onPath("python3"), "no python3");
    try (Fixture server = new Fixture()) {
      String output =
          run(
              folder,
              "python3",
              EXAMPLES.resolve("client.py").toString(),
              "http://127.0.0.1:" + server.server.port(),
              job().toString());
      assertEquals(4, output.lines().filter(line -> line.endsWith(" fact_promoted")).count());
      assertTrue(output.contains("Seeds\tseed:1\tthe beginning"), output);
    }
  }

  @Test
  void theScriptApprovesWhatWaitsForAPerson() throws Exception {
    assumeTrue(onPath("curl"), "no curl");
    try (Fixture server = new Fixture()) {
      String output =
          run(
              folder,
              EXAMPLES.resolve("approve.sh").toString(),
              "http://127.0.0.1:" + server.server.port(),
              server.submit("gate"),
              "ann");
      assertTrue(output.contains("\"decision\":\"approved\""), output);
      assertTrue(output.lines().toList().getLast().contains("\"status\":\"converged\""), output);
    }
  }

  /// grpcurl is seldom there; what the script calls and sends can be checked without it.
  @Test
  void theGrpcScriptCallsMethodsThatExistWithFieldsThatTheyHave() throws Exception {
    String script = Files.readString(EXAMPLES.resolve("grpc.sh"));
    Descriptors.ServiceDescriptor service =
        ConvergeProto.getDescriptor().findServiceByName("ConvergeService");
    Matcher calls = Pattern.compile("call (?:'([^']*)'|\"(.*?[^\\\\])\") (\\w+)").matcher(script);
    int looked = 0;
    while (calls.find()) {
      looked++;
      Descriptors.MethodDescriptor method = service.findMethodByName(calls.group(3));
      assertNotNull(method, calls.group());
      String body = calls.group(1) == null ? calls.group(2).replace("\\\"", "\"") : calls.group(1);
      known(method.getInputType(), Json.parse(body));
    }
    assertEquals(4, looked);
  }

  private static void known(Descriptors.Descriptor type, Json value) {
    if (value instanceof Json.Arr(var items)) {
      items.forEach(item -> known(type, item));
    } else if (value instanceof Json.Obj object && !type.getFullName().startsWith("google.")) {
      object
          .fields()
          .forEach((name, member) -> {
            Descriptors.FieldDescriptor field = type.findFieldByName(name);
            assertNotNull(field, type.getFullName() + ": " + name);
            if (field.getJavaType() == Descriptors.FieldDescriptor.JavaType.MESSAGE) {
              known(field.getMessageType(), member);
            }
          });
    }
  }

  private static boolean onPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
  }

  @Test
  void theBrowserPageShowsTheFactsWithAPlainEventSource() throws Exception {
    Browser.required();
    String page = Files.readString(EXAMPLES.resolve("watch.html"));
    Feature pages =
        site ->
            site.resource("/page")
                .produces("text/html")
                .get(_ -> HttpResponse.of(HttpStatus.OK, MediaType.HTML_UTF_8, page), "job");
    try (Fixture server = new Fixture(ServerSettings.DEFAULT, RunObserver.none(), List.of(pages));
        Browser browser = new Browser(folder.resolve("profile"))) {
      browser.open(server.uri("/page?job=" + server.submit("chain")).toString());
      browser.until("document.getElementById('status').textContent === 'converged'");
      assertEquals("4", browser.evaluate("document.querySelectorAll('#facts li').length"));
    }
  }
}
