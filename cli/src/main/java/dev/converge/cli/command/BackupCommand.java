package dev.converge.cli.command;

import dev.converge.audit.SigningKey;
import dev.converge.cli.config.Config;
import dev.converge.cli.config.ConfigOptions;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.cli.terminal.Version;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.store.sqlite.SqliteBackup;
import dev.converge.store.sqlite.directory.BackupManifest;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Makes a backup of the data directory, also while a server uses it.
@Command(
    name = "backup",
    modelTransformer = ConfigOptions.Kept.class,
    description =
        "Backs up the data directory and verifies the backup. The server can keep running.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:the backup is complete and verified",
      " 3:no backup was made; the message says why",
      "64:usage"
    },
    footer =
        "%nThe backup contains the database, the signing key and the API keys. Protect it like the"
            + " data directory. See docs/backup.md.")
public final class BackupCommand implements Callable<Integer> {
  private static final String KEYS = "keys.json";

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      description = "The directory to create. It must not exist, but its parent must.")
  private Path to = Path.of("");

  @Option(names = "--json", description = "Print a summary of the backup as one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    Config config = ConfigOptions.sources(spec.commandLine().getParseResult()).config();
    requireSqlite(config.storage());
    Path data = config.storage().data();
    SortedMap<String, Path> files = new TreeMap<>();
    List<String> outside = new ArrayList<>();
    Path supplied = config.storage().signingKey();
    add(data, supplied == null ? data.resolve(SigningKey.FILE) : supplied, files, outside);
    add(data, config.access().keys(), files, outside);
    outside(config.flows().recordings(), outside);
    config.flows().templates().forEach(folder -> outside(folder, outside));
    BackupManifest made =
        SqliteBackup.create(
            new SqliteBackup.Request(
                data, to, files, Version.number(), InstantSource.system().instant()),
            new ShownProgress(spec.commandLine().getErr()));
    say(made, outside);
    return ExitCode.CONVERGED;
  }

  private static void requireSqlite(Config.Storage storage) {
    if (storage.shared()) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "storage.url: "
              + storage.store()
              + " is not in the data directory (expected: a backup made by PostgreSQL, with pg_dump"
              + " or pg_basebackup; docs/postgresql.md)");
    }
  }

  /// The operator has to back up files that are kept elsewhere.
  private static void add(
      Path data, Path file, SortedMap<String, Path> files, List<String> outside) {
    Path name = file.getFileName();
    if (!Files.exists(file) || name == null) {
      return;
    }
    if (file.toAbsolutePath().normalize().startsWith(data.toAbsolutePath().normalize())) {
      files.put(name.toString(), file);
    } else {
      outside.add(file.toString());
    }
  }

  private static void outside(@Nullable Path path, List<String> outside) {
    if (path != null) {
      outside.add(path.toString());
    }
  }

  private void say(BackupManifest made, List<String> outside) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(made.canonical());
    } else {
      out.println(BackupSummary.line(to, made));
      outside.forEach(path -> out.println("not in the backup: " + path));
      if (made.files().containsKey(SigningKey.FILE) || made.files().containsKey(KEYS)) {
        out.println("it contains secrets: protect it like the data directory");
      }
    }
    out.flush();
  }
}
