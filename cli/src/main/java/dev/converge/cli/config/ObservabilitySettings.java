package dev.converge.cli.config;

import java.util.List;
import java.util.regex.Pattern;

/// Settings of logs, metrics and traces.
final class ObservabilitySettings {
  private static final SettingTable TABLE = new SettingTable();

  private static final Pattern LEVEL = Pattern.compile("error|warn|info|debug");

  static final Setting<LogFormat> LOG_FORMAT =
      TABLE.add(
          "log.format",
          SettingType.choice(LogFormat.class),
          "auto",
          "Format of log lines. `auto` is text on a terminal and JSON otherwise.");
  static final Setting<String> LOG_LEVEL =
      TABLE.add(
          "log.level",
          SettingType.text("error, warn, info or debug", LEVEL),
          "info",
          "Lowest level that is logged.");
  static final Setting<Boolean> METRICS_PUBLIC =
      TABLE.add(
          "metrics.public",
          SettingType.bool(),
          "false",
          "Serve `/metrics` without authentication even if `auth.enabled` is set.");
  static final Setting<Boolean> TRACING =
      TABLE.add(
          "tracing",
          SettingType.bool(),
          "true",
          "Export traces if an `OTEL_*` variable sets an endpoint.");

  private ObservabilitySettings() {}

  /// All of them, in the order of the reference.
  static List<Setting<?>> all() {
    return TABLE.all();
  }
}
