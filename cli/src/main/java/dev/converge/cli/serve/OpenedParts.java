package dev.converge.cli.serve;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts opened so far, which are closed in the opposite order even if some cannot be closed.
/// Used by one thread at a time.
final class OpenedParts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenedParts.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /// Adds a part that was just opened.
  <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("something could not be closed", e);
      }
    }
  }
}
