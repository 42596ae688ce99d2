package dev.converge.cli.command;

import picocli.CommandLine.Parameters;

/// The job argument of a command.
final class JobArgument {
  @Parameters(index = "0", paramLabel = "JOB", description = "The id of the job.")
  private String id = "";

  String id() {
    return id;
  }

  /// Its address on a server.
  String path() {
    return ClientCommands.job(id);
  }
}
