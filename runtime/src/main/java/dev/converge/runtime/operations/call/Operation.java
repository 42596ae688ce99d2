package dev.converge.runtime.operations.call;

import dev.converge.core.text.EnumWord;

/// Everything that a caller can ask the server to do. Each call, over any transport, passes the
/// [Entrance] under one of these names; permissions, the audit log and metrics refer to them.
public enum Operation {
  /// Submits a job.
  SUBMIT_JOB(Scope.SUBMIT),
  /// Reads a job with a run's state and result, or waits for it.
  GET_JOB(Scope.READ),
  /// Lists jobs.
  LIST_JOBS(Scope.READ),
  /// Lists the runs of a job.
  LIST_RUNS(Scope.READ),
  /// Reads or follows a run's events.
  READ_EVENTS(Scope.READ),
  /// Reads a run's facts.
  READ_FACTS(Scope.READ),
  /// Reads the proposals that people decide on.
  READ_PROPOSALS(Scope.READ),
  /// Explains why each agent of a run ran or did not run.
  EXPLAIN_RUN(Scope.READ),
  /// Compares two runs.
  COMPARE_RUNS(Scope.READ),
  /// Cancels a run.
  CANCEL_RUN(Scope.CONTROL),
  /// Pauses a run.
  PAUSE_RUN(Scope.CONTROL),
  /// Resumes a paused run.
  RESUME_RUN(Scope.CONTROL),
  /// Continues a halted run.
  CONTINUE_RUN(Scope.CONTROL),
  /// Changes the budget of a run.
  CHANGE_BUDGET(Scope.CONTROL),
  /// Adds an observation to a run.
  OBSERVE(Scope.CONTROL),
  /// Approves or rejects a proposal.
  DECIDE(Scope.DECIDE),
  /// Returns a proposal to be revised.
  RETURN_PROPOSAL(Scope.DECIDE),
  /// Replays a final run.
  REPLAY_RUN(Scope.CONTROL),
  /// Forks a run.
  FORK_RUN(Scope.SUBMIT),
  /// Erases the content of a job.
  ERASE_JOB(Scope.ERASE),
  /// Reads the report on a run.
  READ_REPORT(Scope.READ),
  /// Exports a run's audit bundle.
  EXPORT_AUDIT(Scope.READ),
  /// Lists templates.
  LIST_TEMPLATES(Scope.READ),
  /// Reads a template.
  GET_TEMPLATE(Scope.READ),
  /// Checks a template without installing it.
  VALIDATE_TEMPLATE(Scope.READ),
  /// Installs a version of a template.
  INSTALL_TEMPLATE(Scope.TEMPLATES),
  /// Lists API keys.
  LIST_KEYS(Scope.ADMIN),
  /// Creates an API key.
  CREATE_KEY(Scope.ADMIN),
  /// Revokes an API key.
  REVOKE_KEY(Scope.ADMIN),
  /// Reads the administrative log.
  READ_ADMIN_LOG(Scope.ADMIN),
  /// Reads what was used of the quotas.
  READ_USAGE(Scope.READ),
  /// Lists or reads webhooks and what they gave up.
  READ_WEBHOOKS(Scope.READ),
  /// Adds a webhook for every job.
  CREATE_WEBHOOK(Scope.CONTROL),
  /// Removes a webhook.
  DELETE_WEBHOOK(Scope.CONTROL),
  /// Has events sent again that a webhook gave up.
  RESEND_WEBHOOK(Scope.CONTROL),
  /// Reads the metrics of the whole server.
  READ_METRICS(Scope.ADMIN);

  private final Scope scope;

  Operation(Scope scope) {
    this.scope = scope;
  }

  /// The scope that a caller needs.
  public Scope scope() {
    return scope;
  }

  /// The name in lower case, such as `submit_job`.
  public String word() {
    return EnumWord.of(this);
  }
}
