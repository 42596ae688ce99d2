package dev.converge.llm.provider;

/// A key. It is never part of anything that is printed.
///
/// @param value the key itself; empty where a provider needs none
record ProviderKey(String value) {
  static final ProviderKey NONE = new ProviderKey("");

  /// The text without the key, should a provider have repeated it.
  String hide(String text) {
    return value.isEmpty() ? text : text.replace(value, "***");
  }

  @Override
  public String toString() {
    return value.isEmpty() ? "none" : "***";
  }
}
