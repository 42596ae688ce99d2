package dev.converge.cli.command.help;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The completion script for fish, for which picocli has no generator.
final class FishCompletion {
  private final String program;
  private final StringBuilder script = new StringBuilder();

  private FishCompletion(String program) {
    this.program = program;
  }

  static String of(CommandLine root) {
    FishCompletion completion = new FishCompletion(root.getCommandName());
    completion
        .script
        .append("# Completes the commands and options of ")
        .append(completion.program)
        .append(" in fish.\n");
    completion.add(root, List.of());
    return completion.script.toString();
  }

  private void add(CommandLine command, List<String> path) {
    Map<String, CommandLine> below = command.getSubcommands();
    String here = condition(path, below.keySet());
    below.forEach((name, sub) -> {
      CommandSpec spec = sub.getCommandSpec();
      if (!spec.usageMessage().hidden()) {
        line(here, "-f -a " + name, spec.usageMessage().description());
      }
    });
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.hidden()) {
        line(here, names(option), option.description());
      }
    }
    below.forEach((name, sub) -> {
      if (!sub.getCommandSpec().usageMessage().hidden()) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        add(sub, longer);
      }
    });
  }

  /// True if the words so far name exactly this command and no subcommand.
  private static String condition(List<String> path, Iterable<String> below) {
    StringBuilder condition = new StringBuilder();
    if (path.isEmpty()) {
      return "__fish_use_subcommand";
    }
    for (String name : path) {
      condition
          .append(condition.isEmpty() ? "" : "; and ")
          .append("__fish_seen_subcommand_from ")
          .append(name);
    }
    List<String> names = new ArrayList<>();
    below.forEach(names::add);
    if (!names.isEmpty()) {
      condition.append("; and not __fish_seen_subcommand_from ").append(String.join(" ", names));
    }
    return condition.toString();
  }

  private static String names(OptionSpec option) {
    List<String> words = new ArrayList<>();
    for (String name : option.names()) {
      if (name.startsWith("--")) {
        words.add("-l " + name.substring(2));
      } else {
        words.add("-s " + name.substring(1));
      }
    }
    if (option.arity().max() > 0) {
      words.add("-r");
    }
    return String.join(" ", words);
  }

  private void line(String condition, String what, String[] description) {
    script
        .append("complete -c ")
        .append(program)
        .append(" -n '")
        .append(condition)
        .append("' ")
        .append(what)
        .append(" -d '")
        .append(quoted(String.join(" ", description)))
        .append("'\n");
  }

  /// Text between single quotes, in which fish interprets a backslash before a quote or a
  /// backslash.
  private static String quoted(String text) {
    return text.strip()
        .replaceAll("\\s+", " ")
        .replace("\\", "\\\\")
        .replace("'", "\\'")
        .replace("%%", "%");
  }
}
