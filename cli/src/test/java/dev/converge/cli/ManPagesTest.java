package dev.converge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.converge.cli.command.help.ManPages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The man pages, formatted by groff where it is installed.
final class ManPagesTest {
  @TempDir private Path folder = Path.of("");

  private static Map<String, String> pages() {
    return ManPages.of(Main.commandLine(), "converge 1.2.3");
  }

  private static void names(CommandLine command, Set<String> into) {
    if (!command.getCommandSpec().usageMessage().hidden()) {
      into.add(command.getCommandSpec().qualifiedName("-") + ".1");
      command.getSubcommands().values().forEach(below -> names(below, into));
    }
  }

  @Test
  void everyCommandHasAPageAndHiddenOnesHaveNone() {
    Set<String> commands = new TreeSet<>();
    names(Main.commandLine(), commands);
    assertEquals(commands, new TreeSet<>(pages().keySet()));
    assertTrue(commands.containsAll(List.of("converge.1", "converge-templates-validate.1")));
    assertFalse(commands.contains("converge-man-pages.1"));
  }

  @Test
  void aPageSaysWhatTheHelpSays() {
    String page = pages().getOrDefault("converge-templates-validate.1", "").replace("\\-", "-");
    for (String part :
        List.of(
            ".SH NAME\nconverge-templates-validate - Checks a template",
            ".B --watch\n",
            "DIR",
            "the template is invalid",
            "converge templates validate ./templates/my-flow",
            ".BR converge-templates (1)")) {
      assertTrue(page.contains(part), part + " is not in " + page);
    }
  }

  @Test
  void groffHasNothingToSayOfThem() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/groff")));
    List<String> command =
        new ArrayList<>(List.of("/usr/bin/groff", "-man", "-Tutf8", "-ww", "-z"));
    for (Map.Entry<String, String> page : pages().entrySet()) {
      command.add(write(page).toString());
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertEquals("", new String(process.getInputStream().readAllBytes(), UTF_8));
    assertEquals(0, process.waitFor());
  }

  private Path write(Map.Entry<String, String> page) throws IOException {
    return Files.writeString(folder.resolve(page.getKey()), page.getValue());
  }
}
