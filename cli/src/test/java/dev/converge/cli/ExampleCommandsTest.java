package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The commands that the page of the examples shows do what it says.
final class ExampleCommandsTest {
  static List<String> commands() throws IOException {
    try (Stream<String> lines = Files.lines(Pages.ROOT.resolve("examples/README.md"))) {
      List<String> commands = lines.filter(line -> line.startsWith("./converge ")).toList();
      assertTrue(commands.size() >= 4, commands::toString);
      return commands;
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theCommandSucceeds(String command) {
    String here = command.replaceAll("(?<=[ @])(examples|replays)/", "../$1/");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(here.substring("./converge ".length()).split(" ", -1));
    assertEquals(0, status, command + ": " + out + err);
  }
}
