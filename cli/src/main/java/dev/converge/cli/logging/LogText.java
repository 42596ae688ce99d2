package dev.converge.cli.logging;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Makes any text safe for a log line: without secrets, of limited length, without characters that
/// could end the line or control a terminal.
final class LogText {
  /// Maximum length of a message, in characters.
  static final int MAX_MESSAGE = 8_192;

  /// Maximum length of a stack trace, in characters.
  static final int MAX_TRACE = 16_384;

  private static final char REPLACEMENT = '\uFFFD';
  private static final String REDACTED = "[redacted]";

  /// Shorter values of variables are not secrets, and would redact half a line.
  private static final int MIN_SECRET = 8;

  /// Patterns of secrets of any origin: our keys, keys of providers, tokens, and what follows a
  /// header or a password.
  private static final Pattern SECRET =
      Pattern.compile(
          "cvg_[0-9a-f]{16}_[A-Za-z0-9_-]+"
              + "|\\b(?:sk|pk|rk|pplx|gsk|xai)-[A-Za-z0-9_-]{12,}"
              + "|\\bAIza[A-Za-z0-9_-]{20,}"
              + "|\\beyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.?[A-Za-z0-9_-]*"
              + "|(?i:(?<=\\bbearer )\\S+|(?<=\\bbasic )[A-Za-z0-9+/=]{8,}"
              + "|(?<=\\b(?:password|passwd|secret|api[_-]?key|token)[=:])\\s*[^\\s,;&\"]+)");

  private static final Pattern NAMES =
      Pattern.compile(".*(KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS|HEADERS)");

  private final List<String> secrets;

  private LogText(List<String> secrets) {
    this.secrets = secrets;
  }

  /// Redacts the values of variables whose names suggest a secret.
  static LogText of(Map<String, String> environment) {
    List<String> secrets = new ArrayList<>();
    environment.forEach((name, value) -> {
      if (value.length() >= MIN_SECRET && NAMES.matcher(name.toUpperCase(Locale.ROOT)).matches()) {
        secrets.add(value);
      }
    });
    // Longer values first, because one may be part of another.
    secrets.sort((a, b) -> Integer.compare(b.length(), a.length()));
    return new LogText(List.copyOf(secrets));
  }

  /// The text without secrets, truncated.
  String safe(String text, int most) {
    // Truncated first, with room for a secret that would be cut in two.
    String cut = text.length() > most * 2 ? text.substring(0, most * 2) : text;
    for (String secret : secrets) {
      cut = cut.replace(secret, REDACTED);
    }
    cut = SECRET.matcher(cut).replaceAll(REDACTED);
    if (cut.length() > most) {
      return cut.substring(0, most) + "…";
    }
    return text.length() > most * 2 ? cut + "…" : cut;
  }

  /// Appends a text so that it stays on its line: control characters and line separators are
  /// escaped as in JSON, and halves of surrogate pairs, which are not text, are replaced.
  static void escape(StringBuilder out, String text, boolean quotes) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else {
        escape(out, c, quotes);
      }
    }
  }

  private static void escape(StringBuilder out, char c, boolean quotes) {
    if (Character.isSurrogate(c)) {
      out.append(REPLACEMENT);
      return;
    }
    switch (c) {
      case '"', '\\' -> out.append(quotes ? "\\" : "").append(c);
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (isUnsafe(c)) {
          out.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
        } else {
          out.append(c);
        }
      }
    }
  }

  /// Control characters, separators of lines and paragraphs, marks that change the direction of
  /// text, and halves of surrogate pairs.
  private static boolean isUnsafe(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
