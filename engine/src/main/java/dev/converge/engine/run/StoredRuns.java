package dev.converge.engine.run;

import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Explain;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.event.Sealed;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.StoredBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads runs from the store. Thread-safe. Blocks for I/O.
public final class StoredRuns {
  private static final int PAGE_EVENTS = 10_000;
  private static final int PAGE_BYTES = 8 << 20;

  private final Journal journal;
  private final JobStore jobs;
  private final Programs programs;
  private final RestedRuns rested = new RestedRuns();

  /// Reads the runs of a store.
  ///
  /// @param programs finds the programs of the runs
  public StoredRuns(Journal journal, JobStore jobs, Programs programs) {
    this.journal = journal;
    this.jobs = jobs;
    this.programs = programs;
  }

  /// A run after its events were applied, and the hash of its last event.
  ///
  /// @param bytes of its events
  /// @param parked why it cannot continue although it is not final, or `null`
  public record Loaded(RunView view, String lastHash, long bytes, @Nullable String parked) {}

  /// A run is put aside in this state.
  public void rested(Loaded run) {
    rested.put(run);
  }

  /// Content was erased: drops all runs from memory.
  public void contentErased() {
    rested.clear();
  }

  /// Reads a run from the journal. If it was put aside recently, reading starts at the state at
  /// that time. If its template is not installed with the content that it was submitted with, a
  /// [StandInProgram] shows its state.
  ///
  /// @throws ConvergeException with `RUN_NOT_FOUND`, `GONE` if its content was erased, or
  ///   `UNAVAILABLE` if the store cannot be read
  public Loaded load(String runId) {
    JobStore.Job job = kept(runId);
    Optional<Program> found = find(job);
    Program program = found.orElseGet(() -> standIn(job, runId));
    Replaying replaying = replaying(runId, program);
    pages(runId, replaying.state.sequence(), replaying);
    RunState state = replaying.state;
    String parked = null;
    if (found.isEmpty() && !state.status().isFinal()) {
      parked = job.notInstalled();
      state = state.parked(parked);
    }
    return new Loaded(
        new RunView(job, runId, program, state), replaying.hash, replaying.bytes, parked);
  }

  private Replaying replaying(String runId, Program program) {
    Loaded known = rested.of(runId);
    return known != null && known.view().program().equals(program)
        ? new Replaying(known)
        : new Replaying(program);
  }

  private Program standIn(JobStore.Job job, String runId) {
    StandInProgram standIn = new StandInProgram(job);
    pages(runId, page -> standIn.learn(events(page)));
    return standIn.program();
  }

  private static final class Replaying implements Consumer<List<Sealed>> {
    private final Program program;
    private RunState state;
    private String hash = Chain.START;
    private long bytes;

    Replaying(Program program) {
      this.program = program;
      this.state = Core.initial(program);
    }

    Replaying(Loaded from) {
      this.program = from.view().program();
      this.state = from.view().state();
      this.hash = from.lastHash();
      this.bytes = from.bytes();
    }

    @Override
    public void accept(List<Sealed> page) {
      state = Core.replay(program, state, events(page));
      hash = page.getLast().hash();
      bytes += StoredBytes.of(page);
    }
  }

  /// Why each agent of a run ran or did not run, cycle by cycle.
  public List<Explain.Cycle> explain(String runId) {
    Program program = program(kept(runId));
    List<Event> events = new ArrayList<>();
    pages(runId, page -> events.addAll(events(page)));
    return Explain.of(program, events);
  }

  /// Passes all events of a run on, page by page, none of them empty.
  public void pages(String runId, Consumer<List<Sealed>> consumer) {
    pages(runId, 0, consumer);
  }

  /// Passes the events of a run after a sequence on, page by page, none of them empty.
  public void pages(String runId, long after, Consumer<List<Sealed>> consumer) {
    long position = after;
    while (true) {
      List<Sealed> page = journal.read(runId, position, PAGE_EVENTS, PAGE_BYTES);
      if (page.isEmpty()) {
        return;
      }
      consumer.accept(page);
      position = page.getLast().sequence();
    }
  }

  /// The events in lines.
  public static List<Event> events(List<Sealed> page) {
    List<Event> events = new ArrayList<>(page.size());
    page.forEach(sealed -> events.add(Chain.read(sealed.json())));
    return events;
  }

  /// The program of a job, with the content it was submitted with.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if it is not installed
  public Program program(JobStore.Job job) {
    return find(job)
        .orElseThrow(() -> new ConvergeException(ErrorCode.UNAVAILABLE, job.notInstalled()));
  }

  /// The program of a job, if it is installed with the content that the job was submitted with.
  public Optional<Program> find(JobStore.Job job) {
    return find(
        new JobStore.Pinned(job.tenant(), job.template(), job.version(), job.templateHash()));
  }

  /// Whether a template is installed with this content.
  public boolean has(JobStore.Pinned pinned) {
    return find(pinned).isPresent();
  }

  private Optional<Program> find(JobStore.Pinned pinned) {
    return programs
        .find(pinned.tenant(), pinned.template(), pinned.version())
        .filter(found -> found.hash().equals(pinned.templateHash()));
  }

  /// Why a run cannot continue here; empty if its program is installed.
  public Optional<String> missing(String runId) {
    JobStore.Job job = kept(runId);
    return find(job).isPresent() ? Optional.empty() : Optional.of(job.notInstalled());
  }

  /// The run with an id.
  ///
  /// @throws ConvergeException with `GONE` if its content was erased
  public JobStore.Run keptRun(String runId) {
    kept(runId);
    return run(runId);
  }

  /// The run with an id.
  public JobStore.Run run(String runId) {
    return jobs.run(runId).orElseThrow(() -> unknown(runId));
  }

  /// The job of a run, whether or not its content was erased.
  JobStore.Job job(String runId) {
    return jobs.jobOfRun(runId).orElseThrow(() -> unknown(runId));
  }

  /// The job of a run.
  ///
  /// @throws ConvergeException with `GONE` if its content was erased
  public JobStore.Job kept(String runId) {
    JobStore.Job job = job(runId);
    if (job.erasure().isPresent()) {
      throw job.erasure().get().gone(job.jobId());
    }
    return job;
  }

  /// The error for a run that does not exist.
  public static ConvergeException unknown(String runId) {
    return new ConvergeException(ErrorCode.RUN_NOT_FOUND, "run not found: " + runId);
  }
}
