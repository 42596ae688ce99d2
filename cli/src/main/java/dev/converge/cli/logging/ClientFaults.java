package dev.converge.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.io.IOException;
import java.util.List;

/// Drops warnings of libraries about clients that break a connection or a protocol, because anyone
/// could fill a log that way. At level `debug` they are shown.
final class ClientFaults extends Filter<ILoggingEvent> {
  private static final List<String> LIBRARIES = List.of("com.linecorp.armeria.", "io.netty.");

  /// Packages of exceptions that libraries throw for bytes from clients.
  private static final List<String> PROTOCOLS =
      List.of("io.netty.handler.codec.", "io.netty.handler.ssl.");

  private final boolean shown;

  ClientFaults(Level level) {
    this.shown = Level.DEBUG.isGreaterOrEqual(level);
  }

  @Override
  public FilterReply decide(ILoggingEvent event) {
    boolean ofClients =
        !shown
            && LIBRARIES.stream().anyMatch(event.getLoggerName()::startsWith)
            && event.getThrowableProxy() instanceof ThrowableProxy proxy
            && ofClient(proxy.getThrowable());
    return ofClients ? FilterReply.DENY : FilterReply.NEUTRAL;
  }

  private static boolean ofClient(Throwable thrown) {
    return thrown instanceof IOException
        || PROTOCOLS.stream().anyMatch(thrown.getClass().getName()::startsWith);
  }
}
