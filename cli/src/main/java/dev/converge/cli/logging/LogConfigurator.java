package dev.converge.cli.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/// The initial configuration of logback, found by `ServiceLoader`: readable lines for warnings.
/// Reading a file for that would cost a tenth of a second at every start. Public because logback
/// creates it.
public final class LogConfigurator extends ContextAwareBase implements Configurator {
  /// Called by logback.
  public LogConfigurator() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    Logs.use(context, false, "warn", LogText.of(System.getenv()), Logs.NO_TRACES);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
