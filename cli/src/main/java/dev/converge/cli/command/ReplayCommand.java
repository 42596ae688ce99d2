package dev.converge.cli.command;

import dev.converge.audit.BundleBytes;
import dev.converge.audit.BundleReplay;
import dev.converge.audit.Verdict;
import dev.converge.cli.client.LiveView;
import dev.converge.cli.client.ServerOptions;
import dev.converge.cli.serve.Composition;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.json.Json;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.replay.Difference;
import dev.converge.engine.replay.Replay;
import dev.converge.runtime.audit.TemplatePrograms;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Replays a record and compares: a bundle offline, a job on a server there.
@Command(
    name = "replay",
    description = "Replays a bundle, or a job on a server, and compares the results.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {" 0:identical", " 1:different", " 3:error", "64:usage"})
public final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server = new ServerOptions();

  @Parameters(
      paramLabel = "BUNDLE|JOB",
      description = "A bundle file, or the id of a job on the server.")
  private String what = "";

  @Mixin private RunOption run = new RunOption();

  @Override
  public Integer call() {
    Path file = Path.of(what);
    return Files.exists(file) ? bundle(file) : job();
  }

  private int bundle(Path file) {
    Verdict verdict = VerifyCommand.verify(file, null);
    PrintWriter out = spec.commandLine().getOut();
    if (!verdict.valid()) {
      verdict.findings().forEach(out::println);
      throw new ConvergeException(
          ErrorCode.INVALID, file + " does not verify (expected: a valid bundle)");
    }
    try (Composition wiring = new Composition(List.of())) {
      Replay replay =
          BundleReplay.replay(
              BundleBytes.of(file), new TemplatePrograms(wiring.templates()), wiring.agents());
      replay
          .fromRecord()
          .forEach(each -> out.println(each.agent() + ": from the record, " + each.why()));
      if (!replay.ran().isEmpty()) {
        out.println(String.join(", ", replay.ran()) + ": ran again");
      }
      Difference difference = replay.difference();
      out.println(difference == null ? identical(replay) : difference.message());
      out.flush();
      return difference == null ? ExitCode.CONVERGED : ExitCode.HALTED;
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.NOT_FOUND, file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String identical(Replay replay) {
    return "identical: "
        + replay.events().size()
        + " events"
        + replay.resultHash().map(hash -> ", result_hash " + hash).orElse("");
  }

  private int job() {
    String path = ClientCommands.job(what) + "/replay" + run.parameter("?");
    Json.Obj answer = server.client().post(path, Json.Obj.EMPTY, null);
    boolean identical = answer.get("identical").equals(java.util.Optional.of(Json.of(true)));
    PrintWriter out = spec.commandLine().getOut();
    out.println(answer.canonical());
    out.println(
        identical
            ? "identical"
            : answer.get("difference").orElse(null) instanceof Json.Obj difference
                ? LiveView.text(difference, "message")
                : "different");
    out.flush();
    return identical ? ExitCode.CONVERGED : ExitCode.HALTED;
  }
}
