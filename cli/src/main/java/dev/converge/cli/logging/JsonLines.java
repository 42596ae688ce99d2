package dev.converge.cli.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.converge.core.text.Times;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// For machines: one JSON object per line, with the run and its trace.
final class JsonLines extends LogLines {
  private final Function<String, Optional<String>> traces;

  /// @param traces trace ids of runs in progress
  JsonLines(LogText text, Function<String, Optional<String>> traces) {
    super(text);
    this.traces = traces;
  }

  @Override
  void line(StringBuilder out, ILoggingEvent event) {
    String message = message(event);
    out.append('{');
    field(out, "time", Times.format(event.getInstant()));
    field(out, "level", event.getLevel().toString().toLowerCase(Locale.ROOT));
    field(out, "logger", event.getLoggerName());
    field(out, "thread", String.valueOf(event.getThreadName()));
    field(out, "message", message);
    run(message)
        .ifPresent(runId -> {
          field(out, "run_id", runId);
          traces.apply(runId).ifPresent(trace -> field(out, "trace_id", trace));
        });
    stack(event).ifPresent(stack -> field(out, "stack", stack));
    out.append('}');
  }

  private static void field(StringBuilder out, String name, String value) {
    if (out.charAt(out.length() - 1) != '{') {
      out.append(',');
    }
    out.append('"').append(name).append("\":\"");
    LogText.escape(out, value, true);
    out.append('"');
  }
}
