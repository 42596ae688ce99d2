package dev.converge.cli.command;

import dev.converge.cli.terminal.ExitCode;
import dev.converge.cli.terminal.Terminal;
import dev.converge.store.CopySource;
import dev.converge.store.CopyTarget;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreCopy;
import dev.converge.store.StoreOptions;
import dev.converge.store.Stores;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Copies stores.
@Command(
    name = "store",
    description = "Copies a data directory into PostgreSQL.",
    subcommands = StoreCommand.Copy.class)
public final class StoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  @Command(
      name = "copy",
      description =
          "Copies a data directory into a PostgreSQL database and verifies the hash chain of every"
              + " run. Stop all servers that use either of them first. The command can be"
              + " repeated.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        " 0:everything is copied and verified",
        " 3:the directory or the database is in use, damaged or different; the message says which",
        "64:usage"
      },
      footer =
          "%nThe signing key and the API keys are not copied; see docs/postgresql.md. The password"
              + " comes from CONVERGE_STORAGE_PASSWORD, the URL or .pgpass.")
  static final class Copy implements Callable<Integer> {
    /// Number of jobs between two lines of progress.
    private static final long SHOWN_EVERY = 1_000;

    @Spec private CommandSpec spec;

    @Option(
        names = "--from",
        paramLabel = "DIR",
        required = true,
        description = "The data directory to copy from.")
    private Path from = Path.of("");

    @Option(
        names = "--to",
        paramLabel = "URL",
        required = true,
        description = "The database, such as jdbc:postgresql://db.example.org/converge.")
    private String to = "";

    @Option(
        names = "--user",
        paramLabel = "NAME",
        description = "The database user. Default: the user in the URL.")
    private @Nullable String user;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      StoreOptions options = StoreOptions.durable(InstantSource.system());
      StoreAddress address = new StoreAddress(to, user, System.getenv("CONVERGE_STORAGE_PASSWORD"));
      try (CopySource source = Stores.source(StoreAddress.of(from), options);
          CopyTarget target = Stores.target(address, options)) {
        StoreCopy.Counts counts = StoreCopy.copy(source, target, this::show);
        out.println(
            "%d jobs with %d runs and %d events verified, %d jobs copied to %s"
                .formatted(
                    counts.jobs(), counts.runs(), counts.events(), counts.copied(), address));
        out.flush();
      }
      return ExitCode.CONVERGED;
    }

    private void show(long jobs, long of) {
      if (jobs % SHOWN_EVERY == 0 && Terminal.console().isPresent()) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("copied " + jobs + " of " + of + " jobs");
        err.flush();
      }
    }
  }
}
