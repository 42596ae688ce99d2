package dev.converge.domain.template;

import dev.converge.domain.template.source.TemplateProblem;
import dev.converge.engine.error.ConvergeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Installs changed templates of a directory. A folder is compiled once its files have not changed
/// between two scans, so that no incomplete content is installed under a version that can never
/// change. The caller drives the scans with a timer. Thread-safe.
public final class TemplateWatch {
  private final Templates templates;
  private final Path directory;
  private final Map<Path, Seen> seen = new HashMap<>();

  private record Seen(String digest, boolean settled) {}

  /// The result of a scan.
  ///
  /// @param installed new templates
  /// @param problems of folders that changed and do not compile, or whose version has other content
  public record Look(List<Template> installed, List<TemplateProblem> problems) {
    /// Copies the lists.
    public Look {
      installed = List.copyOf(installed);
      problems = List.copyOf(problems);
    }
  }

  /// Watches a directory. Does not install the templates that it contains now.
  ///
  /// @throws ConvergeException with `INVALID` if the directory cannot be read
  public TemplateWatch(Templates templates, Path directory) {
    this.templates = templates;
    this.directory = directory;
    for (TemplateFolder folder : TemplateFolder.in(directory)) {
      seen.put(folder.path(), new Seen(folder.digest(), true));
    }
  }

  /// Scans once: compiles and installs what changed before the last scan and not since. Reads
  /// files.
  ///
  /// @throws ConvergeException with `INVALID` if the directory cannot be read
  public synchronized Look look() {
    List<Template> installed = new ArrayList<>();
    List<TemplateProblem> problems = new ArrayList<>();
    List<TemplateFolder> folders = TemplateFolder.in(directory);
    List<Path> there = folders.stream().map(TemplateFolder::path).toList();
    seen.keySet().stream()
        .filter(path -> !there.contains(path))
        .forEach(path -> templates.forget(path.toString()));
    seen.keySet().retainAll(there);
    for (TemplateFolder folder : folders) {
      String digest = folder.digest();
      Seen before = seen.get(folder.path());
      if (before == null || !before.digest().equals(digest)) {
        seen.put(folder.path(), new Seen(digest, false));
      } else if (!before.settled()) {
        seen.put(folder.path(), new Seen(digest, true));
        take(folder, installed, problems);
      }
    }
    return new Look(installed, problems);
  }

  private void take(
      TemplateFolder folder, List<Template> installed, List<TemplateProblem> problems) {
    templates.take(folder).ifPresent(installed::add);
    String source = folder.path().toString();
    templates.refused().stream()
        .filter(refused -> refused.source().equals(source))
        .forEach(refused -> problems.addAll(refused.problems()));
  }
}
