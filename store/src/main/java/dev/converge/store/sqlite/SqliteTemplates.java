package dev.converge.store.sqlite;

import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.TemplateStore;
import java.sql.SQLException;
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

  /// Installs a version of a template.
  private static final class InstallWrite extends Write<InstallResult> {
    private final Template template;

    InstallWrite(Template template, Consumer<InstallResult> done) {
      super((long) template.spec().length() + template.wiring().length(), done);
      this.template = template;
    }

    @Override
    InstallResult apply(WriteSession session) throws SQLException {
      Optional<Template> before =
          TemplateRows.find(
              session.statements(), template.tenant(), template.name(), template.version());
      if (before.isPresent()) {
        return before.get().hash().equals(template.hash())
            ? new InstallResult.SameContent(before.get())
            : new InstallResult.OtherContent(before.get());
      }
      TemplateRows.insert(session.statements(), session.tenantNo(template.tenant()), template);
      return new InstallResult.Installed();
    }

    @Override
    InstallResult unavailable(String message) {
      return new InstallResult.Unavailable(message);
    }
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
  public long count() {
    return readers.read(TemplateRows::count);
  }

  @Override
  public List<String> tenants() {
    return readers.read(TemplateRows::tenants);
  }
}
