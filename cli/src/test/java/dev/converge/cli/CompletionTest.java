package dev.converge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The scripts for completion, read by the shells that they are for where these are installed.
final class CompletionTest {
  private static final int PATIENCE_SECONDS = 120;

  @TempDir private Path folder;

  private record Printed(int status, String out, String err) {}

  private static Printed completion(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of("completion"));
    all.addAll(Arrays.asList(arguments));
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    return new Printed(status, out.toString(), err.toString());
  }

  private static boolean isInstalled(String shell) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(place -> Files.isExecutable(Path.of(place, shell)));
  }

  private Path scriptFor(String shell) throws IOException {
    Printed printed = completion(shell);
    assertEquals(0, printed.status(), printed.err());
    return Files.writeString(folder.resolve("converge." + shell), printed.out());
  }

  private static List<String> run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), out);
    return out.lines().toList();
  }

  @Test
  void bashCompletesCommandsAndTheirOptions() throws IOException, InterruptedException {
    assumeTrue(isInstalled("bash"));
    Path script = scriptFor("bash");
    String complete =
        "source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_converge; printf '%%s\\n' \"${COMPREPLY[@]}\"";
    List<String> commands = run("bash", "-c", complete.formatted(script, "converge ''", 1));
    assertTrue(
        commands.stream().map(String::strip).toList().containsAll(List.of("serve", "run")),
        commands::toString);
    assertFalse(commands.stream().anyMatch(line -> line.strip().equals("train")));
    List<String> options = run("bash", "-c", complete.formatted(script, "converge submit --", 2));
    assertTrue(
        options.stream().map(String::strip).anyMatch("--template"::equals), options::toString);
  }

  @Test
  void fishCompletesCommandsAndTheirOptions() throws IOException, InterruptedException {
    assumeTrue(isInstalled("fish"));
    Path script = scriptFor("fish");
    String complete = "source %s; complete -C '%s'";
    List<String> commands =
        run("fish", "--no-config", "-c", complete.formatted(script, "converge "));
    assertTrue(commands.contains("serve\tStarts the server."), commands::toString);
    assertFalse(commands.stream().anyMatch(line -> line.startsWith("train")));
    List<String> below =
        run("fish", "--no-config", "-c", complete.formatted(script, "converge templates "));
    assertTrue(below.stream().anyMatch(line -> line.startsWith("validate\t")), below::toString);
    assertFalse(below.stream().anyMatch(line -> line.startsWith("serve\t")), below::toString);
    List<String> options =
        run("fish", "--no-config", "-c", complete.formatted(script, "converge submit --"));
    assertTrue(
        options.stream().anyMatch(line -> line.startsWith("--template\t")), options::toString);
  }

  @Test
  void zshReadsItsScript() throws IOException, InterruptedException {
    assumeTrue(isInstalled("zsh"));
    run("zsh", "-f", "-c", "autoload -U compinit; compinit -u -D; source " + scriptFor("zsh"));
  }

  @Test
  void anotherShellIsRefusedWithTheOnesThatWork() {
    Printed refused = completion("powershell");
    assertEquals(64, refused.status());
    assertTrue(refused.err().contains("'powershell' is none of bash, zsh, fish"), refused.err());
  }
}
