package dev.converge.cli.command;

import dev.converge.domain.template.Templates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// The option that names folders of templates in addition to the included ones.
final class TemplateFolders {
  @Option(
      names = "--templates",
      paramLabel = "DIR",
      description = "A folder with additional templates.")
  private List<Path> folders = new ArrayList<>();

  List<Path> all() {
    return folders;
  }

  /// The valid templates of these folders, and the included ones.
  Templates load() {
    Templates templates = Templates.shipped();
    folders.forEach(templates::loadValid);
    return templates;
  }
}
