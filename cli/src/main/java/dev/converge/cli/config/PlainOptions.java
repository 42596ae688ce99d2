package dev.converge.cli.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Simple options of `serve`: settings with their values and nothing else. A start that reads them
/// here is ready a third of a second earlier than one that first builds the whole command line,
/// whose library is compiled for such an old JVM that no cache of classes accepts it.
public final class PlainOptions {
  private PlainOptions() {}

  /// The options by name; empty if the command line has to process them, such as help and mistakes.
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

  /// Whether an option can have no value; empty if the option does not exist.
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
