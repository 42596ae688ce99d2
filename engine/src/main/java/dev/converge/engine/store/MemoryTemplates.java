package dev.converge.engine.store;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps installed templates in memory. Nothing outlives the process. Thread-safe.
public final class MemoryTemplates implements TemplateStore {
  private final ConcurrentNavigableMap<Version, Template> templates = new ConcurrentSkipListMap<>();
  private final Callbacks callbacks;

  /// Without templates.
  ///
  /// @param executor runs the callbacks, one per task, never two at once
  public MemoryTemplates(Executor executor) {
    this.callbacks = new Callbacks(executor);
  }

  private record Version(String tenant, String name, String version)
      implements Comparable<Version> {
    @Override
    public int compareTo(Version other) {
      return Comparator.comparing(Version::tenant)
          .thenComparing(Version::name)
          .thenComparing(Version::version)
          .compare(this, other);
    }
  }

  @Override
  public void install(Template template, Consumer<InstallResult> done) {
    Version version = new Version(template.tenant(), template.name(), template.version());
    Template before = templates.putIfAbsent(version, template);
    InstallResult result =
        before == null
            ? new InstallResult.Installed()
            : before.hash().equals(template.hash())
                ? new InstallResult.SameContent(before)
                : new InstallResult.OtherContent(before);
    callbacks.add(() -> done.accept(result));
    callbacks.trigger();
  }

  @Override
  public Optional<Template> template(String tenant, String name, String version) {
    return Optional.ofNullable(templates.get(new Version(tenant, name, version)));
  }

  @Override
  public List<Template> templates(String tenant, @Nullable Template after, int limit) {
    JobStore.requirePage(limit);
    Version from =
        after == null
            ? new Version(tenant, "", "")
            : new Version(tenant, after.name(), after.version());
    return templates.tailMap(from, false).values().stream()
        .takeWhile(template -> template.tenant().equals(tenant))
        .limit(limit)
        .toList();
  }

  @Override
  public long count() {
    return templates.size();
  }

  @Override
  public List<String> tenants() {
    return templates.keySet().stream().map(Version::tenant).distinct().toList();
  }
}
