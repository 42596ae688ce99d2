package dev.converge.core.text;

/// The grammar of ids: `[A-Za-z0-9][A-Za-z0-9._:-]{0,199}`.
public final class Ids {
  /// The maximum number of characters of an id.
  public static final int MAX_LENGTH = 200;

  private Ids() {}

  /// Whether the text is a valid id.
  public static boolean valid(String id) {
    if (id.isEmpty() || id.length() > MAX_LENGTH || !alphanumeric(id.charAt(0))) {
      return false;
    }
    for (int i = 1; i < id.length(); i++) {
      char c = id.charAt(i);
      if (!alphanumeric(c) && c != '.' && c != '_' && c != ':' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
