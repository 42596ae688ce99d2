package dev.converge.cli.command;

import dev.converge.audit.SigningKey;
import dev.converge.audit.VerifyKey;
import dev.converge.cli.client.ServerOptions;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Downloads bundles and the key that signed them.
@Command(
    name = "audit",
    description = "Exports audit bundles, and the public key that verifies them.",
    subcommands = {AuditCommand.Export.class, AuditCommand.Key.class})
public final class AuditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  @Command(name = "export", description = "Writes the audit bundle of a job to a file.")
  static final class Export implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server = new ServerOptions();

    @Mixin private JobArgument job = new JobArgument();

    @Mixin private RunOption run = new RunOption();

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FILE",
        description = "The file to create. It must not exist. Default: JOB.zip.")
    private @Nullable Path output;

    @Override
    public Integer call() {
      Path to = output == null ? Path.of(run.idOr(job.id()) + ".zip") : output;
      if (Files.exists(to)) {
        throw new ConvergeException(
            ErrorCode.CONFLICT, to + " already exists (expected: a new file)");
      }
      server.client().download(job.path() + "/audit" + run.parameter("?"), to);
      PrintWriter out = spec.commandLine().getOut();
      out.println(to);
      out.flush();
      return ExitCode.CONVERGED;
    }
  }

  @Command(
      name = "key",
      description = "Prints the public key that verifies bundles from a data directory.")
  static final class Key implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        defaultValue = "${env:CONVERGE_DATA:-converge-data}",
        description = "The data directory. Default: ./converge-data.")
    private Path data = Path.of("converge-data");

    @Option(
        names = "--signing-key",
        paramLabel = "FILE",
        defaultValue = "${env:CONVERGE_SIGNING_KEY}",
        description =
            "The file with the private key, if it is not in the data directory. Default: the"
                + " environment variable CONVERGE_SIGNING_KEY.")
    private @Nullable Path file;

    @Option(names = "--pem", description = "Print only the key, as PEM.")
    private boolean pem;

    @Override
    public Integer call() {
      VerifyKey key =
          SigningKey.read(file == null ? data.resolve(SigningKey.FILE) : file).publicKey();
      PrintWriter out = spec.commandLine().getOut();
      if (pem) {
        out.print(key.pem());
      } else {
        out.println("public key " + key.hex());
        out.println("key id     " + key.id());
      }
      out.flush();
      return ExitCode.CONVERGED;
    }
  }
}
