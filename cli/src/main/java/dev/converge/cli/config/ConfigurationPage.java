package dev.converge.cli.config;

/// Writes `docs/reference/configuration.md` from the table of settings.
public final class ConfigurationPage {
  private ConfigurationPage() {}

  /// The page, in Markdown.
  public static String text() {
    StringBuilder out = new StringBuilder();
    out.append(
        """
        # Configuration

        Made from the table of settings in `Settings.java`; a test compares them.

        A value comes from the last of these that says anything: its default, `converge.yaml` (in the working folder, or the one that `--config` or `CONVERGE_CONFIG` names), the environment, the options of the command line. `converge config` shows what is in force and where each value comes from.

        In the file a dot is a level: `limits.body` is

        ```yaml
        limits:
          body: 2MiB
        ```

        The variable of a setting is its name in capitals with `CONVERGE_` before it, dots as underscores; the option has two dashes before it and dashes for dots and underscores. Lists are YAML lists in the file and separated by commas elsewhere. Paths in the file are relative to its folder. A variable that is empty says nothing. Unknown keys and variables are errors.

        | setting | what it can be | default | variable | option | |
        |---|---|---|---|---|---|
        """);
    for (Setting<?> setting : Settings.all()) {
      String byDefault = setting.byDefault().isEmpty() ? "" : setting.byDefault().getFirst();
      out.append("| `").append(setting.name()).append("` | ");
      out.append(setting.kind().expected()).append(" | ");
      out.append(byDefault.isEmpty() ? "" : "`" + byDefault + "`").append(" | `");
      out.append(setting.variable()).append("` | ");
      out.append("`" + setting.flag() + "`").append(" | ");
      out.append(setting.description()).append(" |\n");
    }
    out.append("\n## Other variables\n\n| variable | |\n|---|---|\n");
    ConfigSources.OTHER_VARIABLES.forEach(
        (name, what) -> out.append("| `").append(name).append("` | ").append(what).append(" |\n"));
    out.append(
        """

        Traces are configured by the standard variables of OpenTelemetry: `OTEL_EXPORTER_OTLP_ENDPOINT` (or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`), `OTEL_EXPORTER_OTLP_PROTOCOL`, `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_EXPORTER_OTLP_TIMEOUT`, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER`, `OTEL_TRACES_SAMPLER_ARG`, `OTEL_SDK_DISABLED`. Nothing is exported unless an endpoint is named. Keys of model providers come from the environment alone and are never settings.
        """);
    return out.toString();
  }
}
