package dev.converge.cli.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Options of `serve` that need no explanation: settings with their values and nothing else. A
/// start that reads them here is ready a third of a second earlier than one that first puts
/// together the whole command line, whose library is compiled for a JVM so old that no cache of
/// classes takes it in.
public final class PlainOptions {
  private PlainOptions() {}

  /// The options by name; empty if they are for the command line to judge, as help and mistakes
  /// are.
  public static Optional<Map<String, List<String>>> of(List<String> args) {
    Map<String, List<String>> given = new LinkedHashMap<>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg : arg.substring(0, equals);
      Optional<Boolean> yesOrNo = yesOrNo(name);
      String value;
      if (yesOrNo.isEmpty()) {
        return Optional.empty();
      } else if (equals >= 0) {
        value = arg.substring(equals + 1);
      } else if (i + 1 < args.size() && !args.get(i + 1).startsWith("-")) {
        value = args.get(++i);
      } else if (yesOrNo.get()) {
        value = "true";
      } else {
        return Optional.empty();
      }
      given.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }
    return Optional.of(given);
  }

  /// Whether an option can do without a value; empty if there is no such option.
  private static Optional<Boolean> yesOrNo(String name) {
    if (name.equals(ConfigSources.CONFIG_FLAG)) {
      return Optional.of(false);
    }
    String expected = SettingType.bool().expected();
    return Settings.all().stream()
        .filter(setting -> setting.flag().equals(name) && !setting.kind().isSecret())
        .map(setting -> setting.kind().expected().equals(expected))
        .findFirst();
  }
}
