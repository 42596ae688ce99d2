package dev.converge.runtime.operations.call;

import dev.converge.core.text.EnumWord;

/// A kind of operation that a principal can be allowed to call. No scope implies another.
public enum Scope {
  /// Reads jobs, events, facts, proposals, bundles and templates.
  READ,
  /// Submits jobs.
  SUBMIT,
  /// Cancels, pauses, resumes and replays runs, changes their budgets, adds observations, and
  /// manages webhooks.
  CONTROL,
  /// Approves and rejects proposals, each in the roles that are named with it.
  DECIDE,
  /// Erases the content of jobs.
  ERASE,
  /// Installs templates.
  TEMPLATES,
  /// Administers the server: metrics, API keys, the administrative log.
  ADMIN;

  /// The name in lower case, such as `read`.
  public String word() {
    return EnumWord.of(this);
  }
}
