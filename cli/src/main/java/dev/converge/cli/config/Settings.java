package dev.converge.cli.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Every setting. The file, the environment, the options, `converge config` and the reference are
/// derived from this list.
public final class Settings {
  private static final List<Setting<?>> ALL =
      Stream.of(
              GeneralSettings.all(),
              AccessSettings.all(),
              QuotaSettings.all(),
              InterfaceSettings.all(),
              LimitSettings.all(),
              HostSettings.all(),
              ObservabilitySettings.all())
          .<Setting<?>>flatMap(List::stream)
          .toList();

  private Settings() {}

  /// Every setting, in the order of the reference.
  public static List<Setting<?>> all() {
    return ALL;
  }

  /// The setting with a name in the file.
  static Optional<Setting<?>> named(String name) {
    return ALL.stream().filter(setting -> setting.name().equals(name)).findFirst();
  }
}
