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

/// Takes over templates that were installed at another replica: from time to time, and before a
/// request is told that there is no such template. Thread-safe.
final class SharedTemplates implements AutoCloseable {
  /// From one look to the next.
  static final Duration EVERY = Duration.ofSeconds(1);

  /// How long a request waits for the look of another one.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(SharedTemplates.class);

  private final Host host;
  private final Templates templates;
  private final TemplateStore store;
  private final ReentrantLock looking = new ReentrantLock();
  private long known = -1;
  private volatile Timers.@Nullable Timer timer;
  private volatile boolean closed;

  /// Begins to look.
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

  /// One look at a time: whoever comes meanwhile waits for what it finds, but not for a database
  /// that is away. A look asks for templates itself, whether they are there.
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
