package dev.converge.domain.tool;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The environment variables that declarations of tools name. Thread-safe.
///
/// @param environment looks a variable up
record Secrets(Function<String, Optional<String>> environment) {
  /// A variable in a header.
  static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]{0,99})}");

  /// Replaces a secret that comes back.
  private static final String HIDDEN = "***";

  /// The variables that a text names and that are not set, or contain line breaks.
  TreeSet<String> missing(Collection<String> texts) {
    TreeSet<String> missing = new TreeSet<>();
    for (String name : named(texts)) {
      if (environment.apply(name).filter(Secrets::fits).isEmpty()) {
        missing.add(name);
      }
    }
    return missing;
  }

  private static boolean fits(String value) {
    return !value.isBlank() && value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }

  private static TreeSet<String> named(Collection<String> texts) {
    TreeSet<String> names = new TreeSet<>();
    for (String text : texts) {
      VARIABLE.matcher(text).results().forEach(found -> names.add(found.group(1)));
    }
    return names;
  }

  /// A text with the values of its variables.
  String filled(String text) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(environment.apply(found.group(1)).orElse("")));
  }

  /// A text without the values of the variables that other texts name.
  String hidden(String text, Collection<String> naming) {
    String shown = text;
    for (String name : named(naming)) {
      String value = environment.apply(name).orElse("");
      if (!value.isBlank()) {
        shown = shown.replace(value, HIDDEN);
      }
    }
    return shown;
  }
}
