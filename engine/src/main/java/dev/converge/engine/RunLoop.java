package dev.converge.engine;

import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.Sealed;
import dev.converge.core.Step;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.Host;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.RunView;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Rest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drives one run: takes inputs, steps, appends, and only once the events are durable shows them
/// and does what is outstanding, all in turns of one mailbox. Where it is not certain what is
/// stored, it reads the journal back and goes on from there, so its readers always come to the end.
final class RunLoop {
  private static final Logger LOG = LoggerFactory.getLogger(RunLoop.class);

  /// Errors in turns of a run, one after the other, after which the run fails.
  static final int MOST_ERRORS = 3;

  /// Pause before the journal is read back again; doubles with each failure in a row.
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  private static final int MOST_DOUBLINGS = 7;
  private static final String GOING_DOWN = "the server is going down";
  private static final String STORE_AWAY = "the store takes no appends now";
  private static final String JUST_ENDED = "the run has just ended; try again";
  private static final String FAULT = "internal error, see the log";

  /// What a run does to whoever has it driven.
  interface Driver {
    /// The run is over, or is driven elsewhere; it may still be read here.
    void over(RunLoop run);

    /// The run rests, and nothing of it is under way: it need not be driven until a time.
    void rests(RunLoop run, Instant until);

    /// An input came to the run after it was put aside.
    void came(String runId, Inbox.Item item);
  }

  private final Host host;
  private final Appends appends;
  private final StoredRuns stored;
  private final RunObserver observer;
  private final Driver driver;
  private final JobStore.Job job;
  private final String runId;
  private final Program program;
  private final OutstandingWork work;
  private final Topic topic;
  private final Mailbox mailbox;
  private final CompletableFuture<RunView> over = new CompletableFuture<>();
  private final RunTime time;
  private final RunRoom room;
  private final Inbox inbox = new Inbox();
  private volatile RunState state;
  private String lastHash;

  /// What the store has not answered yet, and what it may have stored or not.
  private @Nullable Batch sent;

  private @Nullable Batch inDoubt;
  private boolean reading;
  private boolean kept;
  private boolean left;
  private boolean aside;

  /// Whether the store knows until when the run rests.
  private boolean restStored;

  private int troubles;
  private volatile boolean stopped;

  RunLoop(
      Host host,
      Appends appends,
      StoredRuns stored,
      RunObserver observer,
      Calls.Factory calls,
      Driver driver,
      Topic topic,
      RunRoom room,
      RunView view,
      String lastHash) {
    this.host = host;
    this.appends = appends;
    this.stored = stored;
    this.observer = observer;
    this.driver = driver;
    this.job = view.job();
    this.runId = view.runId();
    this.program = view.program();
    this.state = view.state();
    this.lastHash = lastHash;
    this.topic = topic;
    this.room = room;
    this.mailbox = new Mailbox(host.executor(), host.timers(), this::broken);
    this.time = new RunTime(host.clock(), state.at());
    this.work =
        new OutstandingWork(program, calls.of(this), new WakeTimer(host.timers(), this::wokenUp));
  }

  RunView view() {
    return new RunView(job, runId, program, state, work.position());
  }

  String runId() {
    return runId;
  }

  String tenant() {
    return job.tenant();
  }

  Topic topic() {
    return topic;
  }

  /// Completes with the final view, or with the last one known here if the run is driven elsewhere;
  /// never, while the run goes on here.
  CompletableFuture<RunView> over() {
    return over;
  }

