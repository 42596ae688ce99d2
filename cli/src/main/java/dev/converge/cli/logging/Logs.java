package dev.converge.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import dev.converge.cli.config.Config;
import dev.converge.cli.terminal.Terminal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/// Configures log lines, which go to standard error.
public final class Logs {
  /// Knows of no traces.
  public static final Function<String, Optional<String>> NO_TRACES = _ -> Optional.empty();

  /// Messages at the start that are only of interest for troubleshooting.
  private static final List<String> LIBRARIES =
      List.of("com.linecorp.armeria", "io.grpc", "io.micrometer", "io.netty", "io.opentelemetry");

  /// The store on PostgreSQL reports in one line what its pool reports for each broken connection.
  private static final String POOL = "com.zaxxer.hikari";

  private static final String DRIVER = "org.sqlite.SQLiteJDBCLoader";

  private static final String UNASKED =
      "io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics";

  private Logs() {}

  /// Sets format and level.
  ///
  /// @param environment every variable of the process; those with secrets are redacted
  /// @param traces trace ids of runs in progress
  public static void use(
      Config.Sight sight,
      Map<String, String> environment,
      Function<String, Optional<String>> traces) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context) {
      boolean json =
          switch (sight.logFormat()) {
            case JSON -> true;
            case TEXT -> false;
            case AUTO -> Terminal.console().isEmpty();
          };
      use(context, json, sight.logLevel(), LogText.of(environment), traces);
    }
  }

  /// Sets the format and level of one logger context.
  public static void use(
      LoggerContext context,
      boolean json,
      String level,
      LogText text,
      Function<String, Optional<String>> traces) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setTarget("System.err");
    LogLines lines = json ? new JsonLines(text, traces) : new ReadableLines(text);
    lines.setContext(context);
    lines.start();
    console.setEncoder(lines);
    ClientFaults faults = new ClientFaults(Level.toLevel(level));
    faults.start();
    console.addFilter(faults);
    console.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.setLevel(Level.toLevel(level));
    root.addAppender(console);
    Level libraries = Level.toLevel(level).isGreaterOrEqual(Level.INFO) ? Level.WARN : Level.INFO;
    for (String library : LIBRARIES) {
      context.getLogger(library).setLevel(libraries);
    }
    // The store reports in one line what these report with a stack trace for each folder they
    // tried.
    Level asked = root.getLevel().isGreaterOrEqual(Level.INFO) ? Level.OFF : Level.DEBUG;
    context.getLogger(DRIVER).setLevel(asked);
    context.getLogger(POOL).setLevel(asked);
    // At every start, it reports that it cannot count virtual threads, which nobody needs.
    context.getLogger(UNASKED).setLevel(Level.ERROR);
  }
}
