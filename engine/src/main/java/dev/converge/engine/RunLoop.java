package dev.converge.engine;

import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.Outcome;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.Sealed;
import dev.converge.core.Status;
import dev.converge.core.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drives one run: takes inputs, steps, appends, and only once the events are durable shows them
/// and does what is outstanding. Everything of a run happens in turns of one mailbox; between turns
/// it holds no thread.
final class RunLoop {
  private static final Logger LOG = LoggerFactory.getLogger(RunLoop.class);

  /// Pause before an append that the store could not take is tried again.
  static final Duration STORE_RETRY = Duration.ofMillis(250);

  /// An input and who waits for what becomes of it; nobody, for the run's own.
  private record Item(Input input, @Nullable CompletableFuture<Reply> reply) {}

  private final Host host;
  private final Journal journal;
  private final RunObserver observer;
  private final Consumer<RunLoop> whenOver;
  private final JobStore.Job job;
  private final String runId;
  private final Program program;
  private final Calls calls;
  private final Topic topic;
  private final CompletableFuture<RunView> over = new CompletableFuture<>();
  private final ArrayDeque<Item> inputs = new ArrayDeque<>();
  private final ArrayDeque<Runnable> turns = new ArrayDeque<>();
  private boolean scheduled;
  private volatile RunState state;
  private String lastHash;
  private boolean appending;
  private volatile boolean stopped;
  private Timers.@Nullable Timer wake;
  private Instant wakeAt = Instant.MAX;
  private int choseCycle;

  RunLoop(
      Host host,
      Journal journal,
      RunObserver observer,
      Calls.Factory calls,
      Consumer<RunLoop> whenOver,
      RunView view,
      String lastHash) {
    this.host = host;
    this.journal = journal;
    this.observer = observer;
    this.whenOver = whenOver;
    this.job = view.job();
    this.runId = view.runId();
    this.program = view.program();
    this.state = view.state();
    this.lastHash = lastHash;
    this.topic = new Topic(state.sequence());
    this.calls = calls.of(this);
  }

  RunView view() {
    return new RunView(job, runId, program, state);
  }

  String runId() {
    return runId;
  }

  Topic topic() {
    return topic;
  }

  /// Completes with the final view; never, while the run goes on.
  CompletableFuture<RunView> over() {
    return over;
  }

  /// The first events became durable together with the job: shows them and begins.
  void begin(List<Event> events, List<Sealed> sealed) {
    turn(() -> {
      shown(events, sealed);
      proceed();
    });
  }

  /// Goes on after a restart.
  void takeUp() {
    turn(() -> {
      proceed();
      offer(new Input.TimeReached(host.clock().instant()));
    });
  }

  /// An input of the run's own: kept until the store takes it.
  void offer(Input input) {
    take(new Item(input, null));
  }

