package dev.converge.core.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes JSON in the canonical form of RFC 8785 as UTF-8. Callers of [#name] write the members of
/// an object in sorted order. Not thread-safe.
public final class CanonicalWriter {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /// Bytes of an escaped character, such as `\u001f`.
  private static final int MOST_A_CHARACTER = 6;

  private byte[] buffer;
  private int size;
  private boolean comma;

  /// An empty writer.
  public CanonicalWriter() {
    this(512);
  }

  /// An empty writer with room for this many bytes before it first grows.
  public CanonicalWriter(int capacity) {
    buffer = new byte[capacity];
  }

  /// Clears what was written and keeps the buffer.
  public CanonicalWriter clear() {
    size = 0;
    comma = false;
    return this;
  }

  /// A copy of what was written.
  public byte[] bytes() {
    return Arrays.copyOf(buffer, size);
  }

  /// What was written, as text.
  public String text() {
    return new String(buffer, 0, size, StandardCharsets.UTF_8);
  }

  /// Bytes written so far.
  public int size() {
    return size;
  }

  /// Opens an object.
  public CanonicalWriter open() {
    separate();
    raw('{');
    comma = false;
    return this;
  }

  /// Closes an object.
  public CanonicalWriter close() {
    raw('}');
    comma = true;
    return this;
  }

  /// Opens an array.
  public CanonicalWriter openArray() {
    separate();
    raw('[');
    comma = false;
    return this;
  }

  /// Closes an array.
  public CanonicalWriter closeArray() {
    raw(']');
    comma = true;
    return this;
  }

  /// Writes a member's name.
  public CanonicalWriter name(String name) {
    separate();
    text(name);
    raw(':');
    comma = false;
    return this;
  }

  /// A string value.
  public CanonicalWriter value(String value) {
    separate();
    text(value);
    comma = true;
    return this;
  }

  /// A whole number.
  public CanonicalWriter value(long value) {
    separate();
    ascii(Long.toString(value));
    comma = true;
    return this;
  }

  /// A boolean.
  public CanonicalWriter value(boolean value) {
    separate();
    ascii(value ? "true" : "false");
    comma = true;
    return this;
  }

  /// A number, as ECMAScript prints it.
  public CanonicalWriter value(double value) {
    separate();
    ascii(number(value));
    comma = true;
    return this;
  }

  /// Any value.
  public CanonicalWriter value(Json json) {
    switch (json) {
      case Json.Obj(var fields) -> {
        open();
        for (Map.Entry<String, Json> field : fields.entrySet()) {
          name(field.getKey()).value(field.getValue());
        }
        close();
      }
      case Json.Arr(var items) -> {
        openArray();
        for (Json item : items) {
          value(item);
        }
        closeArray();
      }
      case Json.Str(var value) -> value(value);
      case Json.Num(var value) -> value(value);
      case Json.Bool(var value) -> value(value);
      case Json.Null _ -> {
        separate();
        ascii("null");
        comma = true;
      }
    }
    return this;
  }

  /// A member that is a string, left out when `null`.
  public CanonicalWriter field(String name, @Nullable String value) {
    return value == null ? this : name(name).value(value);
  }

  /// A member that is a whole number.
  public CanonicalWriter field(String name, long value) {
    return name(name).value(value);
  }

  /// A member that is a boolean.
  public CanonicalWriter field(String name, boolean value) {
    return name(name).value(value);
  }

  /// A member that is an array of strings.
  public CanonicalWriter field(String name, List<String> values) {
    name(name).openArray();
    for (String value : values) {
      value(value);
    }
    return closeArray();
  }

  /// A member of any value, left out when `null`.
  public CanonicalWriter field(String name, @Nullable Json value) {
    return value == null ? this : name(name).value(value);
  }

  /// The members of the single object that another writer has written.
  public CanonicalWriter rest(CanonicalWriter object) {
    return rest(object.buffer, object.size);
  }

  /// Adds what was written to a digest.
  public void digest(MessageDigest digest) {
    digest.update(buffer, 0, size);
  }

  /// The members of an object that is already canonical JSON.
  public CanonicalWriter rest(byte[] object) {
    return rest(object, object.length);
  }

  private CanonicalWriter rest(byte[] object, int bytes) {
    int length = bytes - 2;
    if (length > 0) {
      separate();
      ensure(length);
      System.arraycopy(object, 1, buffer, size, length);
      size += length;
      comma = true;
    }
    return this;
  }

  private void separate() {
    if (comma) {
      raw(',');
    }
  }

  private void raw(char c) {
    ensure(1);
    buffer[size++] = (byte) c;
  }

  private void ascii(String text) {
    ensure(text.length());
    for (int i = 0; i < text.length(); i++) {
      buffer[size++] = (byte) text.charAt(i);
    }
  }

  private void text(String text) {
    int length = text.length();
    ensure(length + 2);
    buffer[size++] = '"';
    for (int i = plain(text, 0); i < length; i = plain(text, i + 1)) {
      // The rest may be plain text.
      ensure(MOST_A_CHARACTER + length - i);
      char c = text.charAt(i);
      if (c < 0x80) {
        escape(c);
      } else if (Character.isSurrogate(c)) {
        i = surrogates(text, i);
      } else if (c < 0x800) {
        buffer[size++] = (byte) (0xC0 | (c >> 6));
        buffer[size++] = (byte) (0x80 | (c & 0x3F));
      } else {
        buffer[size++] = (byte) (0xE0 | (c >> 12));
        buffer[size++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        buffer[size++] = (byte) (0x80 | (c & 0x3F));
      }
    }
    buffer[size++] = '"';
  }

  /// Writes single-byte characters that need no escape, starting at a position.
  ///
  /// @return the position of the first other character
  private int plain(String text, int from) {
    byte[] to = buffer;
    int at = size;
    int i = from;
    for (int end = text.length(); i < end; i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') {
        break;
      }
      to[at++] = (byte) c;
    }
    size = at;
    return i;
  }

  private int surrogates(String text, int i) {
    int point = text.codePointAt(i);
    if (!Character.isSupplementaryCodePoint(point)) {
      throw new IllegalArgumentException(
          "lone surrogate at character " + i + " (expected: valid Unicode)");
    }
    buffer[size++] = (byte) (0xF0 | (point >> 18));
    buffer[size++] = (byte) (0x80 | ((point >> 12) & 0x3F));
    buffer[size++] = (byte) (0x80 | ((point >> 6) & 0x3F));
    buffer[size++] = (byte) (0x80 | (point & 0x3F));
    return i + 1;
  }

  private void escape(char c) {
    buffer[size++] = '\\';
    switch (c) {
      case '"' -> buffer[size++] = '"';
      case '\\' -> buffer[size++] = '\\';
      case '\b' -> buffer[size++] = 'b';
      case '\f' -> buffer[size++] = 'f';
      case '\n' -> buffer[size++] = 'n';
      case '\r' -> buffer[size++] = 'r';
      case '\t' -> buffer[size++] = 't';
      default -> {
        buffer[size++] = 'u';
        buffer[size++] = '0';
        buffer[size++] = '0';
        buffer[size++] = HEX[c >> 4];
        buffer[size++] = HEX[c & 0xF];
      }
    }
  }

  private void ensure(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }

  /// The ECMAScript form of a finite double (ECMA-262, Number::toString), as required by RFC 8785,
  /// section 3.2.2.3.
  public static String number(double value) {
    if (value == 0) {
      return "0";
    }
    if (value == Math.rint(value) && Math.abs(value) < 9.007199254740992E15) {
      return Long.toString((long) value);
    }
    // Double.toString gives the shortest digits since JDK 19 (JDK-4511638); only the layout
    // differs, and that Java never prints fewer than two.
    BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (shortest.precision() == 2) {
      BigDecimal shorter = shortest.round(new MathContext(1, RoundingMode.HALF_EVEN));
      shortest = shorter.doubleValue() == value ? shorter.stripTrailingZeros() : shortest;
    }
    String digits = shortest.unscaledValue().abs().toString();
    int point = digits.length() - shortest.scale();
    StringBuilder out = new StringBuilder(value < 0 ? "-" : "");
    if (point > 0 && point <= 21) {
      if (digits.length() <= point) {
        out.append(digits).repeat("0", point - digits.length());
      } else {
        out.append(digits, 0, point).append('.').append(digits, point, digits.length());
      }
    } else if (point > -6 && point <= 0) {
      out.append("0.").repeat("0", -point).append(digits);
    } else {
      out.append(digits.charAt(0));
      if (digits.length() > 1) {
        out.append('.').append(digits, 1, digits.length());
      }
      out.append(point > 0 ? "e+" : "e-").append(Math.abs(point - 1));
    }
    return out.toString();
  }
}
