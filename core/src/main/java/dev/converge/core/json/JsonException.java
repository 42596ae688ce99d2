package dev.converge.core.json;

/// A text is not the expected JSON. The message says what is wrong and where.
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int position;

  JsonException(String message, int position) {
    super(message + " at character " + position);
    this.position = position;
  }

  /// The position in the text, in characters starting at 0.
  public int position() {
    return position;
  }
}
