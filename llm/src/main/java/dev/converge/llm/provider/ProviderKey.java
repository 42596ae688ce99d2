package dev.converge.llm.provider;

import org.jspecify.annotations.Nullable;

/// A provider's key. It is never part of anything that is printed.
///
/// @param value the key itself; empty where a provider needs none
/// @param variable the environment variable that holds it, or `null` where a provider needs none
record ProviderKey(String value, @Nullable String variable) {
  static final ProviderKey NONE = new ProviderKey("", null);

  /// Characters that a value has at least to be searched for in a text. Shorter ones are dummies of
  /// local servers, and stand in many words by chance.
  static final int MIN_MASKED = 8;

  /// The text of an error without the key, in case the provider repeats it.
  String mask(String text) {
    return value.length() < MIN_MASKED ? text : text.replace(value, "***");
  }

  @Override
  public String toString() {
    return value.isEmpty() ? "none" : "***";
  }
}
