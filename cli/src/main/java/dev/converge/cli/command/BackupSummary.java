package dev.converge.cli.command;

import dev.converge.core.text.Times;
import dev.converge.store.sqlite.directory.BackupManifest;
import java.nio.file.Path;

/// The contents of a backup, in words.
final class BackupSummary {
  private BackupSummary() {}

  static String line(Path backup, BackupManifest manifest) {
    BackupManifest.Counts counts = manifest.counts();
    return backup
        + ": verified, of "
        + Times.format(manifest.createdAt())
        + ", "
        + counts.jobs()
        + " jobs, "
        + counts.runs()
        + " runs, "
        + counts.events()
        + " events, "
        + manifest.bytes()
        + " bytes ("
        + String.join(", ", manifest.files().keySet())
        + ")";
  }
}
