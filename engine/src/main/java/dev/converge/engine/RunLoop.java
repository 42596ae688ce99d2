package dev.converge.engine;

import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.event.Sealed;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.Mailbox;
import dev.converge.engine.host.WakeTimer;
import dev.converge.engine.run.RunView;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Rest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drives one run: takes inputs, steps, appends, and only once the events are durable shows them
/// and does what is outstanding, all in turns of one mailbox. Where it is not certain what is
/// stored, it reads the journal back and goes on from there, so its readers always come to the end.
/// Once another server drives the run, or may, it does nothing more.
final class RunLoop {
  private static final Logger LOG = LoggerFactory.getLogger(RunLoop.class);

  private static final String GOING_DOWN = "the server is going down";
  private static final String STORE_AWAY = "the store takes no appends now";
  private static final String NOT_SURE = "another server may have taken the run over; try again";

  private static final String JUST_ENDED = "the run has just ended; try again";
  private static final String MOVED = "the run moved to another server";
  private static final String FAULT = "internal error, see the log";

  private final RunDriver.Tools tools;
  private final CurrentRun current;
  private final OutstandingWork work;
  private final Mailbox mailbox;
  private final CompletableFuture<RunView> over = new CompletableFuture<>();
  private final Inbox inbox = new Inbox();
  private final Posted posted;
  private final Doubt doubt;

  /// What the store has not answered yet.
  private @Nullable Batch sent;

  private boolean kept;
  private boolean left;

  /// Whether it was put aside, or another server drives it.
  private volatile boolean gone;

  /// Whether this server is no member any more, so that the run is left once it is known what
  /// became of what was sent.
  private boolean losing;

  /// Whether the store knows until when the run rests.
  private boolean restStored;

  private volatile boolean stopped;

  RunLoop(RunDriver.Tools tools, Calls.Factory calls, CurrentRun current) {
    this.tools = tools;
    this.current = current;
    Host host = tools.host();
    this.doubt = new Doubt(tools, current);
    this.posted = new Posted(tools.replica().inputs(), host.clock(), current.runId());
    this.mailbox = new Mailbox(host.executor(), host.timers(), this::broken);
    this.work =
        new OutstandingWork(
            current.program(), calls.of(this), new WakeTimer(host.timers(), this::wokenUp));
  }

  RunView view() {
    return new RunView(current.job(), runId(), current.program(), current.state(), work.position());
  }

  /// It is driven here no longer, so it takes no memory.
  void leave() {
    current.leave();
  }

  /// As it stands when it is put aside; called on its turns.
  StoredRuns.Loaded resting() {
    return current.resting();
  }

  String runId() {
    return current.runId();
  }

  String tenant() {
    return current.job().tenant();
  }

  Topic topic() {
    return current.topic();
  }

  /// Completes with the final view, or with the last one known here if the run cannot be driven;
  /// never, while the run goes on.
  CompletableFuture<RunView> over() {
    return over;
  }

  /// Whether nothing more is done here although the run goes on.
  boolean isGone() {
    return gone;
  }

  private Instant now() {
    return tools.host().clock().instant();
  }

  private void observe(List<Event> events) {
    tools.observer().appended(current.job(), runId(), events, current.state());
  }

  /// The first events became durable together with the job: shows them and begins.
  void begin(List<Event> events, List<Sealed> sealed) {
    mailbox.turn(() -> {
      restStored = true;
      topic().begin(sealed);
      observe(events);
      proceed();
    });
  }

  /// Goes on from what is stored.
  ///
  /// @param restStored whether the store knows until when the run rests; if not, the run is not put
  ///   aside before its next event
  /// @param first an input that it goes on with, or `null`
  void takeUp(boolean restStored, Inbox.@Nullable Item first) {
    mailbox.turn(() -> {
      this.restStored = restStored;
      inbox.add(Inbox.Item.own(new Input.TimeReached(now())));
      if (first != null) {
        inbox.add(first);
      }
      posted.take(inbox);
      proceed();
      process();
    });
  }

