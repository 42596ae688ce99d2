package dev.converge.runtime.operations;

/// Permission to export the audit bundle of a run, until it is closed.
public final class AuditExport implements AutoCloseable {
  private final JobRun run;
  private final Runnable release;

  AuditExport(JobRun run, Runnable release) {
    this.run = run;
    this.release = release;
  }

  /// The run to export.
  public JobRun run() {
    return run;
  }

  /// Lets another export start; called once.
  @Override
  public void close() {
    release.run();
  }
}
