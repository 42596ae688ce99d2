package dev.converge.cli.serve;

import dev.converge.domain.tool.ToolAgents;
import dev.converge.domain.tool.Tools;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The tools that agents can call.
public final class ToolOptions {
  @Option(
      names = "--tools",
      paramLabel = "FILE",
      description = "A file that declares the tools that agents can call.")
  private @Nullable Path file;

  /// With the tools of a file, or without tools.
  static ToolOptions of(@Nullable Path file) {
    ToolOptions options = new ToolOptions();
    options.file = file;
    return options;
  }

  /// The tools that the file declares.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `INVALID` and all problems of the
  ///   file
  public Tools tools() {
    return file == null ? Tools.none() : Tools.read(file);
  }

  ToolAgents agents(InstantSource steady, InstantSource wall) {
    return ToolAgents.of(tools(), name -> Optional.ofNullable(System.getenv(name)), steady, wall);
  }
}
