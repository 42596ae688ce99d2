package dev.converge.audit;

import dev.converge.core.event.Sealed;
import dev.converge.core.text.Times;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import java.io.IOException;
import java.util.List;

/// Reads the parts of a run's bundle from the stores. Thread-safe. Blocks for I/O.
public final class RunRecords {
  private static final int PAGE_EVENTS = 2_000;
  private static final int PAGE_BYTES = 4 << 20;

  private final JobStore jobs;
  private final Journal journal;
  private final TemplateLookup templates;

  /// Reads the stores of an engine.
  public RunRecords(JobStore jobs, Journal journal, TemplateLookup templates) {
    this.jobs = jobs;
    this.journal = journal;
    this.templates = templates;
  }

  /// The current record of a run; what is appended later is not part of it.
  ///
  /// @throws ConvergeException with `RUN_NOT_FOUND`, or `UNAVAILABLE` if its template is no longer
  ///   installed with the content that it was submitted with
  public RunRecord record(String runId) {
    JobStore.Job job = jobs.jobOfRun(runId).orElseThrow(() -> unknown(runId));
    JobStore.Run run = jobs.run(runId).orElseThrow(() -> unknown(runId));
    TemplateFiles template =
        templates
            .find(job.tenant(), job.template(), job.version())
            .filter(found -> found.hash().equals(job.templateHash()))
            .orElseThrow(() -> new ConvergeException(ErrorCode.UNAVAILABLE, job.notInstalled()));
    return new RunRecord(
        job.jobId(),
        runId,
        run.replayOf(),
        Times.format(job.createdAt()),
        job.submission(),
        template,
        consumer -> forEach(runId, run.sequence(), consumer));
  }

  private void forEach(String runId, long last, RunRecord.EventConsumer consumer)
      throws IOException {
    long position = 0;
    while (position < last) {
      List<Sealed> page = journal.read(runId, position, PAGE_EVENTS, PAGE_BYTES);
      if (page.isEmpty()) {
        throw new IOException(
            "run " + runId + " ends at event " + position + " (expected: " + last + ")");
      }
      for (Sealed event : page) {
        if (event.sequence() <= last) {
          consumer.accept(event);
        }
      }
      position = page.getLast().sequence();
    }
  }

  private static ConvergeException unknown(String runId) {
    return new ConvergeException(ErrorCode.RUN_NOT_FOUND, "run not found: " + runId);
  }
}
