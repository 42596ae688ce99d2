package dev.converge.cli.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// For people at a terminal. A stack trace has its own lines.
final class ReadableLines extends LogLines {
  private final DateTimeFormatter time =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

  ReadableLines(LogText text) {
    super(text);
  }

  @Override
  void line(StringBuilder out, ILoggingEvent event) {
    String logger = event.getLoggerName();
    out.append(time.format(event.getInstant())).append(' ');
    out.append(String.format(Locale.ROOT, "%-5s ", event.getLevel()));
    out.append(logger.substring(logger.lastIndexOf('.') + 1)).append(' ');
    LogText.escape(out, message(event), false);
    stack(event)
        .ifPresent(stack ->
            stack
                .lines()
                .forEach(line -> {
                  out.append("\n    ");
                  LogText.escape(out, line.strip(), false);
                }));
  }
}
