package dev.converge.cli.serve;

import dev.converge.cli.config.Config;
import dev.converge.cli.config.ConfigException;
import dev.converge.cli.logging.Logs;
import dev.converge.cli.terminal.Version;
import dev.converge.engine.agent.Agents;
import dev.converge.runtime.tracing.RunTracing;
import dev.converge.runtime.tracing.SpanIds;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Exports traces to where the standard `OTEL_*` variables say. Without them, nothing of
/// OpenTelemetry is loaded.
final class Telemetry implements AutoCloseable {
  private static final Duration LAST_EXPORT = Duration.ofSeconds(2);
  private static final String PROTOCOL = "http/protobuf";

  private static final Pattern PROPERTY = Pattern.compile("otel(\\.[a-z0-9_]+)+");

  /// Each of these variables turns traces on.
  private static final List<String> ENDPOINTS =
      List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

  private static final List<String> PROTOCOLS =
      List.of("OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL");

  private final OpenTelemetrySdk sdk;
  private final RunTracing tracing;

  private Telemetry(OpenTelemetrySdk sdk, RunTracing tracing) {
    this.sdk = sdk;
    this.tracing = tracing;
  }

  /// Starts exporting if that is configured.
  ///
  /// @param environment every variable of the process
  /// @throws ConfigException if a variable requests something unavailable
  static Optional<Telemetry> of(Config.Sight sight, Map<String, String> environment) {
    return sight.tracing() && isWanted(environment)
        ? Optional.of(start(environment))
        : Optional.empty();
  }

  /// The same for a process that starts: from then on, its log lines contain the traces, and the
  /// export ends with the process.
  static Optional<Telemetry> begin(
      Config.Sight sight, Map<String, String> environment, OpenedParts opened) {
    Optional<Telemetry> telemetry = of(sight, environment);
    telemetry.ifPresent(opened::add);
    Logs.use(
        sight,
        environment,
        telemetry.isPresent() ? telemetry.get().tracing()::trace : Logs.NO_TRACES);
    return telemetry;
  }

  private static boolean isWanted(Map<String, String> environment) {
    boolean off =
        environment.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true")
            || environment.getOrDefault("OTEL_TRACES_EXPORTER", "").equals("none");
    return !off
        && ENDPOINTS.stream().anyMatch(name -> !environment.getOrDefault(name, "").isEmpty());
  }

  private static Telemetry start(Map<String, String> environment) {
    for (String name : PROTOCOLS) {
      String protocol = environment.getOrDefault(name, "");
      if (!protocol.isEmpty() && !protocol.equals(PROTOCOL)) {
        throw new ConfigException(
            List.of(name + ": \"" + protocol + "\" (expected: " + PROTOCOL + ")"));
      }
    }
    SpanIds ids = new SpanIds();
    OpenTelemetrySdk sdk = sdk(environment, ids);
    return new Telemetry(sdk, new RunTracing(sdk.getTracer("dev.converge", Version.number()), ids));
  }

  private static OpenTelemetrySdk sdk(Map<String, String> environment, SpanIds ids) {
    try {
      return AutoConfiguredOpenTelemetrySdk.builder()
          .disableShutdownHook()
          .addPropertiesSupplier(Telemetry::defaults)
          .addPropertiesCustomizer(_ -> properties(environment))
          .addTracerProviderCustomizer((builder, _) -> builder.setIdGenerator(new Ids(ids)))
          .build()
          .getOpenTelemetrySdk();
    } catch (ConfigurationException e) {
      throw new ConfigException(
          List.of(
              "traces: "
                  + asVariables(String.valueOf(e.getMessage()))
                  + " (expected: OTEL_* variables as OpenTelemetry defines them, or tracing:"
                  + " false)"));
    }
  }

  /// The library names its properties, but the operator set variables.
  private static String asVariables(String message) {
    String line = message.lines().findFirst().orElse("");
    return PROPERTY
        .matcher(line)
        .replaceAll(found -> found.group().toUpperCase(Locale.ROOT).replace('.', '_'));
  }

  /// Defaults without variables: only traces, over HTTP, because no other exporter is on the class
  /// path.
  private static Map<String, String> defaults() {
    return Map.of(
        "otel.traces.exporter", "otlp",
        "otel.metrics.exporter", "none",
        "otel.logs.exporter", "none",
        "otel.exporter.otlp.protocol", PROTOCOL,
        "otel.propagators", "tracecontext",
        "otel.service.name", "converge");
  }

  /// The variables as properties. They are passed and not read from the process, so that both can
  /// be tested.
  private static Map<String, String> properties(Map<String, String> environment) {
    Map<String, String> properties = new TreeMap<>();
    environment.forEach((name, value) -> {
      if (name.startsWith("OTEL_") && !value.isEmpty()) {
        properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
      }
    });
    return properties;
  }

  /// Receives events of the engine.
  RunTracing tracing() {
    return tracing;
  }

  /// The same agents, each called with the trace that its requests continue.
  Agents traced(Agents agents) {
    return new TracedAgents(agents, tracing);
  }

  /// Exports what is left, for a short time at most.
  @Override
  public void close() {
    sdk.shutdown().join(LAST_EXPORT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Predetermined ids, and random ones for other spans.
  private record Ids(SpanIds decided) implements IdGenerator {
    @Override
    public String generateSpanId() {
      return decided.span().orElseGet(() -> IdGenerator.random().generateSpanId());
    }

    @Override
    public String generateTraceId() {
      return decided.trace().orElseGet(() -> IdGenerator.random().generateTraceId());
    }
  }
}
