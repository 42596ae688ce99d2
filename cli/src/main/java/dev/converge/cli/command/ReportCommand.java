package dev.converge.cli.command;

import dev.converge.audit.BundleBytes;
import dev.converge.audit.BundleRun;
import dev.converge.audit.Verdict;
import dev.converge.cli.client.ServerOptions;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.domain.template.wiring.ReportLayout;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.report.RunReport;
import dev.converge.report.format.ReportFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes the report on a run: of a job on a server, or of an audit bundle without a server.
@Command(
    name = "report",
    description =
        "Writes a readable report on a run: its results, sources, decisions, costs and proof.")
public final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(
      paramLabel = "JOB|BUNDLE",
      description = "The id of a job on the server, or an audit bundle file.")
  private String what = "";

  @Mixin private RunOption run = new RunOption();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "The format: markdown, html or docx. Default: the extension of the output file, or"
              + " markdown.")
  private @Nullable String format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The file to create. Default: standard output, or JOB.docx for a DOCX report.")
  private @Nullable Path output;

  @Override
  public Integer call() {
    ReportFormat as = format();
    Path bundle = Path.of(what);
    boolean offline = Files.isRegularFile(bundle);
    Path to = output;
    if (to == null && as == ReportFormat.DOCX) {
      String name = offline ? bundle.getFileName().toString().replaceFirst("\\.zip$", "") : what;
      to = Path.of(name + "." + as.extension());
    }
    byte[] report = offline ? ofBundle(bundle, as) : server.client().bytes(path(as));
    PrintWriter out = spec.commandLine().getOut();
    if (to == null) {
      out.print(new String(report, StandardCharsets.UTF_8));
    } else {
      write(report, to);
      out.println(to);
    }
    out.flush();
    return ExitCode.CONVERGED;
  }

  private ReportFormat format() {
    String word = format;
    for (ReportFormat known : ReportFormat.values()) {
      if (word == null
          ? output != null
              && output.toString().toLowerCase(Locale.ROOT).endsWith("." + known.extension())
          : known.word().equals(word)) {
        return known;
      }
    }
    if (word == null) {
      return ReportFormat.MARKDOWN;
    }
    throw new ConvergeException(
        ErrorCode.INVALID, "--format: \"" + word + "\" (expected: markdown, html or docx)");
  }

  private String path(ReportFormat as) {
    return ClientCommands.job(what) + "/report?format=" + as.word() + run.parameter("&");
  }

  private static byte[] ofBundle(Path file, ReportFormat as) {
    Verdict verdict = VerifyCommand.verify(file, null);
    if (!verdict.valid()) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          file + " is not valid (expected: a bundle that `converge verify` accepts)");
    }
    try {
      BundleRun recorded = BundleRun.open(BundleBytes.of(file));
      RunReport report = new RunReport();
      recorded.events(report::take);
      if (report.isErased()) {
        throw new ConvergeException(
            ErrorCode.GONE, "the content of the run in " + file + " was erased");
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      as.write(report.document(ReportLayout.ofWiring(recorded.wiring())), bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.NOT_FOUND, file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void write(byte[] report, Path to) {
    try {
      Files.write(to, report, StandardOpenOption.CREATE_NEW);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      throw new ConvergeException(
          ErrorCode.CONFLICT, to + " exists (expected: a file that does not exist)", e);
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE, to + " cannot be written: " + e.getMessage(), e);
    }
  }
}
