package dev.converge.store.sqlite;

import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.TemplateStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Templates on SQLite. Thread-safe.
final class SqliteTemplates implements TemplateStore {
  private final Writer writer;
  private final Readers readers;

  SqliteTemplates(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public void install(Template template, Consumer<InstallResult> done) {
    writer.submit(new InstallWrite(template, done));
  }

  @Override
  public Optional<Template> template(String tenant, String name, String version) {
    return readers.read(statements -> TemplateRows.find(statements, tenant, name, version));
  }

  @Override
  public List<Template> templates(String tenant, @Nullable Template after, int limit) {
    JobStore.requirePage(limit);
    return readers.read(statements -> TemplateRows.list(statements, tenant, after, limit));
  }

  @Override
  public List<String> tenants() {
    return readers.read(TemplateRows::tenants);
  }
}
