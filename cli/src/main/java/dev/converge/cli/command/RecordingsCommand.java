package dev.converge.cli.command;

import dev.converge.audit.BundleBytes;
import dev.converge.audit.BundleReplay;
import dev.converge.cli.serve.Composition;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.replay.Replay;
import dev.converge.llm.recording.RecordingFiles;
import dev.converge.runtime.audit.TemplatePrograms;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Copies recordings of models between runs and folders.
@Command(
    name = "recordings",
    description = "Exports recorded model answers from a bundle, and imports them from a folder.",
    subcommands = {RecordingsCommand.Export.class, RecordingsCommand.Import.class})
public final class RecordingsCommand {
  private RecordingsCommand() {}

  private static int said(CommandSpec spec, String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
    return ExitCode.CONVERGED;
  }

  /// Writes the models' answers in a run as recordings.
  @Command(name = "export", description = "Writes the model answers in a bundle as recordings.")
  static final class Export implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "BUNDLE", description = "The bundle file.")
    private Path bundle = Path.of("");

    @Parameters(index = "1", paramLabel = "DIR", description = "The folder to write to.")
    private Path directory = Path.of("");

    @Override
    public Integer call() {
      if (!VerifyCommand.verify(bundle, null).valid()) {
        throw new ConvergeException(
            ErrorCode.INVALID, bundle + " does not verify (expected: a valid bundle)");
      }
      RecordingFiles files = new RecordingFiles(directory);
      int calls = 0;
      for (Event event : replay().events()) {
        if (event.body() instanceof Body.ModelCalled called && called.call().response() != null) {
          files.accept(called.call());
          calls++;
        }
      }
      return said(spec, calls + (calls == 1 ? " call" : " calls") + " of models in " + bundle);
    }

    private Replay replay() {
      try (Composition wiring = new Composition(List.of())) {
        return BundleReplay.replay(
            BundleBytes.of(bundle), new TemplatePrograms(wiring.templates()), wiring.agents());
      } catch (IOException e) {
        throw new ConvergeException(
            ErrorCode.NOT_FOUND, bundle + " cannot be read: " + e.getMessage(), e);
      }
    }
  }

  /// Copies recordings from one folder to another.
  @Command(
      name = "import",
      description = "Copies recordings from a folder. Existing recordings are kept.")
  static final class Import implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FROM", description = "The folder to copy from.")
    private Path from = Path.of("");

    @Parameters(index = "1", paramLabel = "DIR", description = "The folder to copy to.")
    private Path directory = Path.of("");

    @Override
    public Integer call() {
      int taken = new RecordingFiles(directory).takeOver(from);
      return said(spec, taken + (taken == 1 ? " recording" : " recordings") + " copied");
    }
  }
}
