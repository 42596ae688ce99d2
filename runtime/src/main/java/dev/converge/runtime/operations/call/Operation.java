package dev.converge.runtime.operations.call;

import java.util.Locale;

/// Everything that a caller can ask the server to do. Each call, over any transport, passes the
/// [Entrance] under one of these names; permissions, the audit log and metrics refer to them.
public enum Operation {
  /// Submits a job.
  SUBMIT_JOB,
  /// Reads a job with a run's state and result, or waits for it.
  GET_JOB,
  /// Lists jobs.
  LIST_JOBS,
  /// Lists the runs of a job.
  LIST_RUNS,
  /// Reads or follows a run's events.
  READ_EVENTS,
  /// Reads a run's facts.
  READ_FACTS,
  /// Reads the proposals that people decide on.
  READ_PROPOSALS,
  /// Explains why each agent of a run ran or did not run.
  EXPLAIN_RUN,
  /// Cancels a run.
  CANCEL_RUN,
  /// Pauses a run.
  PAUSE_RUN,
  /// Resumes a paused run.
  RESUME_RUN,
  /// Changes the budget of a run.
  CHANGE_BUDGET,
  /// Adds an observation to a run.
  OBSERVE,
  /// Approves or rejects a proposal.
  DECIDE,
  /// Replays a final run.
  REPLAY_RUN,
  /// Erases the content of a job.
  ERASE_JOB,
  /// Exports a run's audit bundle.
  EXPORT_AUDIT,
  /// Lists templates.
  LIST_TEMPLATES,
  /// Reads a template.
  GET_TEMPLATE,
  /// Checks a template without installing it.
  VALIDATE_TEMPLATE,
  /// Installs a version of a template.
  INSTALL_TEMPLATE;

  /// The name in lower case, such as `submit_job`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
