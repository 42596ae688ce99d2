package dev.converge.runtime.operations.template;

import dev.converge.core.text.Nearest;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.TemplateException;
import dev.converge.domain.template.TemplateSource;
import dev.converge.domain.template.Templates;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.TemplateStore;
import dev.converge.runtime.operations.field.BodyFields;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The templates that can be run, and those that clients install: these are stored, so that they
/// exist after a restart. Thread-safe.
public final class InstalledTemplates {
  private final Templates templates;
  private final TemplateStore store;
  private final InstantSource clock;

  /// For existing templates, and those that will be installed.
  public InstalledTemplates(Templates templates, TemplateStore store, InstantSource clock) {
    this.templates = templates;
    this.store = store;
    this.clock = clock;
  }

  /// The templates that can be run.
  public Templates templates() {
    return templates;
  }

  /// The result of an installation.
  ///
  /// @param isNew whether it did not exist before
  record Installed(Template template, boolean isNew) {}

  /// Installs a version for a tenant. Completes once it is durable.
  ///
  /// @return fails with a [ConvergeException]: `INVALID` if the wiring says another name or
  ///   version, `VERSION_EXISTS` if that version has other content, `UNAVAILABLE` if the store
  ///   cannot
  /// @throws TemplateException with all problems, if it does not compile
  CompletableFuture<Installed> install(
      String tenant, String name, String version, String spec, String wiring) {
    Template template = templates.compile(TemplateSource.of(name, spec, wiring));
    if (!template.name().equals(name) || !template.version().equals(version)) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "the wiring contains %s@%s (expected: %s@%s, as in the path)"
              .formatted(template.name(), template.version(), name, version));
    }
    Optional<Template> before = templates.template(tenant, name, version);
    if (before.isPresent()) {
      if (!before.get().hash().equals(template.hash())) {
        throw otherContent(template);
      }
      return CompletableFuture.completedFuture(new Installed(before.get(), false));
    }
    CompletableFuture<Installed> done = new CompletableFuture<>();
    store.install(
        new TemplateStore.Template(
            tenant,
            name,
            version,
            template.hash(),
            template.spec(),
            template.wiring(),
            clock.instant()),
        result -> stored(result, tenant, template, done));
    return done;
  }

  private static ConvergeException otherContent(Template template) {
    return new ConvergeException(
        ErrorCode.VERSION_EXISTS,
        "%s@%s is already installed with different content (expected: a new version)"
            .formatted(template.name(), template.version()));
  }

  private void stored(
      TemplateStore.InstallResult result,
      String tenant,
      Template template,
      CompletableFuture<Installed> done) {
    switch (result) {
      case TemplateStore.InstallResult.Installed _ ->
          done.complete(new Installed(templates.install(tenant, template), true));
      case TemplateStore.InstallResult.SameContent _ ->
          done.complete(new Installed(templates.install(tenant, template), false));
      case TemplateStore.InstallResult.OtherContent _ ->
          done.completeExceptionally(otherContent(template));
      case TemplateStore.InstallResult.Unavailable(var message) ->
          done.completeExceptionally(new ConvergeException(ErrorCode.UNAVAILABLE, message));
    }
  }

  /// The error for a template that does not exist.
  ///
  /// @param installed names of the existing templates
  public static ConvergeException notFound(
      String name, String version, Collection<String> installed) {
    return new ConvergeException(
        ErrorCode.TEMPLATE_NOT_FOUND,
        "template not found: \""
            + BodyFields.shortened(name)
            + "\""
            + (version.isEmpty() ? "" : ", version \"" + BodyFields.shortened(version) + "\"")
            + (installed.contains(name) ? "" : Nearest.hint(name, installed)));
  }
}
