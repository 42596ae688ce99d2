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
import dev.converge.engine.RunObserver;
import dev.converge.proto.ConvergeProto;
import dev.converge.runtime.console.ConsoleFeature;
import dev.converge.runtime.http.HtmlPage;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs what is in `examples/`, and the console, as their users do.
final class ExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();
  private static final int PATIENCE_SECONDS = 120;

  /// Told by a page how it went; the driver waits for a text and then clicks on.
  private static final String DRIVER =
      """
      <script>
      const until = async what => {
        for (let i = 0; i < 600; i++) {
          const found = what();
          if (found) return found;
          await new Promise(r => setTimeout(r, 50));
        }
        return 'never: ' + what;
      };
      const tell = text => fetch('/told?text=' + encodeURIComponent(text));
      </script>
      """;

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
  void theGrpcScriptCallsMethodsThatAreThereWithFieldsThatTheyHave() throws Exception {
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

  /// Opens a page, with something more in it, in a browser; returns what the page told.
  private String browse(String page, String more, String query, Visit visit) throws Exception {
    assumeTrue(onPath("chromium"), "no chromium");
    CompletableFuture<String> told = new CompletableFuture<>();
    Feature pages =
        site -> {
          site.resource("/page")
              .produces("text/html")
              .get(_ -> HttpResponse.of(HttpStatus.OK, MediaType.HTML_UTF_8, page + DRIVER + more));
          site.resource("/told")
              .get(exchange -> {
                told.complete(String.valueOf(exchange.query("text")));
                return HttpResponse.of(HttpStatus.NO_CONTENT);
              });
        };
    try (Fixture server = new Fixture(ServerSettings.DEFAULT, RunObserver.none(), List.of(pages))) {
      String job = visit.before(server);
      List<String> command =
          new ArrayList<>(
              List.of(
                  "chromium",
                  "--headless",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-dev-shm-usage",
                  "--user-data-dir=" + folder.resolve("profile")));
      command.add(server.uri("/page" + query.formatted(job)).toString());
      Process browser =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return told.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } finally {
        browser.descendants().forEach(ProcessHandle::destroyForcibly);
        browser.destroyForcibly().waitFor();
      }
    }
  }

  /// What is done before the page is opened.
  private interface Visit {
    String before(Fixture server);
  }

  @Test
  void theBrowserPageShowsTheFactsWithAPlainEventSource() throws Exception {
    String more =
        """
        <script>
        until(() => document.getElementById('status').textContent === 'converged')
          .then(() => tell(document.querySelectorAll('#facts li').length + ' facts'));
        </script>
        """;
    String page = Files.readString(EXAMPLES.resolve("watch.html"));
    assertEquals("4 facts", browse(page, more, "?job=%s", server -> server.submit("chain")));
  }

  @Test
  void theConsoleListsSubmitsWatchesAndDecides() throws Exception {
    String more =
        """
        <script>
        (async () => {
          const job = await until(() => document.querySelector('button.job'));
          job.click();
          const approve = await until(() => document.querySelector('#proposals button'));
          document.getElementById('actor').value = 'ann';
          approve.click();
          await until(() => document.getElementById('state').textContent.startsWith('converged'));
          const facts = document.querySelectorAll('#facts li').length;
          const decided = document.querySelector('#events').textContent.includes('ann');
          await tell(facts + ' facts, decided: ' + decided + ', ' + document.getElementById('message').textContent);
        })();
        </script>
        """;
    String page = HtmlPage.resource(ConsoleFeature.class, "console.html");
    String told = browse(page, more, "", server -> server.submit("gate"));
    // Four of the agents, and the decision, which is a fact, too.
    assertEquals("5 facts, decided: false, ", told);
  }
}
