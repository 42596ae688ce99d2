package dev.converge.core.event;

/// An event as it is stored and sent: one line of JSON that is part of the chain of hashes.
///
/// @param sequence of the event
/// @param type of the event, as in [EventType#journalName]
/// @param hash 64 hexadecimal digits, covering everything before it
/// @param json one line of JSON in UTF-8, without the end of the line; must not be modified
@SuppressWarnings("ArrayRecordComponent") // handed on as it is, never compared
public record Sealed(long sequence, String type, String hash, byte[] json) {
  /// Whether it is the last event of its run.
  public boolean isFinal() {
    return type.equals("run_status") && contains(json, SUMMARY);
  }

  private static final byte[] SUMMARY =
      "\"summary\":{\"because\"".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private static boolean contains(byte[] text, byte[] part) {
    outer:
    for (int i = 0; i <= text.length - part.length; i++) {
      for (int j = 0; j < part.length; j++) {
        if (text[i + j] != part[j]) {
          continue outer;
        }
      }
      return true;
    }
    return false;
  }
}