  /// An input from outside: fails at once if the store cannot take it.
  CompletableFuture<Reply> send(Input input) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    take(new Item(input, reply));
    return reply;
  }

  /// Does nothing more in this process; what was stored goes on elsewhere or after a restart.
  void stop() {
    stopped = true;
    turn(() -> {
      calls.interruptAll();
      cancelWake();
      failWaiting("the server is going down");
    });
  }

  private void take(Item item) {
    turn(() -> {
      inputs.add(item);
      process();
    });
  }

  /// Runs tasks one after the other, never two at a time, on the host's executor.
  private void turn(Runnable task) {
    synchronized (turns) {
      turns.add(task);
      if (scheduled) {
        return;
      }
      scheduled = true;
    }
    host.executor().execute(this::drain);
  }

  private void drain() {
    while (true) {
      Runnable task;
      synchronized (turns) {
        task = turns.poll();
        if (task == null) {
          scheduled = false;
          return;
        }
      }
      try {
        task.run();
      } catch (RuntimeException | StackOverflowError e) {
        broken(e);
      }
    }
  }

  /// The core does not throw for bad data, so this is a fault of ours: the run fails, the server
  /// goes on.
  private void broken(Throwable e) {
    LOG.error("run {} failed at event {}", runId, state.sequence(), e);
    if (!state.status().isFinal() && !appending && !stopped) {
      inputs.addFirst(
          new Item(new Input.Broken("internal error, see the log", host.clock().instant()), null));
      process();
    }
  }

  private void process() {
    if (appending || inputs.isEmpty()) {
      return;
    }
    if (stopped) {
      failWaiting("the server is going down");
      return;
    }
    List<Item> taken = new ArrayList<>();
    try {
      take(taken);
    } catch (RuntimeException | StackOverflowError e) {
      taken.forEach(item -> fail(item, ErrorCode.INTERNAL, "internal error, see the log"));
      throw e;
    }
  }

  private void take(List<Item> taken) {
    RunState next = state;
    List<Event> events = new ArrayList<>();
    List<Answered> answered = new ArrayList<>();
    while (!inputs.isEmpty()) {
      Item item = inputs.poll();
      taken.add(item);
      Step step = Core.step(program, next, item.input());
      next = step.next();
      events.addAll(step.events());
      answered.add(new Answered(item, step.outcome()));
      if (item.input() instanceof Input.Quoted) {
        // If it came at the wrong time, in a pause say, models are chosen once more.
        choseCycle = 0;
      }
    }
    if (events.isEmpty()) {
      reply(answered);
    } else {
      append(next, events, answered);
    }
  }

  private record Answered(Item item, Outcome outcome) {}

  private void append(RunState next, List<Event> events, List<Answered> answered) {
    byte[] salt = new byte[events.size() * Chain.SALT_BYTES];
    host.random().nextBytes(salt);
    Chain chain = new Chain(runId, lastHash);
    List<Sealed> sealed = chain.seal(events, salt);
    appending = true;
    Consumer<Journal.AppendResult> done =
        result -> turn(() -> appended(result, next, events, sealed, chain.last(), answered));
    try {
      journal.append(runId, state.sequence(), sealed, head(next), done);
    } catch (RuntimeException e) {
      LOG.warn("run {}: the store took no append", runId, e);
      done.accept(new Journal.AppendResult.Unavailable("the store takes no appends"));
    }
  }

  static Journal.RunHead head(RunState s) {
    return new Journal.RunHead(
        s.status(),
        s.reason().map(reason -> reason.name().toLowerCase(java.util.Locale.ROOT)).orElse(null),
        s.spent().cycles(),
        s.context().size(),
        s.at());
  }

  private void appended(
      Journal.AppendResult result,
      RunState next,
      List<Event> events,
      List<Sealed> sealed,
      String hash,
      List<Answered> answered) {
    appending = false;
    switch (result) {
      case Journal.AppendResult.Appended _ -> {
        state = next;
        lastHash = hash;
        shown(events, sealed);
        reply(answered);
        proceed();
        process();
      }
      case Journal.AppendResult.Conflict(var sequence) -> {
        LOG.warn("run {} is driven elsewhere: it is at {}", runId, sequence);
        answered.forEach(
            a -> fail(a.item(), ErrorCode.UNAVAILABLE, "the run moved to another server"));
        lost();
      }
      case Journal.AppendResult.Unavailable(var message) -> {
        List<Item> own = new ArrayList<>();
        for (Answered a : answered) {
          if (a.item().reply() == null) {
            own.add(a.item());
          } else {
            fail(a.item(), ErrorCode.UNAVAILABLE, message);
          }
        }
        retryLater(own);
      }
    }
  }

  private void retryLater(List<Item> own) {
    List<Item> kept = new ArrayList<>(own);
    kept.addAll(inputs);
    inputs.clear();
    host.timers()
        .after(
            STORE_RETRY,
            () ->
                turn(() -> {
                  kept.reversed().forEach(inputs::addFirst);
                  process();
                  proceed();
                }));
  }

  private void lost() {
    stop();
    whenOver.accept(this);
  }

  private void shown(List<Event> events, List<Sealed> sealed) {
    topic.publish(sealed);
    observer.appended(job, runId, events, state);
  }

  private void reply(List<Answered> answered) {
    for (Answered a : answered) {
      if (a.item().reply() != null) {
        a.item().reply().complete(new Reply(a.outcome(), view()));
      }
    }
  }

  private void failWaiting(String why) {
    while (!inputs.isEmpty()) {
      fail(inputs.poll(), ErrorCode.UNAVAILABLE, why);
    }
  }

  private static void fail(Item item, ErrorCode code, String why) {
    if (item.reply() != null) {
      item.reply().completeExceptionally(new ConvergeException(code, why));
    }
  }

  /// Does what is outstanding and not yet under way; what is being appended may change that.
  private void proceed() {
    if (stopped || appending) {
      return;
    }
    if (state.status() == Status.PAUSED) {
      choseCycle = 0;
    }
    List<Request> outstanding = Core.outstanding(program, state);
    calls.keepOnly(outstanding, state.status() == Status.PAUSED);
    Instant at = Instant.MAX;
    for (Request request : outstanding) {
      switch (request) {
        case Request.AskAgent ask -> calls.start(ask, state);
        case Request.ChooseModels choose -> choose(choose);
        case Request.WakeAt(var when) -> at = when;
        case Request.AskPerson _ -> {
          // People are asked by whoever reads the run's proposals.
        }
      }
    }
    wake(at);
    if (state.status().isFinal() && over.complete(view())) {
      cancelWake();
      whenOver.accept(this);
    }
  }

  private void choose(Request.ChooseModels request) {
    if (choseCycle != request.cycle()) {
      choseCycle = request.cycle();
      calls.choose(request, state);
    }
  }

  private void wake(Instant at) {
    if (at.equals(wakeAt)) {
      return;
    }
    cancelWake();
    if (at.isBefore(Instant.MAX)) {
      wakeAt = at;
      Duration delay = Duration.between(host.clock().instant(), at);
      wake = host.timers().after(delay.isNegative() ? Duration.ZERO : delay, this::wokenUp);
    }
  }

  private void wokenUp() {
    turn(() -> {
      wakeAt = Instant.MAX;
      Instant now = host.clock().instant();
      inputs.add(new Item(new Input.TimeReached(now), null));
      process();
      proceed();
    });
  }

  private void cancelWake() {
    if (wake != null) {
      wake.cancel();
    }
    wakeAt = Instant.MAX;
  }
}
