package dev.converge.cli.serve;

import dev.converge.domain.template.Templates;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.Timers;
import dev.converge.engine.store.TemplateStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Loads templates that were installed at another replica: periodically, and before a request is
/// told that a template does not exist. Thread-safe.
final class SharedTemplates implements AutoCloseable {
  /// Interval between two checks.
  static final Duration EVERY = Duration.ofSeconds(1);

  /// How long a request waits for another request's check.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(SharedTemplates.class);

  private final Host host;
  private final Templates templates;
  private final TemplateStore store;
  private final ReentrantLock looking = new ReentrantLock();
  private long known = -1;
  private volatile Timers.@Nullable Timer timer;
  private volatile boolean closed;

  /// Starts checking.
  SharedTemplates(Host host, Templates templates, TemplateStore store) {
    this.host = host;
    this.templates = templates;
    this.store = store;
    templates.lookElsewhere(this::look);
    next();
  }

  private void next() {
    if (!closed) {
      timer =
          host.timers()
              .after(
                  EVERY,
                  () ->
                      host.executor()
                          .execute(() -> {
                            try {
                              look();
                            } finally {
                              next();
                            }
                          }));
    }
  }

  /// One check at a time: others wait for its result, but not for an unavailable database. A check
  /// asks whether templates exist itself.
  private void look() {
    if (closed || looking.isHeldByCurrentThread() || !mine()) {
      return;
    }
    try {
      long count = store.count();
      if (count != known) {
        InstalledPrograms.load(templates, store);
        known = count;
      }
    } catch (RuntimeException e) {
      LOG.debug("templates of other replicas cannot be read: {}", e.getMessage());
    } finally {
      looking.unlock();
    }
  }

  private boolean mine() {
    try {
      return looking.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    Timers.Timer last = timer;
    if (last != null) {
      last.cancel();
    }
  }
}
