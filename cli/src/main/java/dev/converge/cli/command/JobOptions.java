package dev.converge.cli.command;

import picocli.CommandLine.Option;

/// What is run, and on what, as every command that starts a run takes it.
final class JobOptions {
  @Option(
      names = "--template",
      required = true,
      paramLabel = "NAME[@VERSION]",
      description = "The template. Without a version, its highest release.")
  String template = "";

  @Option(
      names = "--seeds",
      required = true,
      paramLabel = "JSON|@FILE",
      description =
          "The seeds as JSON, [{\"id\": …, \"content\": …}, …], in a file after @, or @- for"
              + " standard input.")
  String seeds = "";
}
