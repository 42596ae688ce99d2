package dev.converge.engine;

import dev.converge.core.AgentSpec;
import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Explain;
import dev.converge.core.Input;
import dev.converge.core.Json;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.Sealed;
import dev.converge.core.Status;
import dev.converge.core.Step;
import dev.converge.core.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs jobs: takes them in, drives their runs, recovers those that a crash interrupted, and shows
/// what became durable. Thread-safe. Methods that return a future never block; the others may wait
/// for the store.
public final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final int SCAN_PAGE = 500;

  /// Facts of a finished run that is kept in memory at most; larger ones are read again when asked
  /// for.
  private static final int LARGEST_KEPT = 500;

  private static final int MAX_FORGOTTEN = 1_000;
  private static final int REPLAY_PAGE_EVENTS = 10_000;
  private static final int REPLAY_PAGE_BYTES = 8 << 20;

  private final EngineSettings settings;
  private final Host host;
  private final Journal journal;
  private final JobStore jobs;
  private final Programs programs;
  private final Agents agents;
  private final RunObserver observer;
  private final UuidV7 ids;
  private final CallQueue queue;
  private final Replays replays;
  private final Map<String, RunLoop> active = new ConcurrentHashMap<>();
  private final Set<String> creating = ConcurrentHashMap.newKeySet();
  private final Map<String, RunLoop> finished;
  private final LinkedHashSet<String> forgotten = new LinkedHashSet<>();
  private volatile boolean draining;
  private final AtomicLong adopted = new AtomicLong();
  private volatile boolean recovered;

  /// An engine that does nothing yet; see [#recover].
  public Engine(
      EngineSettings settings,
      Host host,
      Journal journal,
      JobStore jobs,
      Programs programs,
      Agents agents,
      RunObserver observer) {
    this.settings = settings;
    this.host = host;
    this.journal = journal;
    this.jobs = jobs;
    this.programs = programs;
    this.agents = agents;
    this.observer = observer;
    this.ids = new UuidV7(host.clock(), host.random());
    this.queue = new CallQueue(settings.maxAgentCalls());
    this.replays = new Replays(host, journal, jobs, this::program, agents);
    this.finished =
        Collections.synchronizedMap(
            new LinkedHashMap<>(16, 0.75f, true) {
              private static final long serialVersionUID = 1L;

              @Override
              protected boolean removeEldestEntry(Map.Entry<String, RunLoop> eldest) {
                return size() > settings.maxFinishedKept();
              }
            });
  }

  /// The time, in milliseconds, as inputs carry it.
  public Instant now() {
    return host.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /// Takes in a job; completes once it is durable.
  ///
  /// @return fails with a [ConvergeException]: `INVALID` if an agent has nobody who answers for it,
  ///   `KEY_REUSED`, `OVERLOADED`, or `UNAVAILABLE` while draining or if the store cannot take it
  public CompletableFuture<Accepted> submit(Submission submission) {
    if (draining) {
      return failed(ErrorCode.UNAVAILABLE, "the server is going down");
    }
    if (running() >= settings.maxRunning()) {
      return failed(
          ErrorCode.OVERLOADED,
          "runs: " + settings.maxRunning() + " are running (expected: fewer); try again later");
    }
    Program program = submission.program();
    try {
      for (AgentSpec spec : program.agents()) {
        agents.agent(program, spec, submission.mode());
      }
    } catch (ConvergeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return create(submission, program);
  }

  private CompletableFuture<Accepted> create(Submission submission, Program program) {
    String jobId = "job_" + ids.next();
    String runId = "run_" + ids.next();
    Instant now = now();
    Step step =
        Core.step(
            program,
            Core.initial(program),
            new Input.Started(
                jobId,
                submission.mode(),
                submission.seeds(),
                submission.budget(),
                agents.versions(program),
                now));
    Chain chain = new Chain(runId, Chain.START);
    List<Sealed> sealed = chain.seal(step.events(), salt(step.events().size()));
    JobStore.Job job =
        new JobStore.Job(
            submission.tenant(),
            jobId,
            runId,
            submission.body().canonical(),
            program.name(),
            program.version(),
            program.hash(),
            submission.correlationId(),
            now);
    CompletableFuture<Accepted> accepted = new CompletableFuture<>();
    creating.add(runId);
    accepted.whenComplete((_, _) -> creating.remove(runId));
    jobs.create(
        job,
        sealed,
        RunLoop.head(step.next()),
        submission.key(),
        result -> created(result, job, program, step, sealed, chain.last(), accepted));
    return accepted;
  }

  private void created(
      JobStore.CreateResult result,
      JobStore.Job job,
      Program program,
      Step step,
      List<Sealed> sealed,
      String hash,
      CompletableFuture<Accepted> accepted) {
    switch (result) {
      case JobStore.CreateResult.Created _ -> {
        RunLoop run = loop(new RunView(job, job.runId(), program, step.next()), hash);
        active.put(job.runId(), run);
        run.begin(step.events(), sealed);
        host.executor()
            .execute(() ->
                accepted.complete(
                    new Accepted(job, step.next().status(), step.next().sequence(), false)));
      }
      case JobStore.CreateResult.SameKey(var earlier) ->
          host.executor().execute(() -> completeEarlier(earlier, accepted));
      case JobStore.CreateResult.OtherBody(var earlier) ->
          accepted.completeExceptionally(
              new ConvergeException(
                  ErrorCode.KEY_REUSED,
                  "the idempotency key was used for another body, which became "
                      + earlier.jobId()));
      case JobStore.CreateResult.Unavailable(var message) ->
          accepted.completeExceptionally(new ConvergeException(ErrorCode.UNAVAILABLE, message));
    }
  }

  private void completeEarlier(JobStore.Job job, CompletableFuture<Accepted> accepted) {
    try {
      JobStore.Run run = jobs.run(job.runId()).orElseThrow();
      accepted.complete(new Accepted(job, run.head().status(), run.sequence(), true));
    } catch (RuntimeException e) {
      accepted.completeExceptionally(e);
    }
  }

  private RunLoop loop(RunView view, String hash) {
    return new RunLoop(
        host,
        journal,
        observer,
        run -> new Calls(host, agents, queue, run),
        this::over,
        view,
        hash);
  }

  private byte[] salt(int events) {
    byte[] salt = new byte[events * Chain.SALT_BYTES];
    host.random().nextBytes(salt);
    return salt;
  }

  private void over(RunLoop run) {
    RunState last = run.view().state();
    synchronized (finished) {
      if (last.status().isFinal()
          && last.context().size() <= LARGEST_KEPT
          && !forgotten.contains(run.view().job().jobId())) {
        finished.put(run.runId(), run);
      }
    }
    active.remove(run.runId(), run);
  }

  /// Runs a final run again from its record, as a further run of its job, and compares: see
  /// [Replayer]. Completes once the new run is durable.
  ///
  /// @return fails with a [ConvergeException]: `RUN_NOT_FOUND`, `CONFLICT` if the run is not final,
  ///   `TOO_LARGE`, `GONE` if its content was erased, `OVERLOADED`, or `UNAVAILABLE`
  public CompletableFuture<Replayed> replay(String runId) {
    if (draining) {
      return failed(ErrorCode.UNAVAILABLE, "the server is going down");
    }
    return replays.start(runId, "run_" + ids.next());
  }

  /// Sends an input to a run; completes once what it led to is durable.
  ///
  /// @return fails with a [ConvergeException]: `RUN_NOT_FOUND`, or `UNAVAILABLE` if the store
  ///   cannot take it. An input that makes no sense is no failure: see [Reply#outcome]
  public CompletableFuture<Reply> send(String runId, Input input) {
    RunLoop run = active.get(runId);
    if (run != null) {
      return run.send(input);
    }
    if (draining) {
      return failed(ErrorCode.UNAVAILABLE, "the server is going down");
    }
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    host.executor().execute(() -> sendToInactive(runId, input, reply));
    return reply;
  }

  private void sendToInactive(String runId, Input input, CompletableFuture<Reply> reply) {
    try {
      RunView view = view(runId);
      if (view.state().status().isFinal()) {
        Step step = Core.step(view.program(), view.state(), input);
        reply.complete(new Reply(step.outcome(), view));
        return;
      }
      takeUp(runId);
      RunLoop run = active.get(runId);
      if (run == null) {
        throw new ConvergeException(ErrorCode.UNAVAILABLE, "the run cannot be driven now");
      }
      run.send(input)
          .whenComplete((value, error) -> {
            if (error == null) {
              reply.complete(value);
            } else {
              reply.completeExceptionally(error);
            }
          });
    } catch (RuntimeException e) {
      reply.completeExceptionally(e);
    }
  }

  /// A run as it is now.
  ///
  /// @throws ConvergeException with `RUN_NOT_FOUND`, `GONE` if its content was erased, or
  ///   `UNAVAILABLE` if the store cannot be read
  public RunView view(String runId) {
    RunLoop run = known(runId);
    return run != null ? run.view() : load(runId).view();
  }

  private @Nullable RunLoop known(String runId) {
    RunLoop run = active.get(runId);
    return run != null ? run : finished.get(runId);
  }

  private record Loaded(RunView view, String lastHash) {}

  /// Replays a run from the journal.
  private Loaded load(String runId) {
    JobStore.Job job = kept(runId);
    Program program = program(job);
    RunState state = Core.initial(program);
    String hash = Chain.START;
    while (true) {
      List<Sealed> page =
          journal.read(runId, state.sequence(), REPLAY_PAGE_EVENTS, REPLAY_PAGE_BYTES);
      if (page.isEmpty()) {
        return new Loaded(new RunView(job, runId, program, state), hash);
      }
      List<Event> events = new ArrayList<>(page.size());
      page.forEach(sealed -> events.add(Chain.read(sealed.json())));
      state = Core.replay(program, state, events);
      hash = page.getLast().hash();
    }
  }

  private Program program(JobStore.Job job) {
    return programs
        .find(job.template(), job.version())
        .filter(found -> found.hash().equals(job.templateHash()))
        .orElseThrow(() ->
            new ConvergeException(
                ErrorCode.UNAVAILABLE,
                "template "
                    + job.template()
                    + "@"
                    + job.version()
                    + " of job "
                    + job.jobId()
                    + " is not installed with the content it was submitted with"));
  }

  /// Why each agent of a run ran or did not, cycle by cycle; reads the whole run.
  ///
  /// @throws ConvergeException with `RUN_NOT_FOUND`, or `UNAVAILABLE` if the store cannot be read
  public List<Explain.Cycle> explain(String runId) {
    Program program = view(runId).program();
    List<Event> events = new ArrayList<>();
    List<Sealed> page;
    do {
      page = journal.read(runId, events.size(), REPLAY_PAGE_EVENTS, REPLAY_PAGE_BYTES);
      page.forEach(sealed -> events.add(Chain.read(sealed.json())));
    } while (!page.isEmpty());
    return Explain.of(program, events);
  }

  /// The job of a run, if its content is still there.
  private JobStore.Job kept(String runId) {
    JobStore.Job job = jobs.jobOfRun(runId).orElseThrow(() -> unknown(runId));
    requireKept(job);
    return job;
  }

  private static void requireKept(JobStore.Job job) {
    if (job.erasure().isPresent()) {
      Erasure erasure = job.erasure().get();
      throw new ConvergeException(
          ErrorCode.GONE,
          "the content of job "
              + job.jobId()
              + " was erased at "
              + Times.format(erasure.at())
              + ": "
              + erasure.because());
    }
  }

  /// Forgets what is kept in memory of a job's runs, which are final.
  void forget(String jobId) {
    synchronized (finished) {
      // A run that just ended may be on its way there.
      if (forgotten.size() >= MAX_FORGOTTEN) {
        forgotten.removeFirst();
      }
      forgotten.add(jobId);
      finished.values().removeIf(run -> run.view().job().jobId().equals(jobId));
    }
  }

  private static ConvergeException unknown(String runId) {
    return new ConvergeException(ErrorCode.RUN_NOT_FOUND, "there is no run " + runId);
  }

  /// Completes with the run once it is final, or as it is when the time is over.
  public CompletableFuture<RunView> await(String runId, Duration atMost) {
    RunLoop run = active.get(runId);
    CompletableFuture<RunView> view = new CompletableFuture<>();
    if (run == null) {
      host.executor()
          .execute(() -> {
            try {
              view.complete(view(runId));
            } catch (RuntimeException e) {
              view.completeExceptionally(e);
            }
          });
      return view;
    }
    Timers.Timer timer = host.timers().after(atMost, () -> view.complete(run.view()));
    run.over()
        .thenAccept(last -> {
          timer.cancel();
          view.complete(last);
        });
    return view;
  }

  /// A cursor over a run's events.
  ///
  /// @param after sequence of the last event not wanted; 0 for all
  /// @throws ConvergeException with `RUN_NOT_FOUND`, `BAD_CURSOR` if the position is beyond the
  ///   last event, `GONE` if its content was erased, or `UNAVAILABLE` if the store cannot be read
  public Feed feed(String runId, long after) {
    RunLoop run = known(runId);
    long last;
    if (run != null) {
      last = run.topic().last();
    } else {
      kept(runId);
      last = jobs.run(runId).orElseThrow(() -> unknown(runId)).sequence();
    }
    if (after < 0 || after > last) {
      throw new ConvergeException(
          ErrorCode.BAD_CURSOR, "cursor: " + after + " (expected: 0 to " + last + ")");
    }
    return new Feed(journal, runId, run == null ? null : run.topic(), after);
  }

  /// Takes up every run that is not final and that nobody drives here; returns once all are taken
  /// up, and looks again from time to time.
  public void recover() {
    String last = "";
    int found = 0;
    while (!draining) {
      List<JobStore.Run> page = jobs.unfinished(last, SCAN_PAGE);
      for (JobStore.Run run : page) {
        last = run.runId();
        if (!drivenHere(run.runId()) && takeUp(run.runId())) {
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
    recovered = true;
    if (!draining) {
      host.timers().after(settings.scanEvery(), () -> host.executor().execute(this::scanAgain));
    }
  }

  private boolean drivenHere(String runId) {
    return creating.contains(runId) || active.containsKey(runId);
  }

  private void scanAgain() {
    try {
      recover();
    } catch (RuntimeException e) {
      LOG.warn("looking for interrupted runs failed: {}", e.getMessage());
      host.timers().after(settings.scanEvery(), () -> host.executor().execute(this::scanAgain));
    }
  }

  private boolean takeUp(String runId) {
    try {
      Loaded loaded = load(runId);
      if (loaded.view().state().status().isFinal()) {
        return false;
      }
      RunView view = loaded.view();
      RunState state = view.state().takenUp(now());
      RunLoop run = loop(new RunView(view.job(), runId, view.program(), state), loaded.lastHash());
      if (active.putIfAbsent(runId, run) == null) {
        run.takeUp();
        adopted.incrementAndGet();
        return true;
      }
    } catch (RuntimeException e) {
      LOG.error("run {} cannot be taken up: {}", runId, e.getMessage());
    }
    return false;
  }

  /// Whether runs that a crash interrupted have been taken up since the start.
  public boolean recovered() {
    return recovered;
  }

  /// Runs taken up since the start that another process, or this one before it went down, had left.
  public long adopted() {
    return adopted.get();
  }

  /// Runs in memory that are not final.
  public int active() {
    return active.size();
  }

  /// Runs in which agents are at work.
  public int running() {
    if (active.size() < settings.maxRunning()) {
      return active.size();
    }
    return (int)
        active.values().stream()
            .filter(run -> run.view().state().status() == Status.RUNNING)
            .count();
  }

  /// Agent calls under way.
  public int callsInFlight() {
    return queue.inFlight();
  }

  /// Agent calls that wait for room.
  public int callsWaiting() {
    return queue.waiting();
  }

  /// Streams that listen for more.
  public int listeners() {
    return active.values().stream().mapToInt(run -> run.topic().listeners()).sum();
  }

  /// The stored job of an id; blocks for I/O.
  public Optional<JobStore.Job> job(String tenant, String jobId) {
    return jobs.job(tenant, jobId);
  }

  /// Whether it takes no more work.
  public boolean draining() {
    return draining;
  }

  /// Takes no more work: what is under way is left to whoever takes it up.
  public void drain() {
    draining = true;
  }

  /// Drains and stops every run; what was stored goes on after a restart.
  @Override
  public void close() {
    drain();
    active.values().forEach(RunLoop::stop);
  }

  private static <T> CompletableFuture<T> failed(ErrorCode code, String message) {
    return CompletableFuture.failedFuture(new ConvergeException(code, message));
  }

  /// What a job was submitted with.
  ///
  /// @throws ConvergeException with `JOB_NOT_FOUND`, or `GONE` if its content was erased
  public Json.Obj submission(String tenant, String jobId) {
    JobStore.Job job =
        jobs.job(tenant, jobId)
            .orElseThrow(
                () -> new ConvergeException(ErrorCode.JOB_NOT_FOUND, "there is no job " + jobId));
    requireKept(job);
    return (Json.Obj) Json.parse(job.submission());
  }
}
