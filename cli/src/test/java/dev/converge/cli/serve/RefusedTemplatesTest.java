package dev.converge.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import dev.converge.cli.Served;
import dev.converge.cli.command.Scaffold;
import dev.converge.cli.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a server does with templates that it cannot take.
final class RefusedTemplatesTest {
  @TempDir private Path folder = Path.of("");

  private Served start() {
    return Served.start(
        Config.load(
            Map.of(
                "--port", List.of("0"),
                "--grace-period", List.of("2s"),
                "--data", List.of(folder.resolve("data").toString()),
                "--templates", List.of(folder.resolve("templates").toString())),
            Map.of(),
            folder),
        Map.of());
  }

  private static String get(Served serving, String path) {
    AggregatedHttpResponse answer = WebClient.of(serving.url()).get(path).aggregate().join();
    return answer.status().code() + " " + answer.contentUtf8();
  }

  private Path template(String name) {
    return Scaffold.write(name, folder.resolve("templates"));
  }

  private static void change(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    assertTrue(text.contains(from), text);
    Files.writeString(file, text.replace(from, to));
  }

  @Test
  void aTemplateThatIsNotValidIsNamedAndTheOthersRun() throws IOException {
    template("good");
    change(template("bad").resolve("bad.yaml"), "version: 0.1.0", "version: 0.1");
    try (Served serving = start()) {
      assertTrue(get(serving, "/api/v1/templates/good").startsWith("200 "));
      assertTrue(get(serving, "/api/v1/templates/bad").startsWith("404 "));
      String ready = get(serving, "/ready");
      assertTrue(
          ready.contains("{\"name\":\"templates\",\"state\":\"ok; not loaded: bad\"}"), ready);
    }
  }

  @Test
  void contentThatChangedUnderTheSameVersionIsRefusedAtTheStartAsWhileTheServerRuns()
      throws IOException {
    Path spec = template("mine").resolve("mine.feature");
    String first = Files.readString(spec);
    try (Served serving = start()) {
      assertEquals("200 " + first, get(serving, "/api/v1/templates/mine/spec"));
    }
    Files.writeString(spec, first + "# changed\n");
    try (Served serving = start()) {
      assertEquals("200 " + first, get(serving, "/api/v1/templates/mine/spec"));
      String ready = get(serving, "/ready");
      assertTrue(ready.contains("ok; not loaded: mine"), ready);
    }
    change(spec.resolveSibling("mine.yaml"), "version: 0.1.0", "version: 0.1.1");
    try (Served serving = start()) {
      assertEquals("200 " + first + "# changed\n", get(serving, "/api/v1/templates/mine/spec"));
      assertEquals("200 " + first, get(serving, "/api/v1/templates/mine/spec?version=0.1.0"));
      assertTrue(get(serving, "/ready").contains("\"templates\",\"state\":\"ok\"}"));
    }
  }
}
