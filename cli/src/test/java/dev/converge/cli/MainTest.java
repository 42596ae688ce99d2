package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.terminal.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine commandLine =
      Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @Test
  void versionNamesTheProduct() {
    assertEquals(0, commandLine.execute("--version"));
    assertTrue(out.toString().startsWith("converge "), out::toString);
  }

  @Test
  void aMissingCommandIsAUsageError() {
    assertEquals(ExitCode.USAGE, commandLine.execute());
    assertTrue(err.toString().contains("missing command"), err::toString);
  }
}
