package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.command.ConfigCommand;
import dev.converge.cli.command.KeysCommand;
import dev.converge.cli.config.Settings;
import dev.converge.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ConfigCommandTest {
  @TempDir private Path folder = Path.of("");

  private static String run(Object command, int expected, String... args) {
    StringWriter out = new StringWriter();
    int code =
        new CommandLine(command)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .setExecutionExceptionHandler((e, _, _) -> {
              out.append(e.getMessage());
              return ExitCode.USAGE;
            })
            .execute(args);
    assertEquals(expected, code, out::toString);
    return out.toString();
  }

  @Test
  void configShowsNoPassword() throws IOException {
    Path file = folder.resolve("c.yaml");
    Files.writeString(
        file,
        "storage:\n  url: jdbc:postgresql://ann:hidden@db/c?password=hidden\n  password: hidden\n");
    String shown = run(new ConfigCommand(), 0, "--config", file.toString());
    assertTrue(shown.contains(" = jdbc:postgresql://db/c  ("), shown);
    assertTrue(shown.contains(" = (not shown)  ("), shown);
    assertFalse(shown.contains("hidden"), shown);
  }

  @Test
  void configShowsWhatIsInForceAndWhereItComesFrom() throws IOException {
    Path file = folder.resolve("c.yaml");
    Files.writeString(file, "port: 9000\nsigning_key: keys/ours.pem\n");
    String shown =
        run(
            new ConfigCommand(),
            0,
            "--config",
            file.toString(),
            "--host",
            "localhost",
            "--insecure");
    assertTrue(shown.matches("(?s).*\\bport += 9000  \\(\\S*c\\.yaml:1:7\\)\\R.*"), shown);
    assertTrue(shown.matches("(?s).*\\bhost +=\\ localhost  \\(--host\\)\\R.*"), shown);
    assertTrue(shown.matches("(?s).*\\binsecure +=\\ true  \\(--insecure\\)\\R.*"), shown);
    assertTrue(shown.matches("(?s).*\\bdurability +=\\ full  \\(default\\)\\R.*"), shown);
    assertTrue(shown.matches("(?s).*\\bsigning_key +=\\ keys/ours\\.pem  \\(.*"), shown);
    assertEquals(Settings.all().size(), shown.lines().count());
  }

  @Test
  void aWrongSettingIsReportedWithoutAStackTrace() throws IOException {
    Path file = folder.resolve("c.yaml");
    Files.writeString(file, "prot: 1\n");
    assertEquals(
        file + ":1:1: unknown key \"prot\" (expected: a setting; did you mean \"port\"?)",
        run(new ConfigCommand(), ExitCode.USAGE, "--config", file.toString()));
  }

  @Test
  void keysAreMadeListedAndRevoked() {
    String data = "--data=" + folder;
    String key = run(new KeysCommand(), 0, "create", data, "--tenant=acme", "--name=alice").strip();
    run(new KeysCommand(), 0, "create", data, "--name=bob", "--expires-in=1h");
    List<String> listed = run(new KeysCommand(), 0, "list", data).lines().toList();
    assertEquals(2, listed.size());
    assertTrue(
        listed.getFirst().matches("[0-9a-f]{16}  acme +alice .*  valid  read submit control"),
        listed::getFirst);
    assertTrue(listed.getLast().contains("  default "), listed::getLast);
    assertTrue(listed.getLast().contains("valid until "), listed::getLast);
    assertFalse(listed.getFirst().contains(key), listed::getFirst);
    run(new KeysCommand(), 0, "revoke", data, key);
    assertTrue(run(new KeysCommand(), 0, "list", data).contains("revoked 2"));
    assertEquals(
        "key not found: 0123456789abcdef",
        run(new KeysCommand(), ExitCode.ERROR, "revoke", data, "0123456789abcdef").strip());
  }

  @Test
  void aNameThatCouldBreakALineIsRefused() {
    run(new KeysCommand(), 2, "create", "--data=" + folder, "--name=a\nb");
    assertFalse(Files.exists(folder.resolve("keys.json")));
  }

  @Test
  void aNameIsListedSoThatItLooksLikeNoOther() {
    String data = "--data=" + folder;
    run(new KeysCommand(), 0, "create", data, "--name=\u0430nn|a b");
    String listed = run(new KeysCommand(), 0, "list", data);
    assertTrue(listed.contains("\\u{430}nn|a b"), listed);
  }
}