  /// The first events became durable together with the job: shows them and begins.
  void begin(List<Event> events, List<Sealed> sealed) {
    mailbox.turn(() -> {
      restStored = true;
      topic.begin(sealed);
      observer.appended(job, runId, events, state);
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
      inbox.add(Inbox.Item.own(new Input.TimeReached(host.clock().instant())));
      if (first != null) {
        inbox.add(first);
      }
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

  /// An input and who waits for it.
  void take(Inbox.Item item) {
    mailbox.turn(() -> {
      if (aside) {
        driver.came(runId, item);
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

  /// Does what is outstanding once more, a little later, after something else on this run's turns.
  void proceedAfter(Runnable task) {
    later(
        FIRST_PAUSE,
        () -> {
          task.run();
          proceed();
        });
  }

  private void later(Duration pause, Runnable task) {
    host.timers().after(pause, () -> mailbox.turn(task));
  }

  /// A turn threw. The core does not throw for bad data, so an exception is a fault of ours and the
  /// run fails. An error is the machine's: the run goes on from what is stored, and fails if that
  /// does not help. Whoever waits is told.
  private void broken(Throwable e) {
    LOG.error("run {} failed at event {}", runId, state.sequence(), e);
    if (sent != null) {
      return;
    }
    troubles++;
    work.chooseAgain();
    reading = true;
    if (stopped) {
      inbox.dropAll(ErrorCode.UNAVAILABLE, GOING_DOWN);
      return;
    }
    boolean fault = e instanceof RuntimeException || e instanceof StackOverflowError;
    if (!fault && troubles <= MOST_ERRORS) {
      inbox.giveBackOwn(ErrorCode.INTERNAL, FAULT);
    } else {
      inbox.drop(ErrorCode.INTERNAL, FAULT);
      inbox.end(new Input.Broken(FAULT, host.clock().instant()));
    }
    if (troubles == 1) {
      mailbox.turn(this::readBack);
    } else {
      later(FIRST_PAUSE.multipliedBy(1L << Math.min(troubles, MOST_DOUBLINGS)), this::readBack);
    }
  }

  private void process() {
    if (sent != null || reading || inbox.isEmpty()) {
      return;
    }
    if (stopped) {
      inbox.refuseAll(ErrorCode.UNAVAILABLE, GOING_DOWN);
      return;
    }
    RunState next = state;
    List<Event> events = new ArrayList<>();
    List<Inbox.Answered> answered = new ArrayList<>();
    for (Inbox.Item item = inbox.take(); item != null; item = inbox.take()) {
      Step step = Core.step(program, next, time.seen(item.input()));
      next = step.next();
      events.addAll(step.events());
      answered.add(new Inbox.Answered(item, step.outcome()));
      work.came(item.input());
    }
    if (events.isEmpty()) {
      inbox.done(answered, this::view);
      rest();
    } else if (left) {
      // Nothing is driven here any more; the engine reopens a run where it is asked to.
      inbox.drop(ErrorCode.UNAVAILABLE, JUST_ENDED);
    } else {
      append(next, events, answered);
    }
  }

  private void append(RunState next, List<Event> events, List<Inbox.Answered> answered) {
    byte[] salt = new byte[events.size() * Chain.SALT_BYTES];
    host.random().nextBytes(salt);
    List<Sealed> sealed = new Chain(runId, lastHash).seal(events, salt);
    long lack = room.lack(runId, program, next, sealed);
    if (lack > 0 && !(answered.getFirst().item().input() instanceof Input.OutOfRoom)) {
      full(lack, answered);
      return;
    }
    AtomicReference<Batch> mine = new AtomicReference<>();
    Appends.Append append =
        new Appends.Append(
            runId,
            state.sequence(),
            sealed,
            Journal.RunHead.of(program, next),
            answered.stream().allMatch(one -> one.item().own()),
            () -> mailbox.turn(() -> kept(mine.get())),
            result -> mailbox.turn(() -> appended(mine.get(), result)));
    Batch batch = new Batch(next, events, answered, append);
    mine.set(batch);
    sent = batch;
    try {
      appends.append(append);
    } catch (Throwable e) {
      sent = null;
      throw e;
    }
  }

  /// There is no more room for what the run does: it ends. What others ask for is refused alone.
  private void full(long lack, List<Inbox.Answered> answered) {
    if (answered.stream().allMatch(one -> one.item().own())) {
      inbox.drop(ErrorCode.QUOTA_EXCEEDED, room.words(lack));
      inbox.end(room.full(lack, host.clock().instant()));
    } else {
      inbox.giveBackOwn(ErrorCode.QUOTA_EXCEEDED, room.words(lack));
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
        troubles = 0;
        restStored = true;
        lastHash = batch.hash();
        state = time.stored(batch.next());
        room.took(batch.append().events());
        topic.publish(batch.append().events());
        observer.appended(job, runId, batch.events(), state);
        inbox.done(batch.answered(), this::view);
        proceed();
        process();
      }
      case Journal.AppendResult.Conflict(var sequence) -> {
        LOG.warn("run {}: reading back the journal, which is at {}", runId, sequence);
        inDoubt = batch;
        reading = true;
        readBack();
      }
      case Journal.AppendResult.Fenced _ ->
          leave(ErrorCode.UNAVAILABLE, "the run moved to another server");
      case Journal.AppendResult.Unavailable(var message) -> refused(message);
    }
  }

  private void refused(String message) {
    inbox.giveBackOwn(ErrorCode.UNAVAILABLE, message);
    inbox.refuseOutside(ErrorCode.UNAVAILABLE, message);
    process();
    proceed();
  }

  /// Takes over what is stored beyond what is known here, and goes on from there.
  private void readBack() {
    if (stopped || !reading) {
      return;
    }
    Batch batch = inDoubt;
    long before = state.sequence();
    try {
      stored.pages(runId, before, page -> takeOver(page, batch));
    } catch (RuntimeException e) {
      unread(e);
      return;
    }
    inDoubt = null;
    reading = false;
    if (batch != null && batch.stored()) {
      observer.appended(job, runId, batch.events(), state);
      inbox.done(batch.answered(), this::view);
    } else if (batch != null && state.sequence() == before) {
      if (batch.append().patient()) {
        sent = batch;
        appends.keep(batch.append());
      } else {
        refused("the store did not take the append");
      }
      return;
    } else {
      // None of it was stored: it is as if it came now.
      inbox.giveBack();
    }
    proceed();
    process();
  }

  private void unread(RuntimeException e) {
    if (e instanceof ConvergeException known && known.code() == ErrorCode.RUN_NOT_FOUND) {
      leave(known.code(), "the run is not there any more");
      return;
    }
    if (e instanceof IllegalArgumentException) {
      LOG.warn("run {} was driven and erased elsewhere", runId, e);
      leave(ErrorCode.UNAVAILABLE, "the run moved to another server");
      return;
    }
    LOG.warn("run {} could not be read back, next try soon: {}", runId, e.getMessage());
    later(FIRST_PAUSE, this::readBack);
  }

  private void takeOver(List<Sealed> page, @Nullable Batch batch) {
    topic.publish(page);
    if (batch != null) {
      batch.find(page);
    }
    RunState next = Core.replay(program, state, StoredRuns.events(page));
    lastHash = page.getLast().hash();
    room.took(page);
    state = next;
  }

  /// There is nothing to drive here any more; readers look in the journal by themselves.
  private void leave(ErrorCode code, String why) {
    stopped = true;
    inbox.dropAll(code, why);
    work.stop();
    topic.close();
    over.complete(view());
    driver.over(this);
  }

  /// Does what is outstanding and not yet under way; what is being appended may change that.
  private void proceed() {
    if (stopped || aside || sent != null || reading) {
      return;
    }
    work.proceed(state, time.now());
    if (state.status().isFinal() && !left) {
      over.complete(view());
      driver.over(this);
      left = true;
    }
    rest();
  }

  /// Is put aside if it only waits for people or a time, and the store knows.
  private void rest() {
    if (stopped || aside || left || sent != null || reading || !restStored || !inbox.isEmpty()) {
      return;
    }
    Instant until = work.restsUntil(state);
    if (until.isAfter(Rest.NONE) && !time.isAhead()) {
      aside = true;
      work.stop();
      driver.rests(this, until);
    }
  }

  /// The clock is about to be set; afterwards, [#wokenUp] sees what has come.
  void clockIsSet(Duration by) {
    mailbox.turn(() -> state = time.clockIsSet(by, state, sent != null));
  }

  /// The time that was waited for has come, or may have.
  void wokenUp() {
    mailbox.turn(() -> {
      if (aside) {
        return;
      }
      work.wokenUp();
      inbox.add(Inbox.Item.own(new Input.TimeReached(host.clock().instant())));
      process();
      proceed();
    });
  }
}
