package dev.converge.runtime.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A public command-line client finds its way by reflection: `buf`, where it is installed.
class CommandLineTest {
  private final Optional<Path> buf = Tools.find(List.of("buf"));
  private final ScriptedAgents agents = new ScriptedAgents();
  private final GrpcServer server = new GrpcServer(agents, ScriptedPrograms.det100());

  @BeforeEach
  void look() {
    assumeTrue(buf.isPresent(), "no buf on this machine");
  }

  @AfterEach
  void stop() {
    server.close();
    agents.close();
  }

  private String run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(buf.orElseThrow().toString());
    command.addAll(List.of("curl", "--http2-prior-knowledge", "--protocol", "grpc"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  @Test
  void listsAndCallsTheServices() throws Exception {
    String server = "http://127.0.0.1:" + this.server.port();
    String services = run("--list-services", server);
    assertTrue(services.contains("converge.v1.ConvergeService"), services);
    String health = run(server + "/grpc.health.v1.Health/Check");
    assertTrue(health.contains("SERVING"), health);
    String answer =
        run(
            "--data",
            "{\"blueprint_id\":\"det-100\",\"seeds\":[{\"key\":\"a\",\"value\":{\"content\":\"x\"}}]}",
            server + "/converge.v1.ConvergeService/SubmitJob");
    assertTrue(answer.contains("\"jobId\""), answer);
  }

  @Test
  void findsNothingToSayOfTheContract() throws Exception {
    Process process =
        new ProcessBuilder(buf.orElseThrow().toString(), "lint")
            .directory(Path.of("..", "api").toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("", said);
    assertEquals(0, process.waitFor());
  }
}
