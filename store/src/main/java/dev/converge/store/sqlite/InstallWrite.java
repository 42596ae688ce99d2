package dev.converge.store.sqlite;

import dev.converge.engine.store.TemplateStore.InstallResult;
import dev.converge.engine.store.TemplateStore.Template;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/// Installs a version of a template.
final class InstallWrite extends Write<InstallResult> {
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
