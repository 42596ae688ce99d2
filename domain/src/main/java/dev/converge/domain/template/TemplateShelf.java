package dev.converge.domain.template;

import dev.converge.domain.template.source.SemVer;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// The templates of one owner. An installed version never changes. Thread-safe.
final class TemplateShelf {
  private final ConcurrentSkipListMap<String, ConcurrentSkipListMap<SemVer, Template>> templates =
      new ConcurrentSkipListMap<>();

  /// Installs a template.
  ///
  /// @return the template; the installed one if the content is the same
  /// @throws ConvergeException with `VERSION_EXISTS` if that version has other content
  Template install(Template template) {
    SemVer version = SemVer.parse(template.version()).orElseThrow();
    Template before =
        templates
            .computeIfAbsent(template.name(), _ -> new ConcurrentSkipListMap<>())
            .putIfAbsent(version, template);
    if (before != null && !before.hash().equals(template.hash())) {
      throw new ConvergeException(ErrorCode.VERSION_EXISTS, otherContent(template));
    }
    return before == null ? template : before;
  }

  /// The message for a template that was changed without a new version while the server runs, and
  /// at its start.
  static String otherContent(Template template) {
    return "version: %s@%s is installed with different content (expected: a new version, such as %s)"
        .formatted(
            template.name(),
            template.version(),
            SemVer.parse(template.version()).orElseThrow().next());
  }

  /// Replaces a version of a template.
  void replace(Template template) {
    SemVer version = SemVer.parse(template.version()).orElseThrow();
    templates
        .computeIfAbsent(template.name(), _ -> new ConcurrentSkipListMap<>())
        .put(version, template);
  }

  /// Removes a version.
  void remove(Template template) {
    ConcurrentSkipListMap<SemVer, Template> versions = templates.get(template.name());
    if (versions != null) {
      versions.remove(SemVer.parse(template.version()).orElseThrow());
    }
  }

  Optional<Template> template(String name, SemVer version) {
    return Optional.ofNullable(templates.get(name)).map(versions -> versions.get(version));
  }

  /// Every version of a template; none if there is no such template.
  NavigableMap<SemVer, Template> versions(String name) {
    ConcurrentSkipListMap<SemVer, Template> versions = templates.get(name);
    return versions == null ? new TreeMap<>() : versions;
  }

  NavigableSet<String> names() {
    return templates.keySet();
  }
}
