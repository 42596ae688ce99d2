package dev.converge.cli.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.converge.engine.agent.CallScope;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One line for each event.
abstract class LogLines extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};
  private static final Pattern RUN =
      Pattern.compile("run_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  final LogText text;

  LogLines(LogText text) {
    this.text = text;
  }

  abstract void line(StringBuilder out, ILoggingEvent event);

  @Override
  public final byte[] encode(ILoggingEvent event) {
    StringBuilder out = new StringBuilder(256);
    line(out, event);
    return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public final byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public final byte[] footerBytes() {
    return NOTHING;
  }

  final String message(ILoggingEvent event) {
    return text.safe(String.valueOf(event.getFormattedMessage()), LogText.MAX_MESSAGE);
  }

  final Optional<String> stack(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    return thrown == null
        ? Optional.empty()
        : Optional.of(text.safe(ThrowableProxyUtil.asString(thrown).strip(), LogText.MAX_TRACE));
  }

  /// The run for which the thread works, or the one that the message names.
  static Optional<String> run(String message) {
    if (CallScope.RUN_ID.isBound()) {
      return Optional.of(CallScope.RUN_ID.get());
    }
    Matcher m = RUN.matcher(message);
    return m.find() ? Optional.of(m.group()) : Optional.empty();
  }
}
