package dev.converge.engine;

import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.run.RunView;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// How a server stops driving a run: the run ended, rests or was erased, another server drives it,
/// or this server is shutting down. Used only on the run's turns, except where stated.
final class Departure {
  static final String GOING_DOWN = "the server is shutting down";
  static final String MOVED = "the run moved to another server";

  private final RunLoop run;
  private final RunDriver driver;
  private final Inbox inbox;
  private final OutstandingWork work;
  private final CompletableFuture<RunView> last = new CompletableFuture<>();
  private boolean over;
  private boolean losing;
  private volatile boolean gone;
  private volatile boolean stopped;

  Departure(RunLoop run, RunDriver driver, Inbox inbox, OutstandingWork work) {
    this.run = run;
    this.driver = driver;
    this.inbox = inbox;
    this.work = work;
  }

  /// Completes with the final view, or with the last one known here if the run cannot be driven.
  /// Does not complete while the run continues. Thread-safe.
  CompletableFuture<RunView> over() {
    return last;
  }

  /// Whether the run ended and was left.
  boolean isOver() {
    return over;
  }

  /// Whether nothing more is done here although the run continues: it was put aside, or another
  /// server drives it. Thread-safe.
  boolean isGone() {
    return gone;
  }

  /// Whether this server has lost its membership, so that the run is left once the outcome of what
  /// was sent is known.
  boolean isLosing() {
    return losing;
  }

  /// Whether nothing more is done here, whatever happens to the run. Thread-safe.
  boolean isStopped() {
    return stopped;
  }

  /// Whether it is stopped or gone.
  boolean isDone() {
    return stopped || gone;
  }

  /// The run has its final event.
  void ended() {
    if (!over) {
      last.complete(run.view());
      driver.over(run);
      over = true;
    }
  }

  /// Nothing has to be done before a time.
  void rest(Instant until) {
    gone = true;
    work.stop();
    driver.rests(run, until);
  }

  /// The server will shut down soon: nothing more is started. Thread-safe.
  void announce() {
    stopped = true;
  }

  /// The server is shutting down.
  ///
  /// @param certain whether the store has answered everything that was sent
  void goDown(boolean certain) {
    work.stop();
    if (certain) {
      inbox.drop(ErrorCode.UNAVAILABLE, GOING_DOWN);
    }
    inbox.refuseAll(ErrorCode.UNAVAILABLE, GOING_DOWN);
  }

  /// This server has lost its membership.
  ///
  /// @param certain whether it is known what is stored; if not, the run is left once it is
  void lose(boolean certain) {
    if (gone || stopped || over) {
      return;
    }
    losing = true;
    work.stop();
    if (certain) {
      move();
    }
  }

  /// Another server drives the run, or may drive it. Inputs from outside are passed on to it.
  void move() {
    gone = true;
    losing = true;
    stopped = true;
    work.stop();
    List<Inbox.Item> others = inbox.handOver(ErrorCode.UNAVAILABLE, MOVED);
    driver.moved(run);
    others.forEach(item -> driver.came(run.runId(), item));
  }

  /// There is nothing more to drive. Readers read the journal themselves.
  void leave(ErrorCode code, String why) {
    stopped = true;
    inbox.dropAll(code, why);
    work.stop();
    run.topic().close();
    last.complete(run.view());
    driver.over(run);
  }

  /// An input arrived although nothing more is done here.
  void cameLate(Inbox.Item item) {
    if (item.own() && losing) {
      // From a call that was ended. The next driver of the run asks again.
      item.fail(ErrorCode.UNAVAILABLE, MOVED);
    } else {
      driver.came(run.runId(), item);
    }
  }
}
