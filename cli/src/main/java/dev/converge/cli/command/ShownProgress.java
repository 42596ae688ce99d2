package dev.converge.cli.command;

import dev.converge.cli.terminal.Terminal;
import dev.converge.store.BackupProgress;
import java.io.PrintWriter;
import java.time.Duration;

/// Shows the progress of a backup or a restore on a terminal, about once a second. Output that is
/// not a terminal gets none of it. Not thread-safe.
final class ShownProgress implements BackupProgress {
  private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long MEBIBYTE = 1 << 20;

  private final PrintWriter err;
  private final boolean shown = Terminal.console().isPresent();
  private long last = System.nanoTime();

  ShownProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void copied(long bytes, long of) {
    show("copied " + bytes / MEBIBYTE + " of " + of / MEBIBYTE + " MiB");
  }

  @Override
  public void verified(long runs, long of) {
    show("verified " + runs + " of " + of + " runs");
  }

  private void show(String line) {
    long now = System.nanoTime();
    if (shown && now - last >= EVERY_NANOS) {
      last = now;
      err.println(line);
      err.flush();
    }
  }
}
