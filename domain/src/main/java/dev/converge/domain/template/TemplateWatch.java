package dev.converge.domain.template;

import dev.converge.domain.template.source.TemplateProblem;
import dev.converge.engine.error.ConvergeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Takes over templates of a directory while it is being worked in: a folder is looked at once its
/// files have stayed the same from one look to the next, so that nothing half written is installed
/// under a version that could never change again. Driven from outside, by a timer. Thread-safe.
public final class TemplateWatch {
  private final Templates templates;
  private final Path directory;
  private final Map<Path, Seen> seen = new HashMap<>();

  private record Seen(String digest, boolean settled) {}

  /// What a look came to.
  ///
  /// @param installed templates that were not there before
  /// @param problems of folders that changed and do not compile, or whose version has other content
  public record Look(List<Template> installed, List<TemplateProblem> problems) {
    /// Copies the lists.
    public Look {
      installed = List.copyOf(installed);
      problems = List.copyOf(problems);
    }
  }

  /// Watches a directory; what is in it now counts as seen and is not installed by this.
  ///
  /// @throws ConvergeException with `INVALID` if the directory cannot be read
  public TemplateWatch(Templates templates, Path directory) {
    this.templates = templates;
    this.directory = directory;
    for (TemplateFolder folder : TemplateFolder.in(directory)) {
      seen.put(folder.path(), new Seen(folder.digest(), true));
    }
  }

  /// Looks once: what changed before the last look and has not since is compiled and installed.
  /// Reads files.
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
