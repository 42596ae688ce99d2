package dev.converge.cli.command;

import dev.converge.cli.config.ConfigOptions;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.text.Times;
import dev.converge.store.sqlite.SqliteRestore;
import dev.converge.store.sqlite.SqliteRestore.Missed;
import dev.converge.store.sqlite.directory.BackupManifest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Creates a data directory from a backup, or verifies one.
@Command(
    name = "restore",
    modelTransformer = ConfigOptions.Data.class,
    description = "Verifies a backup and creates a data directory from it.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:the directory is restored, or with --check the backup is valid",
      " 3:the backup is damaged, or the directory is in use, not empty or not writable",
      "64:usage"
    },
    footer =
        "%nA backup still contains content that was erased after the backup was made. To erase it"
            + " again, pass the data directory that you replace, or a newer backup, with"
            + " --erasures. See docs/backup.md.")
public final class RestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "BACKUP", description = "The directory that `converge backup` created.")
  private Path backup = Path.of("");

  @Option(
      names = "--erasures",
      paramLabel = "DIR",
      description = "A data directory or a newer backup. What was erased there is erased here too.")
  private @Nullable Path erasures;

  @Option(
      names = "--check",
      description =
          "Only verify the backup and list the erasures that --erasures would repeat. Changes"
              + " nothing.")
  private boolean check;

  @Override
  public Integer call() {
    Path data =
        ConfigOptions.sources(spec.commandLine().getParseResult()).config().storage().data();
    PrintWriter out = spec.commandLine().getOut();
    BackupManifest manifest =
        SqliteRestore.verify(backup, new ShownProgress(spec.commandLine().getErr()));
    out.println(BackupSummary.line(backup, manifest));
    List<Missed> missed = erasures == null ? List.of() : SqliteRestore.predates(backup, erasures);
    for (Missed one : missed) {
      out.println(
          "predates the erasure of "
              + one.jobId()
              + " at "
              + Times.format(one.erasure().at())
              + ", "
              + one.erasure().because());
    }
    if (!check) {
      SqliteRestore.restore(backup, manifest, data, missed, InstantSource.system());
      out.println("restored into " + data + ", " + missed.size() + " erasures made again");
      if (erasures == null) {
        out.println(
            "erasures after "
                + Times.format(manifest.createdAt())
                + " are not in it: erase those jobs again");
      }
      if (manifest.files().containsKey("keys.json")) {
        out.println(
            "API keys revoked after "
                + Times.format(manifest.createdAt())
                + " are valid again: see `converge keys list`");
      }
    }
    out.flush();
    return ExitCode.CONVERGED;
  }
}
