package dev.converge.cli.terminal;

import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import org.jspecify.annotations.Nullable;

/// Exit codes of the command line.
public final class ExitCode {
  public static final int CONVERGED = 0;
  public static final int HALTED = 1;
  static final int BUDGET = 2;
  public static final int ERROR = 3;
  public static final int USAGE = 64;

  /// A second signal came: 128 and SIGTERM.
  public static final int KILLED = 143;

  private ExitCode() {}

  /// The code for a run's end. A run that waits for a person or is paused has not converged either.
  public static int of(Status status, @Nullable HaltReason reason) {
    return switch (status) {
      case CONVERGED -> CONVERGED;
      case HALTED -> reason == HaltReason.BUDGET ? BUDGET : HALTED;
      case CANCELLED, WAITING, PAUSED -> HALTED;
      case FAILED, PENDING, RUNNING -> ERROR;
    };
  }

  /// The same for the words of the API.
  public static int of(String status, @Nullable String reason) {
    return of(
        Status.valueOf(status.toUpperCase(java.util.Locale.ROOT)),
        reason == null ? null : HaltReason.valueOf(reason.toUpperCase(java.util.Locale.ROOT)));
  }
}
