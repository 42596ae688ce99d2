package dev.converge.engine;

import dev.converge.core.event.Sealed;
import dev.converge.engine.host.Host;
import dev.converge.engine.store.InputBox;
import dev.converge.engine.store.Journal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The appends of all runs. While the store refuses writes, appends that can wait are kept
/// unchanged. One of them is tried at a time, after a pause that doubles, whatever the number of
/// runs. After one succeeds, the others follow in growing groups. Thread-safe.
final class Appends {
  private static final Logger LOG = LoggerFactory.getLogger(Appends.class);

  /// The first pause before retrying a store that refuses writes; doubles with each refusal.
  static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  /// The longest pause.
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /// The sequence of a conflict that the store did not report: it is unknown whether the events are
  /// stored.
  static final long IN_DOUBT = -1;

  /// An append as the store gets it. Retries do not change it.
  ///
  /// @param answers the outcomes of posted inputs, which are stored with the events
  /// @param patient whether it waits while the store refuses writes; otherwise it is tried at once
  ///   and a refusal is reported
  /// @param kept called each time that it has to wait
  /// @param done receives the outcome, at most once for each attempt
  record Append(
      String runId,
      long expectedSequence,
      List<Sealed> events,
      Journal.RunHead head,
      List<InputBox.Answered> answers,
      boolean patient,
      Runnable kept,
      Consumer<Journal.AppendResult> done) {}

  private final Host host;
  private final Journal journal;
  private final ArrayDeque<Append> waiting = new ArrayDeque<>();
  private Duration pause = FIRST_PAUSE;
  private boolean refusing;
  private boolean armed;
  private boolean closed;
  private int window = 1;
  private int underWay;

  Appends(Host host, Journal journal) {
    this.host = host;
    this.journal = journal;
  }

  /// Appends now, or when the store accepts appends again.
  void append(Append append) {
    if (waits(append)) {
      append.kept().run();
    } else {
      attempt(append, false);
    }
  }

  private synchronized boolean waits(Append append) {
    if (!append.patient() || !refusing) {
      return false;
    }
    waiting.addLast(append);
    arm();
    return true;
  }

  /// Keeps an append that the store did not accept, although it did not report that it was
  /// unavailable.
  void keep(Append append) {
    refused(append, false);
    append.kept().run();
  }

  /// Other servers may drive all runs: waiting appends were not stored and are not retried.
  void fence() {
    List<Append> fenced;
    synchronized (this) {
      fenced = List.copyOf(waiting);
      waiting.clear();
    }
    fenced.forEach(append -> append.done().accept(new Journal.AppendResult.Fenced()));
  }

  /// Drops the waiting appends.
  synchronized void close() {
    closed = true;
    waiting.clear();
  }

  private void attempt(Append append, boolean again) {
    AtomicBoolean told = new AtomicBoolean();
    Consumer<Journal.AppendResult> once =
        result -> {
          if (told.compareAndSet(false, true)) {
            answered(append, again, result);
          }
        };
    try {
      journal.append(
          append.runId(),
          append.expectedSequence(),
          append.events(),
          append.head(),
          append.answers(),
          once);
    } catch (Throwable e) {
      LOG.warn("run {}: the store failed to accept an append", append.runId(), e);
      once.accept(new Journal.AppendResult.Conflict(IN_DOUBT));
    }
  }

  private void answered(Append append, boolean again, Journal.AppendResult result) {
    if (result instanceof Journal.AppendResult.Unavailable(var message)) {
      if (refused(append, again)) {
        LOG.warn("the store refuses appends; runs wait until it accepts them: {}", message);
      }
      if (append.patient()) {
        append.kept().run();
      } else {
        append.done().accept(result);
      }
      return;
    }
    append.done().accept(result);
    boolean doubtful = result instanceof Journal.AppendResult.Conflict(var at) && at == IN_DOUBT;
    taken(again, !doubtful).forEach(next -> attempt(next, true));
  }

  /// Whether the store had not refused writes before.
  private synchronized boolean refused(Append append, boolean again) {
    boolean first = !refusing;
    refusing = true;
    window = 1;
    if (again) {
      underWay--;
    }
    if (append.patient() && !closed) {
      waiting.addFirst(append);
      arm();
    }
    return first;
  }

  /// The appends to try next after the store responded.
  private synchronized List<Append> taken(boolean again, boolean well) {
    if (again) {
      underWay--;
    }
    List<Append> next = new ArrayList<>();
    if (!refusing) {
      return next;
    }
    if (!well) {
      arm();
      return next;
    }
    pause = FIRST_PAUSE;
    window = (int) Math.min(2L * window, Integer.MAX_VALUE);
    while (underWay < window && !waiting.isEmpty()) {
      underWay++;
      next.add(waiting.removeFirst());
    }
    if (underWay == 0) {
      refusing = false;
      window = 1;
      LOG.info("the store accepts appends again");
    }
    return next;
  }

  /// Tries one append after a pause between half of the time and all of it, so that several servers
  /// on one store do not retry together.
  private void arm() {
    if (armed || closed) {
      return;
    }
    long most = pause.toMillis();
    long millis = most / 2 + host.random().nextLong(most / 2 + 1);
    try {
      host.timers().after(Duration.ofMillis(millis), this::probe);
      armed = true;
    } catch (RuntimeException e) {
      // The server is ending: the server that loads the run next repeats what is waiting.
      LOG.debug("the store will not be retried", e);
    }
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void probe() {
    Append first;
    synchronized (this) {
      armed = false;
      first = waiting.pollFirst();
      if (first == null) {
        return;
      }
      underWay++;
    }
    try {
      // Encoding an append is not work for the timer thread.
      host.executor().execute(() -> attempt(first, true));
    } catch (Throwable e) {
      LOG.debug("the store cannot be retried now", e);
      refused(first, true);
    }
  }
}
