package dev.converge.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option that names a run of a job.
final class RunOption {
  @Option(
      names = "--run",
      paramLabel = "RUN",
      description = "The run. Default: the first run of the job.")
  private @Nullable String run;

  /// The id of the run, or another one if no run is named.
  String idOr(String other) {
    return run == null ? other : run;
  }

  /// The run as a parameter of an address; empty if none is named.
  ///
  /// @param before the separator in front of it: `?` or `&`
  String parameter(String before) {
    return run == null ? "" : before + "run=" + ClientCommands.encode(run);
  }
}