  /// An input of the run's own: kept until the store takes it.
  void offer(Input input) {
    take(Inbox.Item.own(input));
  }

  /// An input from outside: fails at once if the store cannot take it.
  CompletableFuture<Reply> send(Input input) {
    return waitingFor(input, false);
  }

  /// An input to a run that is over, which reopens it. If it does not, the run is left again.
  CompletableFuture<Reply> reopen(Input input) {
    CompletableFuture<Reply> reply = send(input);
    reply.whenComplete((_, _) -> mailbox.turn(this::proceed));
    return reply;
  }

  /// An input of the run's own that somebody waits for.
  CompletableFuture<Reply> announce(Input input) {
    return waitingFor(input, true);
  }

  private CompletableFuture<Reply> waitingFor(Input input, boolean own) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    take(new Inbox.Item(input, reply, own));
    return reply;
  }

  /// Does nothing more in this process; what was stored goes on elsewhere or after a restart.
  void stop() {
    stopped = true;
    mailbox.turn(() -> {
      work.stop();
      if (sent == null) {
        inbox.drop(ErrorCode.UNAVAILABLE, GOING_DOWN);
      }
      inbox.refuseAll(ErrorCode.UNAVAILABLE, GOING_DOWN);
    });
  }

  /// This server is no member any more: nothing more is done here once it is known what became of
  /// what was sent.
  void lost() {
    mailbox.turn(() -> {
      if (gone || stopped || left) {
        return;
      }
      losing = true;
      work.stop();
      if (sent == null && !doubt.isOpen()) {
        move();
      }
    });
  }

  /// An input and who waits for it.
  void take(Inbox.Item item) {
    mailbox.turn(() -> {
      if (gone) {
        cameLate(item);
        return;
      }
      if (kept && !item.own()) {
        item.fail(ErrorCode.UNAVAILABLE, STORE_AWAY);
        return;
      }
      inbox.add(item);
      process();
    });
  }

  private void cameLate(Inbox.Item item) {
    if (item.own() && losing) {
      // Of a call that was ended. Whoever drives the run next asks again.
      item.fail(ErrorCode.UNAVAILABLE, MOVED);
    } else {
      tools.driver().came(runId(), item);
    }
  }

  /// Inputs may have been posted by other servers.
  void posted() {
    mailbox.turn(() -> {
      if (gone) {
        tools.driver().posted(runId());
      } else if (!stopped) {
        posted.take(inbox);
        process();
      }
    });
  }

  /// Does what is outstanding once more, a little later, after something else on this run's turns.
  void proceedAfter(Runnable task) {
    later(
        Doubt.FIRST_PAUSE,
        () -> {
          task.run();
          proceed();
        });
  }

  private void later(Duration pause, Runnable task) {
    tools.host().timers().after(pause, () -> mailbox.turn(task));
  }

  /// A turn threw. The core does not throw for bad data, so an exception is a fault of ours and the
  /// run fails. An error is the machine's: the run goes on from what is stored, and fails if that
  /// does not help. Whoever waits is told.
  private void broken(Throwable e) {
    LOG.error("run {} failed at event {}", runId(), current.state().sequence(), e);
    if (sent != null) {
      return;
    }
    doubt.error();
    work.chooseAgain();
    if (stopped) {
      inbox.dropAll(ErrorCode.UNAVAILABLE, GOING_DOWN);
      return;
    }
    if (doubt.isHopeless(e)) {
      inbox.drop(ErrorCode.INTERNAL, FAULT);
      inbox.end(new Input.Broken(FAULT, now()));
    } else {
      inbox.giveBackOwn(ErrorCode.INTERNAL, FAULT);
    }
    Duration pause = doubt.pause();
    if (pause.isZero()) {
      mailbox.turn(this::readBack);
    } else {
      later(pause, this::readBack);
    }
  }

  private void process() {
    if (sent != null || doubt.isOpen() || inbox.isEmpty()) {
      return;
    }
    if (stopped) {
      inbox.refuseAll(ErrorCode.UNAVAILABLE, GOING_DOWN);
      return;
    }
    Draft draft = Draft.of(current, inbox, work::came);
    if (draft.events().isEmpty()) {
      nothing(draft);
      rest();
    } else if (left) {
      // Nothing is driven here any more; the engine reopens a run where it is asked to.
      inbox.drop(ErrorCode.UNAVAILABLE, JUST_ENDED);
    } else {
      append(draft);
    }
  }

  /// What leads to nothing is answered without the store, so it must be certain that no other
  /// server drives the run on meanwhile: this one may have been paused.
  private void nothing(Draft draft) {
    if (tools.replica().membership().member()) {
      posted.answerAlone(draft.answered());
      inbox.done(draft.answered(), this::view);
    } else {
      inbox.drop(ErrorCode.UNAVAILABLE, NOT_SURE);
    }
  }

  private void append(Draft draft) {
    byte[] salt = new byte[draft.turn().saltBytes()];
    tools.host().random().nextBytes(salt);
    List<Sealed> sealed = draft.turn().seal(runId(), current.lastHash(), salt);
    long lack = current.room().lack(runId(), current.program(), draft.next(), sealed);
    if (lack > 0 && !draft.ends()) {
      full(lack, draft);
      return;
    }
    AtomicReference<Batch> mine = new AtomicReference<>();
    Appends.Append append =
        new Appends.Append(
            runId(),
            current.state().sequence(),
            sealed,
            draft.turn().head(),
            Posted.outcomes(draft.answered()),
            draft.own(),
            () -> mailbox.turn(() -> kept(mine.get())),
            result -> mailbox.turn(() -> appended(mine.get(), result)));
    Batch batch = new Batch(draft, append);
    mine.set(batch);
    sent = batch;
    try {
      tools.appends().append(append);
    } catch (Throwable e) {
      sent = null;
      throw e;
    }
  }

  /// There is no more room for what the run does: it ends. What others ask for is refused alone.
  private void full(long lack, Draft draft) {
    String words = current.room().words(lack);
    if (draft.own()) {
      inbox.drop(ErrorCode.QUOTA_EXCEEDED, words);
      inbox.end(current.room().full(lack, now()));
    } else {
      inbox.giveBackOwn(ErrorCode.QUOTA_EXCEEDED, words);
    }
    process();
    rest();
  }

  /// The store takes nothing now: the run waits for it, but nobody else does.
  private void kept(Batch batch) {
    if (sent == batch) {
      kept = true;
      inbox.refuseOutside(ErrorCode.UNAVAILABLE, STORE_AWAY);
    }
  }

  private void appended(Batch batch, Journal.AppendResult result) {
    if (sent != batch) {
      return;
    }
    sent = null;
    kept = false;
    switch (result) {
      case Journal.AppendResult.Appended _ -> {
        doubt.none();
        restStored = true;
        current.stored(batch);
        observe(batch.events());
        inbox.done(batch.answered(), this::view);
        goOn();
      }
      case Journal.AppendResult.Conflict(var sequence) -> {
        LOG.warn("run {}: reading back the journal, which is at {}", runId(), sequence);
        doubt.about(batch);
        readBack();
      }
      case Journal.AppendResult.Fenced _ -> move();
      case Journal.AppendResult.Unavailable(var message) -> refused(message);
    }
  }

  private void goOn() {
    if (losing && !current.state().status().isFinal()) {
      move();
    } else {
      proceed();
      process();
    }
  }

  private void refused(String message) {
    inbox.giveBackOwn(ErrorCode.UNAVAILABLE, message);
    inbox.refuseOutside(ErrorCode.UNAVAILABLE, message);
    if (losing) {
      move();
    } else {
      process();
      proceed();
    }
  }

  /// Takes over what is stored beyond what is known here, and goes on from there, if the run is
  /// still this server's.
  private void readBack() {
    if (stopped || !doubt.isOpen()) {
      return;
    }
    Doubt.Found found;
    try {
      found = doubt.resolve();
    } catch (RuntimeException e) {
      unread(e);
      return;
    }
    switch (found) {
      case Doubt.Found.Stored(var batch) -> {
        observe(batch.events());
        inbox.done(batch.answered(), this::view);
      }
      case Doubt.Found.Unstored(var batch) when !doubt.elsewhere() && !losing -> {
        tryAgain(batch);
        return;
      }
      // It is as if it came now.
      case Doubt.Found.Unstored _, Doubt.Found.Others _ -> inbox.giveBack();
    }
    if (doubt.elsewhere() && !current.state().status().isFinal()) {
      move();
    } else {
      goOn();
    }
  }

  private void tryAgain(Batch batch) {
    if (batch.append().patient()) {
      sent = batch;
      tools.appends().keep(batch.append());
    } else {
      refused("the store did not take the append");
    }
  }

  private void unread(RuntimeException e) {
    if (e instanceof ConvergeException known && known.code() == ErrorCode.RUN_NOT_FOUND) {
      leave(known.code(), "the run is not there any more");
      return;
    }
    if (e instanceof IllegalArgumentException) {
      LOG.warn("run {} was driven and erased elsewhere", runId(), e);
      leave(ErrorCode.UNAVAILABLE, MOVED);
      return;
    }
    LOG.warn("run {} could not be read back, next try soon: {}", runId(), e.getMessage());
    later(Doubt.FIRST_PAUSE, this::readBack);
  }

  /// There is nothing to drive any more; readers look in the journal by themselves.
  private void leave(ErrorCode code, String why) {
    stopped = true;
    inbox.dropAll(code, why);
    work.stop();
    topic().close();
    over.complete(view());
    tools.driver().over(this);
  }

  /// Another server drives the run, or may. What came to this one from outside goes there.
  private void move() {
    gone = true;
    losing = true;
    stopped = true;
    work.stop();
    List<Inbox.Item> others = inbox.handOver(ErrorCode.UNAVAILABLE, MOVED);
    tools.driver().moved(this);
    others.forEach(item -> tools.driver().came(runId(), item));
  }

  /// Does what is outstanding and not yet under way; what is being appended may change that.
  private void proceed() {
    boolean isFinal = current.state().status().isFinal();
    if (stopped || gone || sent != null || doubt.isOpen() || (losing && !isFinal)) {
      return;
    }
    work.proceed(current.state(), current.time().now());
    if (isFinal && !left) {
      over.complete(view());
      tools.driver().over(this);
      left = true;
    }
    rest();
  }

  /// Is put aside if it only waits for people or a time, and the store knows.
  private void rest() {
    if (stopped
        || gone
        || left
        || sent != null
        || doubt.isOpen()
        || !restStored
        || !inbox.isEmpty()) {
      return;
    }
    Instant until = work.restsUntil(current.state());
    if (until.isAfter(Rest.NONE) && !current.time().isAhead()) {
      gone = true;
      work.stop();
      tools.driver().rests(this, until);
    }
  }

  /// The clock is about to be set; afterwards, [#wokenUp] sees what has come.
  void clockIsSet(Duration by) {
    mailbox.turn(() -> current.clockIsSet(by, sent != null));
  }

  /// The first agent is asked of a run that waited for its turn: only now time counts as running.
  void begins() {
    mailbox.turn(() -> {
      current.waited(sent != null);
      proceed();
    });
  }

  /// The time that was waited for has come, or may have.
  void wokenUp() {
    mailbox.turn(() -> {
      if (gone) {
        return;
      }
      work.wokenUp();
      if (work.position() > 0) {
        current.waited(sent != null);
      }
      inbox.add(Inbox.Item.own(new Input.TimeReached(now())));
      process();
      proceed();
    });
  }
}
