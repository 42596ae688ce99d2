package dev.converge.engine;

import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.event.Sealed;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.feed.Topic;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.Mailbox;
import dev.converge.engine.host.WakeTimer;
import dev.converge.engine.run.RunView;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.Rest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drives one run: takes inputs, steps, appends the events, and only once they are durable,
/// publishes them and starts what is outstanding, all in turns of one mailbox. Read it from top to
/// bottom: inputs, [#process] (a step), [#append], the store's response, [#proceed] (what is
/// outstanding), and timers. [RunWriter] knows what the store has not answered yet, [Departure] how
/// the server stops driving the run.
final class RunLoop implements RunWriter.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(RunLoop.class);

  private static final String STORE_AWAY = "the store accepts no appends now";
  private static final String NOT_SURE = "another server may have taken over the run; try again";
  private static final String JUST_ENDED = "the run has just ended; try again";
  private static final String FAULT = "internal error, see the log";

  private final RunDriver.Tools tools;
  private final CurrentRun current;
  private final OutstandingWork work;
  private final Mailbox mailbox;
  private final Inbox inbox = new Inbox();
  private final Posted posted;
  private final Doubt doubt;
  private final RunWriter writer;
  private final Departure departure;

  /// Whether the store knows how long the run rests.
  private boolean restStored;

  RunLoop(RunDriver.Tools tools, Calls.Factory calls, CurrentRun current) {
    this.tools = tools;
    this.current = current;
    Host host = tools.host();
    this.posted = new Posted(tools.replica().inputs(), host.clock(), current.runId());
    this.mailbox = new Mailbox(host.executor(), host.timers(), this::broken);
    this.work =
        new OutstandingWork(
            current.program(), calls.of(this), new WakeTimer(host.timers(), this::wokenUp));
    this.doubt = new Doubt(tools, current);
    this.departure = new Departure(this, tools.driver(), inbox, work);
    this.writer = new RunWriter(tools, current, mailbox, doubt, departure, this);
  }

  RunView view() {
    return new RunView(current.job(), runId(), current.program(), current.state(), work.position());
  }

  /// It is no longer driven here, so it takes no memory.
  void leave() {
    current.leave();
  }

  /// Its state when it is put aside. Called on its turns.
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

  /// See [Departure#over].
  CompletableFuture<RunView> over() {
    return departure.over();
  }

  /// See [Departure#isGone].
  boolean isGone() {
    return departure.isGone();
  }

  private boolean isFinal() {
    return current.state().status().isFinal();
  }

  private Instant now() {
    return tools.host().clock().instant();
  }

  private void observe(List<Event> events) {
    tools.observer().appended(current.job(), runId(), events, current.state());
  }

  /// The first events became durable together with the job: publishes them and starts.
  void begin(List<Event> events, List<Sealed> sealed) {
    mailbox.turn(() -> {
      restStored = true;
      topic().begin(sealed);
      observe(events);
      proceed();
    });
  }

  /// Continues from what is stored.
  ///
  /// @param restStored whether the store knows how long the run rests; if not, the run is not put
  ///   aside before its next event
  /// @param first an input to continue with, or `null`
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

  /// An input from the run itself: kept until the store accepts it.
  void offer(Input input) {
    take(Inbox.Item.own(input));
  }

  /// An input from outside: fails at once if the store cannot accept it.
  CompletableFuture<Reply> send(Input input) {
    return waitingFor(input, false);
  }

  /// An input to an ended run that reopens it. If it does not, the run is left again.
  CompletableFuture<Reply> reopen(Input input) {
    CompletableFuture<Reply> reply = send(input);
    reply.whenComplete((_, _) -> mailbox.turn(this::proceed));
    return reply;
  }

  /// An input from the run itself whose outcome somebody waits for.
  CompletableFuture<Reply> announce(Input input) {
    return waitingFor(input, true);
  }

  private CompletableFuture<Reply> waitingFor(Input input, boolean own) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    take(new Inbox.Item(input, reply, own));
    return reply;
  }

  /// An input and the recipient of its outcome.
  void take(Inbox.Item item) {
    mailbox.turn(() -> {
      if (departure.isGone()) {
        departure.cameLate(item);
        return;
      }
      if (writer.isKept() && !item.own()) {
        item.fail(ErrorCode.UNAVAILABLE, STORE_AWAY);
        return;
      }
      inbox.add(item);
      process();
    });
  }

  /// Other servers may have posted inputs.
  void posted() {
    mailbox.turn(() -> {
      if (departure.isGone()) {
        tools.driver().posted(runId());
      } else if (!departure.isStopped()) {
        posted.take(inbox);
        process();
      }
    });
  }

  /// Takes the inputs and appends the events that they lead to.
  private void process() {
    if (writer.isBusy() || inbox.isEmpty()) {
      return;
    }
    if (departure.isStopped()) {
      inbox.refuseAll(ErrorCode.UNAVAILABLE, Departure.GOING_DOWN);
      return;
    }
    Draft draft = Draft.of(current, inbox, work::came);
    if (draft.events().isEmpty()) {
      nothing(draft);
      rest();
    } else if (departure.isOver()) {
      // Nothing is driven here any more. The engine reopens a run when it is asked to.
      inbox.drop(ErrorCode.UNAVAILABLE, JUST_ENDED);
    } else {
      append(draft);
    }
  }

  /// Inputs that lead to nothing are answered without the store, so it must be certain that no
  /// other server drives the run meanwhile: this one may have been paused.
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
    } else {
      writer.append(draft, sealed);
    }
  }

  /// The run has used up its storage: its own inputs end it, those from outside are only refused.
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

  @Override
  public void kept() {
    inbox.refuseOutside(ErrorCode.UNAVAILABLE, STORE_AWAY);
  }

  @Override
  public void stored(Batch batch) {
    restStored = true;
    tell(batch);
    goOn();
  }

  private void tell(Batch batch) {
    observe(batch.events());
    inbox.done(batch.answered(), this::view);
  }

  private void goOn() {
    if (departure.isLosing() && !isFinal()) {
      departure.move();
    } else {
      proceed();
      process();
    }
  }

  @Override
  public void refused(String why) {
    inbox.giveBackOwn(ErrorCode.UNAVAILABLE, why);
    inbox.refuseOutside(ErrorCode.UNAVAILABLE, why);
    if (departure.isLosing()) {
      departure.move();
    } else {
      process();
      proceed();
    }
  }

  @Override
  public void readBack(Doubt.Found found, boolean elsewhere) {
    switch (found) {
      case Doubt.Found.Stored(var batch) -> tell(batch);
      // Treated as if it had come now.
      case Doubt.Found.Unstored _, Doubt.Found.Others _ -> inbox.giveBack();
    }
    if (elsewhere && !isFinal()) {
      departure.move();
    } else {
      goOn();
    }
  }

  /// Starts what is outstanding and not yet in progress. What is being appended may change that.
  private void proceed() {
    if (departure.isDone() || writer.isBusy() || (departure.isLosing() && !isFinal())) {
      return;
    }
    work.proceed(current.state(), current.time().now());
    if (isFinal()) {
      departure.ended();
    }
    rest();
  }

  /// Puts the run aside if it waits only for people or a time, and the store knows.
  private void rest() {
    boolean idle = !writer.isBusy() && inbox.isEmpty();
    if (departure.isDone() || departure.isOver() || !idle || !restStored) {
      return;
    }
    Instant until = work.restsUntil(current.state());
    if (until.isAfter(Rest.NONE) && !current.time().isAhead()) {
      departure.rest(until);
    }
  }

  /// Starts what is outstanding again, a little later, after other tasks on this run's turns.
  void proceedAfter(Runnable task) {
    writer.later(
        Doubt.FIRST_PAUSE,
        () -> {
          task.run();
          proceed();
        });
  }

  /// The awaited time has come, or may have.
  void wokenUp() {
    mailbox.turn(() -> {
      if (departure.isGone()) {
        return;
      }
      work.wokenUp();
      if (work.position() > 0) {
        current.waited(writer.isSending());
      }
      inbox.add(Inbox.Item.own(new Input.TimeReached(now())));
      process();
      proceed();
    });
  }

  /// The clock is about to be set. Afterwards, [#wokenUp] handles what is due.
  void clockIsSet(Duration by) {
    mailbox.turn(() -> current.clockIsSet(by, writer.isSending()));
  }

  /// The first agent of a run that waited for its turn is asked: running time counts from now on.
  void begins() {
    mailbox.turn(() -> {
      current.waited(writer.isSending());
      proceed();
    });
  }

  /// Does nothing more in this process. What was stored continues elsewhere or after a restart.
  void stop() {
    departure.announce();
    mailbox.turn(() -> departure.goDown(!writer.isSending()));
  }

  /// This server has lost its membership: nothing more is done here once the outcome of what was
  /// sent is known.
  void lost() {
    mailbox.turn(() -> departure.lose(!writer.isBusy()));
  }

  /// A turn threw. The core does not throw for bad data, so an exception is a bug and the run
  /// fails. An error comes from the machine: the run continues from what is stored, and fails if
  /// that does not help. Waiting clients are notified.
  private void broken(Throwable e) {
    LOG.error("run {} failed at event {}", runId(), current.state().sequence(), e);
    if (writer.isSending()) {
      return;
    }
    doubt.error();
    work.chooseAgain();
    if (departure.isStopped()) {
      inbox.dropAll(ErrorCode.UNAVAILABLE, Departure.GOING_DOWN);
      return;
    }
    if (doubt.isHopeless(e)) {
      inbox.drop(ErrorCode.INTERNAL, FAULT);
      inbox.end(new Input.Broken(FAULT, now()));
    } else {
      inbox.giveBackOwn(ErrorCode.INTERNAL, FAULT);
    }
    writer.readBackAfter(doubt.pause());
  }
}
