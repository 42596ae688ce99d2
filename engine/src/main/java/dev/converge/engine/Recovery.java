package dev.converge.engine;

import dev.converge.engine.host.Host;
import dev.converge.engine.store.JobStore;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds runs that are not final and that nobody drives: at the start those that a crash
/// interrupted, and from time to time those that were left since. Thread-safe.
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final int SCAN_PAGE = 500;

  /// Before the second attempt to read the store.
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  private final Duration every;
  private final Host host;
  private final JobStore jobs;
  private final Predicate<String> adopt;
  private final BooleanSupplier draining;
  private volatile boolean done;

  /// @param adopt takes up the run of an id unless it is driven here; whether it did
  Recovery(
      Duration every, Host host, JobStore jobs, Predicate<String> adopt, BooleanSupplier draining) {
    this.every = every;
    this.host = host;
    this.jobs = jobs;
    this.adopt = adopt;
    this.draining = draining;
  }

  /// Looks through all of them and returns once they are taken up, then looks again from time to
  /// time. If the store cannot be read, it tries again after a pause that doubles up to the usual
  /// one.
  void start() {
    attempt(FIRST_PAUSE);
  }

  private void attempt(Duration pause) {
    try {
      run();
    } catch (Throwable e) {
      LOG.warn(
          "looking for interrupted runs failed, next try in {} ms: {}",
          pause.toMillis(),
          e.getMessage());
      Duration doubled = pause.multipliedBy(2);
      Duration next = doubled.compareTo(every) < 0 ? doubled : every;
      host.timers().after(pause, () -> host.executor().execute(() -> attempt(next)));
    }
  }

  private void run() {
    String last = "";
    int found = 0;
    while (!draining.getAsBoolean()) {
      List<JobStore.Run> page = jobs.unfinished(last, SCAN_PAGE);
      for (JobStore.Run run : page) {
        last = run.runId();
        if (adopt.test(run.runId())) {
          found++;
        }
      }
      if (page.size() < SCAN_PAGE) {
        break;
      }
    }
    if (found > 0) {
      LOG.info("took up {} interrupted runs", found);
    }
    done = true;
    if (!draining.getAsBoolean()) {
      later();
    }
  }

  private void later() {
    host.timers().after(every, () -> host.executor().execute(this::start));
  }

  /// Whether all were looked through once.
  boolean done() {
    return done;
  }
}
