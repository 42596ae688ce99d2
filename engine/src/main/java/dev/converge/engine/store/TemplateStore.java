package dev.converge.engine.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Templates that were installed while the server was running. A version never changes.
/// Thread-safe.
public interface TemplateStore {
  /// Replaces the tenant for templates that everybody has. No tenant has this name.
  String EVERYBODY = "*";

  /// An installed version of a template.
  ///
  /// @param tenant that it belongs to
  /// @param name of the template
  /// @param version of it
  /// @param hash of both files; equal hashes mean equal content
  /// @param spec the file that defines what it does
  /// @param wiring the file that defines what it needs
  /// @param installedAt when it was first stored; kept in milliseconds
  record Template(
      String tenant,
      String name,
      String version,
      String hash,
      String spec,
      String wiring,
      Instant installedAt) {
    /// Truncates the time to milliseconds, as it is stored.
    public Template {
      installedAt = installedAt.truncatedTo(ChronoUnit.MILLIS);
    }
  }

  /// Installs a version and reports it once it is durable. `done` is called as by [Journal#append].
  void install(Template template, Consumer<InstallResult> done);

  /// The outcome of an installation.
  sealed interface InstallResult {
    /// The version is durable.
    record Installed() implements InstallResult {}

    /// The version already exists with the same content. Nothing changed.
    record SameContent(Template before) implements InstallResult {}

    /// The version already exists with different content. Nothing changed.
    record OtherContent(Template before) implements InstallResult {}

    /// The store failed. Nothing was stored, and a retry may help.
    record Unavailable(String message) implements InstallResult {}
  }

  /// The version. Blocks for I/O.
  Optional<Template> template(String tenant, String name, String version);

  /// All versions, by name and then version in code point order. Blocks for I/O.
  ///
  /// @param after continue after this version; `null` for the first page
  /// @param limit from 1 to [JobStore#MAX_PAGE]
  List<Template> templates(String tenant, @Nullable Template after, int limit);

  /// Number of versions of all tenants. Versions are never removed, so this shows whether there are
  /// new ones. Blocks for I/O.
  long count();

  /// The tenants that have templates, including [#EVERYBODY], in code point order. Blocks for I/O.
  List<String> tenants();
}
