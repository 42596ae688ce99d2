package dev.converge.cli.command.help;

import dev.converge.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes the man pages, for the archive and the package.
@Command(name = "man-pages", hidden = true, description = "Writes a man page for each command.")
public final class ManCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder to write them to.")
  private Path folder = Path.of(".");

  @Override
  public Integer call() throws IOException {
    CommandLine root = spec.root().commandLine();
    String version = root.getCommandSpec().version()[0];
    Files.createDirectories(folder);
    for (Map.Entry<String, String> page : ManPages.of(root, version).entrySet()) {
      Files.writeString(folder.resolve(page.getKey()), page.getValue());
    }
    return ExitCode.CONVERGED;
  }
}
