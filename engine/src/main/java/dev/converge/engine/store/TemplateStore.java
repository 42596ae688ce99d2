package dev.converge.engine.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Templates that were installed while the server ran. A version never changes. Thread-safe.
public interface TemplateStore {
  /// In place of a tenant, for what everybody has; no tenant is called so.
  String EVERYBODY = "*";

  /// A template's version, as installed.
  ///
  /// @param tenant whom it belongs to
  /// @param name of the template
  /// @param version of it
  /// @param hash of both files; equal hashes are equal content
  /// @param spec the file that says what it does
  /// @param wiring the file that says what it needs
  /// @param installedAt when it was stored first; kept in milliseconds
  record Template(
      String tenant,
      String name,
      String version,
      String hash,
      String spec,
      String wiring,
      Instant installedAt) {
    /// Cuts the time to milliseconds, as it is stored.
    public Template {
      installedAt = installedAt.truncatedTo(ChronoUnit.MILLIS);
    }
  }

  /// Installs a version and says so once it is durable; `done` is called as by [Journal#append].
  void install(Template template, Consumer<InstallResult> done);

  /// What became of an installation.
  sealed interface InstallResult {
    /// Durable.
    record Installed() implements InstallResult {}

    /// It was there with the same content; nothing changed.
    record SameContent(Template before) implements InstallResult {}

    /// It was there with other content; nothing changed.
    record OtherContent(Template before) implements InstallResult {}

    /// The store could not; nothing was stored, and trying again may help.
    record Unavailable(String message) implements InstallResult {}
  }

  /// That version; blocks for I/O.
  Optional<Template> template(String tenant, String name, String version);

  /// Every version, by name and then version in code point order; blocks for I/O.
  ///
  /// @param after continue after this one; `null` for the first page
  /// @param limit from 1 to [JobStore#MAX_PAGE]
  List<Template> templates(String tenant, @Nullable Template after, int limit);

  /// How many versions there are, of all tenants. None is ever removed, so this tells whether there
  /// are new ones. Blocks for I/O.
  long count();

  /// The tenants that have templates, [#EVERYBODY] among them, in code point order; blocks for I/O.
  List<String> tenants();
}
