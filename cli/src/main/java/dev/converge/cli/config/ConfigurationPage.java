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

        This page is generated from `Settings.java`. A test compares them.

        Settings come from four sources. Later ones take precedence: the default, the file `converge.yaml` (in the working directory, or the file that `--config` or `CONVERGE_CONFIG` names), the environment, the command line. `converge config` shows every value and its source.

        In the file, a dot is a level of nesting. `limits.body` is written as

        ```yaml
        limits:
          body: 2MiB
        ```

        The environment variable of a setting is `CONVERGE_` and its name in capitals, with underscores for dots. The option is `--` and its name, with dashes for dots and underscores. Lists are YAML lists in the file and separated by commas elsewhere. Paths in the file are relative to its directory. Empty variables are ignored. Unknown keys and unknown `CONVERGE_` variables are errors.

        | setting | value | default | variable | option | description |
        |---|---|---|---|---|---|
        """);
    for (Setting<?> setting : Settings.all()) {
      String byDefault = setting.byDefault().isEmpty() ? "" : setting.byDefault().getFirst();
      out.append("| `").append(setting.name()).append("` | ");
      out.append(setting.kind().expected()).append(" | ");
      out.append(byDefault.isEmpty() ? "" : "`" + byDefault + "`").append(" | `");
      out.append(setting.variable()).append("` | ");
      out.append(setting.kind().isSecret() ? "" : "`" + setting.flag() + "`").append(" | ");
      out.append(setting.description()).append(" |\n");
    }
    out.append("\n## Other variables\n\n| variable | |\n|---|---|\n");
    ConfigSources.OTHER_VARIABLES.forEach(
        (name, what) -> out.append("| `").append(name).append("` | ").append(what).append(" |\n"));
    out.append(
        """

        The standard OpenTelemetry variables configure traces: `OTEL_EXPORTER_OTLP_ENDPOINT` (or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`), `OTEL_EXPORTER_OTLP_PROTOCOL`, `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_EXPORTER_OTLP_TIMEOUT`, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER`, `OTEL_TRACES_SAMPLER_ARG`, `OTEL_SDK_DISABLED`. Traces are exported only if an endpoint is set. The keys of model providers are not settings. They come from the environment only.
        """);
    return out.toString();
  }
}
