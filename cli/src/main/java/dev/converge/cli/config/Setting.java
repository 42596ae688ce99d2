package dev.converge.cli.config;

import dev.converge.store.StoreAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One setting. Its name determines its form everywhere: `limits.body` is `limits: {body: …}` in
/// the file, `CONVERGE_LIMITS_BODY` in the environment and `--limits-body` on the command line.
///
/// @param name in the file, with dots between levels
/// @param kind of its values
/// @param byDefault in the form of the file; a list can have any number
/// @param description one sentence
public record Setting<T extends @Nullable Object>(
    String name, SettingType<T> kind, List<String> byDefault, String description) {
  /// The prefix of every variable.
  static final String PREFIX = "CONVERGE_";

  /// Copies the lists.
  public Setting {
    byDefault = List.copyOf(byDefault);
  }

  /// The environment variable.
  String variable() {
    return PREFIX + name.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /// The option of the command line.
  String flag() {
    return "--" + name.replace('.', '-').replace('_', '-');
  }

  /// The values in a variable or an option.
  List<String> split(String text) {
    if (!kind.list()) {
      return List.of(text.strip());
    }
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /// A value of this setting for people; values that can contain a password are not shown
  /// completely.
  public String forPeople(List<String> texts) {
    if (texts.stream().allMatch(String::isEmpty)) {
      return shown(texts);
    }
    if (kind.isSecret()) {
      return "(not shown)";
    }
    return equals(GeneralSettings.STORAGE_URL)
        ? shown(texts.stream().map(StoreAddress::shown).toList())
        : shown(texts);
  }

  /// A value for people.
  public static String shown(List<String> texts) {
    String text = String.join(", ", texts);
    return text.isEmpty() ? "(none)" : text;
  }
}
