package dev.converge.engine;

import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.run.RunView;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// How a run comes to be driven here no more: it is over, it rests, another server drives it, it
/// was erased, or this server goes down. Used on the run's turns only, except where it says so.
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

  /// Completes with the final view, or with the last one known here if the run cannot be driven;
  /// never, while the run goes on. Thread-safe.
  CompletableFuture<RunView> over() {
    return last;
  }

  /// Whether the run is over and was left.
  boolean isOver() {
    return over;
  }

  /// Whether nothing more is done here although the run goes on: it was put aside, or another
  /// server drives it. Thread-safe.
  boolean isGone() {
    return gone;
  }

  /// Whether this server is no member any more, so that the run is left once it is known what
  /// became of what was sent.
  boolean isLosing() {
    return losing;
  }

  /// Whether nothing more is done here, whatever becomes of the run. Thread-safe.
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

  /// The server goes down soon: nothing more is begun. Thread-safe.
  void announce() {
    stopped = true;
  }

  /// The server goes down.
  ///
  /// @param certain whether nothing was sent to the store that it has not answered
  void goDown(boolean certain) {
    work.stop();
    if (certain) {
      inbox.drop(ErrorCode.UNAVAILABLE, GOING_DOWN);
    }
    inbox.refuseAll(ErrorCode.UNAVAILABLE, GOING_DOWN);
  }

  /// This server is no member any more.
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

  /// Another server drives the run, or may. What came to this one from outside goes there.
  void move() {
    gone = true;
    losing = true;
    stopped = true;
    work.stop();
    List<Inbox.Item> others = inbox.handOver(ErrorCode.UNAVAILABLE, MOVED);
    driver.moved(run);
    others.forEach(item -> driver.came(run.runId(), item));
  }

  /// There is nothing to drive any more; readers look in the journal by themselves.
  void leave(ErrorCode code, String why) {
    stopped = true;
    inbox.dropAll(code, why);
    work.stop();
    run.topic().close();
    last.complete(run.view());
    driver.over(run);
  }

  /// An input came although nothing more is done here.
  void cameLate(Inbox.Item item) {
    if (item.own() && losing) {
      // Of a call that was ended. Whoever drives the run next asks again.
      item.fail(ErrorCode.UNAVAILABLE, MOVED);
    } else {
      driver.came(run.runId(), item);
    }
  }
}
