package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/// Every command and subcommand explains itself on standard output, with status 0.
final class HelpTest {
  static Stream<List<String>> commands() {
    List<List<String>> all = new ArrayList<>();
    walk(Main.commandLine(), List.of(), all);
    assertTrue(all.size() > 20, all::toString);
    return all.stream();
  }

  private static void walk(CommandLine command, List<String> path, List<List<String>> all) {
    all.add(path);
    command
        .getSubcommands()
        .forEach((name, sub) -> {
          List<String> longer = new ArrayList<>(path);
          longer.add(name);
          walk(sub, longer, all);
        });
  }

  private static String shown(List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    assertEquals(0, command.execute(arguments.toArray(String[]::new)), arguments + ": " + err);
    assertEquals("", err.toString(), arguments::toString);
    return out.toString();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItself(List<String> path) {
    for (String option : List.of("--help", "-h")) {
      List<String> arguments = new ArrayList<>(path);
      arguments.add(option);
      String help = shown(arguments);
      assertTrue(help.contains("Usage: converge"), help);
      assertTrue(help.contains(String.join(" ", path)), help);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpExplainsEveryCommand(List<String> path) {
    if (path.size() == 1 && !path.getFirst().equals("help")) {
      assertTrue(
          shown(List.of("help", path.getFirst())).contains("Usage: converge " + path.getFirst()));
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionAndParameterHasADescription(List<String> path) {
    CommandLine command = Main.commandLine();
    for (String name : path) {
      command = Objects.requireNonNull(command.getSubcommands().get(name));
    }
    Stream<ArgSpec> all =
        Stream.concat(
            command.getCommandSpec().options().stream(),
            command.getCommandSpec().positionalParameters().stream());
    assertAll(
        all.filter(arg -> !arg.hidden())
            .map(arg ->
                () -> assertFalse(String.join("", arg.description()).isBlank(), arg::toString)));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasExamplesThatParse(List<String> path) {
    String name = String.join(" ", path).isEmpty() ? "" : " " + String.join(" ", path);
    List<String> arguments = new ArrayList<>(path);
    arguments.add("--help");
    List<String> examples =
        shown(arguments)
            .lines()
            .dropWhile(line -> !line.startsWith("Example"))
            .skip(1)
            .map(String::strip)
            .toList();
    assertFalse(examples.isEmpty(), () -> "no example for converge" + name);
    for (String example : examples) {
      assertTrue(example.startsWith("converge" + name), example);
      Main.commandLine().parseArgs(words(example));
    }
  }

  /// The arguments of a command line as a shell would pass them.
  private static String[] words(String line) {
    return Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)")
        .matcher(line)
        .results()
        .skip(1)
        .map(m -> m.group(1) != null ? m.group(1) : m.group(2) != null ? m.group(2) : m.group(3))
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void labelsAndDescriptionsHaveOneStyle(List<String> path) {
    CommandLine command = Main.commandLine();
    for (String name : path) {
      command = Objects.requireNonNull(command.getSubcommands().get(name));
    }
    for (ArgSpec arg : command.getCommandSpec().args()) {
      boolean ours = !arg.hidden() && !path.contains("help");
      if (ours && arg.arity().max() > 0) {
        assertTrue(arg.paramLabel().matches("[A-Z][A-Z|@,…=\\[\\]]*"), arg::paramLabel);
      }
      if (!arg.hidden()) {
        String text = String.join(" ", arg.description()).strip();
        assertTrue(text.matches("(?s)[A-Z`].*\\."), () -> arg + ": " + text);
      }
    }
  }
}
