package dev.converge.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a stream of Server-Sent Events as a browser does, by the text of WHATWG HTML, section
/// 9.2.6, and refuses what a browser would let pass: fields that are none, and bytes that are not
/// UTF-8. Bytes may come in any pieces. Not thread-safe.
public final class SseParser {
  /// An event that was dispatched.
  ///
  /// @param id the last event id when it was
  /// @param type its name; `message` where none was given
  /// @param data its data, lines joined
  public record Event(String id, String type, String data) {}

  private final List<Event> events = new ArrayList<>();
  private byte[] line = new byte[256];
  private int length;
  private boolean afterReturn;
  private boolean begun;
  private StringBuilder data = new StringBuilder();
  private boolean hasData;
  private String type = "";
  private String lastId = "";
  private boolean idInBlock;
  private int comments;
  private @Nullable Integer retry;
  private int withoutId;

  /// Takes further bytes.
  public void feed(byte[] bytes) {
    for (byte b : bytes) {
      take(b);
    }
  }

  private void take(byte b) {
    if (b == '\n' && afterReturn) {
      afterReturn = false;
      return;
    }
    afterReturn = b == '\r';
    if (b == '\n' || b == '\r') {
      endLine();
      return;
    }
    if (length == line.length) {
      line = java.util.Arrays.copyOf(line, length * 2);
    }
    line[length++] = b;
  }

  private void endLine() {
    String text = decode();
    length = 0;
    if (!begun && text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    begun = true;
    if (text.isEmpty()) {
      dispatch();
      return;
    }
    int colon = text.indexOf(':');
    if (colon == 0) {
      comments++;
      return;
    }
    String field = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    field(field, value.startsWith(" ") ? value.substring(1) : value);
  }

  private String decode() {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(line, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError("a line of the stream is not UTF-8", e);
    }
  }

  private void field(String field, String value) {
    switch (field) {
      case "event" -> type = value;
      case "data" -> {
        data.append(value).append('\n');
        hasData = true;
      }
      case "id" -> {
        if (value.indexOf('\0') >= 0) {
          throw new AssertionError("an id has a NUL");
        }
        lastId = value;
        idInBlock = true;
      }
      case "retry" -> retry = Integer.valueOf(value);
      default -> throw new AssertionError("field: " + field + " (expected: one of the four)");
    }
  }

  private void dispatch() {
    if (hasData) {
      if (!idInBlock) {
        withoutId++;
      }
      String text = data.substring(0, data.length() - 1);
      events.add(new Event(lastId, type.isEmpty() ? "message" : type, text));
    }
    data = new StringBuilder();
    hasData = false;
    type = "";
    idInBlock = false;
  }

  /// The events so far, in order.
  public List<Event> events() {
    return List.copyOf(events);
  }

  /// How many events came without an `id:` of their own.
  public int withoutId() {
    return withoutId;
  }

  /// How many comments came.
  public int comments() {
    return comments;
  }

  /// The time to wait before coming again, in milliseconds, if the stream said one.
  public @Nullable Integer retry() {
    return retry;
  }

  /// The last event id, with which a browser would come again.
  public String lastId() {
    return lastId;
  }
}
