package dev.converge.core.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The words that enum constants have in JSON, on the command line and in messages: their names in
/// lower case.
public final class EnumWord {
  private EnumWord() {}

  /// The word of a constant, such as `run_started` for `RUN_STARTED`.
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// The words of all constants, in the order of declaration.
  public static <E extends Enum<E>> List<String> all(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(EnumWord::of).toList();
  }

  /// The constant with a word, if there is one. Case matters.
  public static <E extends Enum<E>> Optional<E> find(Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> of(constant).equals(word))
        .findFirst();
  }
}
