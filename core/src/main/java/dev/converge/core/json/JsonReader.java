package dev.converge.core.json;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Reads strict JSON (RFC 8259), including what [CanonicalWriter] wrote, into [Json].
final class JsonReader {
  static final int MAX_DEPTH = 64;
  private final String text;
  private int at;

  JsonReader(String text) {
    this.text = text;
  }

  Json document() {
    Json value = value(0);
    space();
    if (at < text.length()) {
      throw error("unexpected text after the value");
    }
    return value;
  }

  private Json value(int depth) {
    if (depth > MAX_DEPTH) {
      throw error("nested deeper than " + MAX_DEPTH);
    }
    space();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new Json.Str(string());
      case 't' -> literal("true", new Json.Bool(true));
      case 'f' -> literal("false", new Json.Bool(false));
      case 'n' -> literal("null", Json.Null.NULL);
      default -> number();
    };
  }

  private Json object(int depth) {
    at++;
    TreeMap<String, Json> fields = new TreeMap<>();
    space();
    if (peek() == '}') {
      at++;
      return new Json.Obj(fields);
    }
    while (true) {
      space();
      if (peek() != '"') {
        throw error("expected a member name");
      }
      String name = string();
      space();
      expect(':');
      if (fields.put(name, value(depth + 1)) != null) {
        throw error("duplicate member \"" + name + "\"");
      }
      space();
      if (peek() == '}') {
        at++;
        return new Json.Obj(fields);
      }
      expect(',');
    }
  }

  private Json array(int depth) {
    at++;
    List<Json> items = new ArrayList<>();
    space();
    if (peek() == ']') {
      at++;
      return new Json.Arr(items);
    }
    while (true) {
      items.add(value(depth + 1));
      space();
      if (peek() == ']') {
        at++;
        return new Json.Arr(items);
      }
      expect(',');
    }
  }

  private String string() {
    int start = ++at;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        return wellFormed(text.substring(start, at++));
      }
      if (c == '\\') {
        return escaped(start);
      }
      if (c < 0x20) {
        throw error("control character in a string");
      }
      at++;
    }
    throw error("string not closed");
  }

  private String escaped(int start) {
    StringBuilder out = new StringBuilder(text.substring(start, at));
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return wellFormed(out.toString());
      }
      if (c < 0x20) {
        throw error("control character in a string");
      }
      out.append(c == '\\' ? escape() : c);
    }
    throw error("string not closed");
  }

  private String wellFormed(String string) {
    if (!UnicodeText.isWellFormed(string)) {
      throw error("lone surrogate in a string");
    }
    return string;
  }

  private char escape() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw error("unknown escape \\" + c);
    };
  }

  private char unicode() {
    if (at + 4 > text.length()) {
      throw error("short \\u escape");
    }
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(text.charAt(at++), 16);
      if (digit < 0) {
        throw error("bad \\u escape");
      }
      value = value * 16 + digit;
    }
    return (char) value;
  }

  private Json number() {
    int start = at;
    if (at < text.length() && text.charAt(at) == '-') {
      at++;
    }
    int whole = digits();
    if (whole == 0 || (whole > 1 && text.charAt(at - whole) == '0')) {
      at = start;
      throw error("expected a value");
    }
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      if (digits() == 0) {
        throw error("number without digits after the point");
      }
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      if (digits() == 0) {
        throw error("number without exponent");
      }
    }
    double value = Double.parseDouble(text.substring(start, at));
    if (!Double.isFinite(value)) {
      throw error("number too large for a double");
    }
    return new Json.Num(value);
  }

  private int digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - start;
  }

  private Json literal(String word, Json value) {
    if (!text.startsWith(word, at)) {
      throw error("expected a value");
    }
    at += word.length();
    return value;
  }

  private void space() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return;
      }
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw error("unexpected end");
    }
    return text.charAt(at);
  }

  private void expect(char c) {
    if (peek() != c) {
      throw error("expected '" + c + "'");
    }
    at++;
  }

  private JsonException error(String message) {
    return new JsonException(message, at);
  }
}
