package dev.converge.client;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON as text (RFC 8259), read and written. A value is a `Map`, a `List`, a `String`, a `Long` or
/// a `BigDecimal`, a `Boolean` or null.
final class JsonText {
  /// How deep values may be nested: what the server accepts is less.
  static final int MAX_DEPTH = 512;

  private final String text;
  private int at;
  private int depth;

  private JsonText(String text) {
    this.text = text;
  }

  /// Reads a text that is one value.
  ///
  /// @throws IllegalArgumentException if it is not, with the place
  static @Nullable Object read(String text) {
    JsonText reader = new JsonText(text);
    Object value = reader.value();
    reader.skipBlanks();
    if (reader.at < text.length()) {
      throw reader.wrong("the end");
    }
    return value;
  }

  private IllegalArgumentException wrong(String expected) {
    String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
    return new IllegalArgumentException(
        "JSON: " + found + " at character " + at + " (expected: " + expected + ")");
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private boolean take(char wanted) {
    skipBlanks();
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void need(char wanted) {
    if (!take(wanted)) {
      throw wrong("'" + wanted + "'");
    }
  }

  private @Nullable Object value() {
    skipBlanks();
    char first = peek();
    if (first == '{' || first == '[') {
      if (++depth > MAX_DEPTH) {
        throw wrong("at most " + MAX_DEPTH + " levels");
      }
      Object value = first == '{' ? object() : array();
      depth--;
      return value;
    }
    if (first == '"') {
      return string();
    }
    if (word("true")) {
      return true;
    }
    if (word("false")) {
      return false;
    }
    if (word("null")) {
      return null;
    }
    if (first != '-' && (first < '0' || first > '9')) {
      throw wrong("a value");
    }
    return number();
  }

  private boolean word(String word) {
    boolean there = text.startsWith(word, at);
    at += there ? word.length() : 0;
    return there;
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    need('{');
    if (!take('}')) {
      do {
        skipBlanks();
        String name = string();
        need(':');
        members.put(name, value());
      } while (take(','));
      need('}');
    }
    return Collections.unmodifiableMap(members);
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> items = new ArrayList<>();
    need('[');
    if (!take(']')) {
      do {
        items.add(value());
      } while (take(','));
      need(']');
    }
    return Collections.unmodifiableList(items);
  }

  private String string() {
    if (peek() != '"' || at >= text.length()) {
      throw wrong("'\"'");
    }
    at++;
    StringBuilder into = new StringBuilder();
    while (at < text.length()) {
      char next = text.charAt(at);
      if (next == '"') {
        at++;
        return into.toString();
      }
      if (next < ' ') {
        throw wrong("no control character in a string");
      }
      at++;
      into.append(next == '\\' ? escaped() : next);
    }
    throw wrong("'\"'");
  }

  private char escaped() {
    char kind = peek();
    int known = "\"\\/bfnrt".indexOf(kind);
    if (known >= 0 && at < text.length()) {
      at++;
      return "\"\\/\b\f\n\r\t".charAt(known);
    }
    if (kind != 'u') {
      throw wrong("an escape");
    }
    at++;
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0 || peek() > 'f') {
        throw wrong("four hexadecimal digits");
      }
      code = code * 16 + digit;
      at++;
    }
    return (char) code;
  }

  private Object number() {
    int from = at;
    take('-');
    int whole = digits();
    if (whole > 1 && text.charAt(at - whole) == '0') {
      throw wrong("no further digit after 0");
    }
    boolean integer = true;
    if (peek() == '.') {
      integer = false;
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      integer = false;
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    BigDecimal value = new BigDecimal(text.substring(from, at));
    // 18 digits always fit.
    return integer && whole <= 18 ? (Object) value.longValueExact() : value;
  }

  private int digits() {
    int from = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == from) {
      throw wrong("a digit");
    }
    return at - from;
  }

  /// Writes a value.
  ///
  /// @throws IllegalArgumentException if JSON has no such value
  static String write(@Nullable Object value) {
    StringBuilder into = new StringBuilder();
    write(value, into, 0);
    return into.toString();
  }

  private static void write(@Nullable Object value, StringBuilder into, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("JSON: nested too deep (expected: " + MAX_DEPTH + ")");
    }
    if (value == null || value instanceof Boolean || isNumber(value)) {
      into.append(value);
    } else if (value instanceof CharSequence) {
      quote(value.toString(), into);
    } else if (value instanceof JsonObject) {
      write(((JsonObject) value).members(), into, depth);
    } else if (value instanceof Map) {
      String before = "{";
      for (Map.Entry<?, ?> member : ((Map<?, ?>) value).entrySet()) {
        into.append(before);
        quote(String.valueOf(member.getKey()), into);
        into.append(':');
        write(member.getValue(), into, depth + 1);
        before = ",";
      }
      into.append(before.equals("{") ? "{}" : "}");
    } else if (value instanceof Iterable) {
      String before = "[";
      for (Object item : (Iterable<?>) value) {
        into.append(before);
        write(item, into, depth + 1);
        before = ",";
      }
      into.append(before.equals("[") ? "[]" : "]");
    } else {
      throw new IllegalArgumentException(
          "JSON: "
              + value.getClass().getName()
              + " (expected: a map, a list, a text, a finite number, a boolean or null)");
    }
  }

  private static boolean isNumber(Object value) {
    return value instanceof Number
        && (!(value instanceof Double || value instanceof Float)
            || Double.isFinite(((Number) value).doubleValue()));
  }

  private static void quote(String text, StringBuilder into) {
    into.append('"');
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next == '"' || next == '\\') {
        into.append('\\').append(next);
      } else if (next < ' ') {
        String code = Integer.toHexString(next);
        into.append("\\u").append("0000", 0, 4 - code.length()).append(code);
      } else {
        into.append(next);
      }
    }
    into.append('"');
  }
}
