package dev.converge.domain.template.wiring;

import dev.converge.domain.template.source.Place;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One line of a wiring as its author sees it: indentation, a dash, a key, a value.
///
/// @param number from 1
/// @param text the whole line
/// @param indent spaces and tabs before anything else
/// @param item whether a dash and a space follow, or only a dash
/// @param key the word before the first colon, or empty
/// @param value the text after the key, or the whole content if there is no key
record YamlLine(int number, String text, int indent, boolean item, String key, String value) {
  private static final Pattern PARTS =
      Pattern.compile("([ \\t]*)(-(?= |$) *)?(?:([A-Za-z_][A-Za-z0-9_-]*):(?:[ \\t]+|$))?(.*)");

  static YamlLine of(int number, String text) {
    Matcher m = PARTS.matcher(text);
    if (!m.matches()) {
      return new YamlLine(number, text, 0, false, "", text);
    }
    return new YamlLine(
        number,
        text,
        m.group(1).length(),
        m.group(2) != null,
        Optional.ofNullable(m.group(3)).orElse(""),
        m.group(4).strip());
  }

  /// The text before the value.
  String head() {
    return text.substring(0, text.length() - text.stripLeading().length())
        + (item ? "- " : "")
        + (key.isEmpty() ? "" : key + ": ");
  }

  /// The column, from 0, at which the content of a list item or of a mapping begins.
  int content() {
    return text.length() - text.substring(indent).replaceFirst("^-(?: +|$)", "").length();
  }

  boolean blank() {
    String bare = text.strip();
    return bare.isEmpty() || bare.startsWith("#") || bare.equals("---");
  }

  boolean tabbed() {
    return text.substring(0, indent).contains("\t");
  }

  /// Whether more indented lines may follow.
  boolean opens() {
    return !key.isEmpty() && (value.isEmpty() || value.startsWith("#"));
  }

  /// The line with another indentation.
  String indented(int spaces) {
    return " ".repeat(spaces) + text.strip();
  }

  /// The line with another value.
  String with(String other) {
    return (head() + other).stripTrailing();
  }

  Place place() {
    return new Place(number, indent + 1);
  }

  Place valuePlace() {
    int at = value.isEmpty() ? text.length() : text.lastIndexOf(value);
    return new Place(number, text.codePointCount(0, at) + 1);
  }

  /// A text in suitable quotes.
  static String quoted(String text) {
    boolean whole = text.length() > 1 && "\"'".indexOf(text.charAt(0)) >= 0;
    boolean closed = whole && text.charAt(text.length() - 1) == text.charAt(0);
    String bare = closed ? text.substring(1, text.length() - 1) : text;
    return bare.contains("\"") || bare.contains("\\")
        ? "'" + bare.replace("'", "''") + "'"
        : "\"" + bare + "\"";
  }
}
