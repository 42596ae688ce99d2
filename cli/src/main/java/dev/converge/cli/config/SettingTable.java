package dev.converge.cli.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The settings of one subject, in the order in which they are added. Filled while the class that
/// declares them is initialized, and only read after that.
final class SettingTable {
  /// The maximum of every count.
  static final int MANY = 1_000_000;

  private final List<Setting<?>> settings = new ArrayList<>();

  /// Adds a setting with one value.
  ///
  /// @param byDefault in the form of the file; empty for unset
  <T extends @Nullable Object> Setting<T> add(
      String name, SettingType<T> kind, String byDefault, String description) {
    return add(new Setting<>(name, kind, List.of(byDefault), description));
  }

  /// Adds a setting with a list of values, which is empty by default.
  <T> Setting<List<T>> addList(String name, SettingType<List<T>> kind, String description) {
    return add(new Setting<>(name, kind, List.of(), description));
  }

  <T extends @Nullable Object> Setting<T> add(Setting<T> setting) {
    settings.add(setting);
    return setting;
  }

  List<Setting<?>> all() {
    return Collections.unmodifiableList(settings);
  }
}
