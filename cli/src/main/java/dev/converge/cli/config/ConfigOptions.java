package dev.converge.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// The options of the settings, created from their table.
public final class ConfigOptions {
  private ConfigOptions() {}

  /// Adds the option of every setting to a command.
  public static final class All implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec command) {
      return addTo(command, Settings.all());
    }
  }

  /// Adds the options for the location of keys.
  public static final class Keys implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec command) {
      return addTo(command, List.of(GeneralSettings.DATA, AccessSettings.AUTH_KEYS));
    }
  }

  /// Adds the options for all storage locations.
  public static final class Kept implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec command) {
      return addTo(
          command,
          List.of(
              GeneralSettings.DATA,
              GeneralSettings.SIGNING_KEY,
              AccessSettings.AUTH_KEYS,
              GeneralSettings.RECORDINGS,
              GeneralSettings.STORAGE_URL));
    }
  }

  /// Adds the option for the location of data.
  public static final class Data implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec command) {
      return addTo(command, List.of(GeneralSettings.DATA));
    }
  }

  /// Adds the options of a process that drives runs for servers.
  public static final class Worker implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec command) {
      List<Setting<?>> settings = new ArrayList<>(HostSettings.all());
      settings.addAll(QuotaSettings.all());
      settings.addAll(
          List.of(
              GeneralSettings.DATA,
              GeneralSettings.TEMPLATES,
              GeneralSettings.MODELS,
              GeneralSettings.RECORDINGS,
              GeneralSettings.PATENTS,
              GeneralSettings.PATENT_SOURCES,
              GeneralSettings.TOOLS,
              GeneralSettings.DURABILITY,
              GeneralSettings.STORAGE_URL,
              GeneralSettings.STORAGE_USER,
              GeneralSettings.GRACE_PERIOD,
              LimitSettings.ENGINE_CALLS,
              ObservabilitySettings.LOG_FORMAT,
              ObservabilitySettings.LOG_LEVEL,
              ObservabilitySettings.TRACING));
      return addTo(command, settings);
    }
  }

  /// Adds the options of runs on this machine without a server.
  static final class Local implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec command) {
      return addTo(
          command,
          List.of(
              GeneralSettings.DATA,
              GeneralSettings.TEMPLATES,
              GeneralSettings.MODELS,
              GeneralSettings.PATENTS,
              GeneralSettings.PATENT_LIKENESS,
              GeneralSettings.TOOLS,
              GeneralSettings.DURABILITY,
              ObservabilitySettings.TRACING,
              ObservabilitySettings.LOG_LEVEL));
    }
  }

  /// Options below the first level are hidden in the help.
  private static CommandSpec addTo(CommandSpec command, List<Setting<?>> settings) {
    command.addOption(
        OptionSpec.builder(ConfigSources.CONFIG_FLAG)
            .paramLabel("FILE")
            .type(String.class)
            .description(
                "The configuration file. Default: ./" + ConfigSources.FILE + ", if it exists.")
            .build());
    for (Setting<?> setting : settings) {
      if (!setting.kind().isSecret()) {
        command.addOption(option(setting));
      }
    }
    return command;
  }

  private static OptionSpec option(Setting<?> setting) {
    String shown = Setting.shown(setting.byDefault());
    OptionSpec.Builder option =
        OptionSpec.builder(setting.flag())
            .description((setting.description() + " Default: " + shown + ".").replace("%", "%%"))
            .paramLabel(setting.kind().list() ? "VALUE,…" : "VALUE")
            .hidden(setting.name().contains("."));
    boolean yesOrNo = setting.kind().expected().equals(SettingType.bool().expected());
    if (yesOrNo) {
      option.type(String.class).arity("0..1").fallbackValue("true");
    } else if (setting.kind().list()) {
      option.type(List.class).auxiliaryTypes(String.class).arity("1");
    } else {
      option.type(String.class).arity("1");
    }
    return option.build();
  }

  /// The given options.
  static Map<String, List<String>> given(ParseResult parsed) {
    Map<String, List<String>> given = new LinkedHashMap<>();
    for (OptionSpec option : parsed.matchedOptions()) {
      String name = option.longestName();
      boolean ours =
          name.equals(ConfigSources.CONFIG_FLAG)
              || Settings.all().stream().anyMatch(setting -> setting.flag().equals(name));
      if (ours) {
        given.put(name, option.stringValues());
      }
    }
    return given;
  }

  /// Everything from a parsed command line and the process together.
  ///
  /// @throws ConfigException if anything is wrong
  public static ConfigSources sources(ParseResult parsed) {
    return ConfigSources.read(given(parsed), System.getenv(), Path.of(""));
  }
}
