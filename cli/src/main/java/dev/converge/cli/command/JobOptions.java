package dev.converge.cli.command;

import picocli.CommandLine.Option;

/// The options of every command that starts a run: the template and the seeds.
final class JobOptions {
  @Option(
      names = "--template",
      required = true,
      paramLabel = "NAME[@VERSION]",
      description = "The template. Default version: the latest release.")
  String template = "";

  @Option(
      names = "--seeds",
      required = true,
      paramLabel = "JSON|@FILE",
      description =
          "The seeds, [{\"id\": …, \"content\": …}, …], as JSON, @FILE, or @- for standard input.")
  String seeds = "";
}
