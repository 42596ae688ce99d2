package dev.converge.cli.command.help;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// Man pages of all commands, one each, with the macros that every `man` supports. They contain the
/// same as the commands' help, because both have the same source.
public final class ManPages {
  private static final String SECTION = "1";

  private ManPages() {}

  /// The pages by file name, such as `converge-templates-new.1`.
  ///
  /// @param version of the program
  public static Map<String, String> of(CommandLine root, String version) {
    Map<String, String> pages = new LinkedHashMap<>();
    add(root, version, pages);
    return pages;
  }

  private static void add(CommandLine command, String version, Map<String, String> pages) {
    if (command.getCommandSpec().usageMessage().hidden()) {
      return;
    }
    String name = command.getCommandSpec().qualifiedName("-");
    pages.put(name + "." + SECTION, page(command, name, version));
    command.getSubcommands().values().forEach(below -> add(below, version, pages));
  }

  private static String page(CommandLine command, String name, String version) {
    CommandSpec spec = command.getCommandSpec();
    UsageMessageSpec usage = spec.usageMessage();
    StringBuilder page = new StringBuilder();
    page.append(".TH \"").append(name.toUpperCase(Locale.ROOT)).append("\" \"").append(SECTION);
    page.append("\" \"\" \"converge ").append(escaped(version)).append("\" \"converge\"\n");
    // No hyphenation, so that words can be found and copied.
    page.append(".nh\n.ad l\n");
    page.append(".SH NAME\n").append(escaped(name)).append(" \\- ");
    page.append(escaped(firstSentence(usage.description()))).append('\n');
    page.append(".SH SYNOPSIS\n.nf\n");
    String synopsis = new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF)).synopsis(0);
    page.append(lines(synopsis)).append(".fi\n");
    page.append(".SH DESCRIPTION\n");
    for (String paragraph : usage.description()) {
      page.append(".PP\n").append(lines(plain(paragraph)));
    }
    arguments(spec, page);
    commands(command, page);
    exitCodes(usage, page);
    footer(usage, page);
    seeAlso(command, page);
    return page.toString();
  }

  private static void arguments(CommandSpec spec, StringBuilder page) {
    List<PositionalParamSpec> parameters =
        spec.positionalParameters().stream().filter(it -> !it.hidden()).toList();
    if (!parameters.isEmpty()) {
      page.append(".SH PARAMETERS\n");
      parameters.forEach(it -> entry(it.paramLabel(), it, page));
    }
    List<OptionSpec> options = spec.options().stream().filter(it -> !it.hidden()).toList();
    if (!options.isEmpty()) {
      page.append(".SH OPTIONS\n");
      for (OptionSpec option : options) {
        String names = String.join(", ", option.names());
        entry(option.arity().max() > 0 ? names + " " + option.paramLabel() : names, option, page);
      }
    }
  }

  private static void entry(String names, ArgSpec argument, StringBuilder page) {
    entry(names, plain(String.join(" ", argument.description())), page);
  }

  private static void entry(String term, String text, StringBuilder page) {
    page.append(".TP\n.B ").append(escaped(term).replace("\"", "\\(dq")).append('\n');
    page.append(lines(text));
  }

  private static void commands(CommandLine command, StringBuilder page) {
    Map<String, CommandLine> below = shown(command);
    if (!below.isEmpty()) {
      page.append(".SH COMMANDS\n");
      below.forEach((name, sub) ->
          entry(name, firstSentence(sub.getCommandSpec().usageMessage().description()), page));
    }
  }

  private static Map<String, CommandLine> shown(CommandLine command) {
    Map<String, CommandLine> shown = new LinkedHashMap<>(command.getSubcommands());
    shown.values().removeIf(it -> it.getCommandSpec().usageMessage().hidden());
    return shown;
  }

  private static void exitCodes(UsageMessageSpec usage, StringBuilder page) {
    if (!usage.exitCodeList().isEmpty()) {
      page.append(".SH EXIT STATUS\n");
      usage.exitCodeList().forEach((code, text) -> entry(code.strip(), plain(text), page));
    }
  }

  /// The end of the help: notes and examples.
  private static void footer(UsageMessageSpec usage, StringBuilder page) {
    if (usage.footer().length > 0) {
      page.append(".SH NOTES AND EXAMPLES\n.nf\n");
      for (String line : usage.footer()) {
        page.append(lines(plain(line).stripTrailing()));
      }
      page.append(".fi\n");
    }
  }

  private static void seeAlso(CommandLine command, StringBuilder page) {
    List<String> names = new ArrayList<>();
    CommandLine parent = command.getParent();
    if (parent != null) {
      names.add(parent.getCommandSpec().qualifiedName("-"));
    }
    shown(command).values().forEach(it -> names.add(it.getCommandSpec().qualifiedName("-")));
    if (!names.isEmpty()) {
      page.append(".SH SEE ALSO\n");
      page.append(
          String.join(
              ",\n",
              names.stream().map(it -> ".BR " + escaped(it) + " (" + SECTION + ")").toList()));
      page.append('\n');
    }
  }

  private static String firstSentence(String[] description) {
    String all = plain(String.join(" ", description)).strip();
    int end = all.indexOf(". ");
    String first = end < 0 ? all : all.substring(0, end);
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }

  /// Without picocli's formats.
  private static String plain(String text) {
    return text.replace("%n", "\n").replace("%%", "%");
  }

  /// Lines of text. A line must not start like a command of the formatter.
  private static String lines(String text) {
    StringBuilder lines = new StringBuilder();
    for (String line :
        text.strip().isEmpty() ? List.of("") : text.stripTrailing().lines().toList()) {
      String escaped = escaped(line);
      if (escaped.startsWith(".") || escaped.startsWith("'")) {
        lines.append("\\&");
      }
      lines.append(escaped.isEmpty() ? ".sp" : escaped).append('\n');
    }
    return lines.toString();
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...");
  }
}
