package dev.converge.domain.tool;

import dev.converge.core.agent.FailureKind;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The address of a call: that of the declaration with arguments in its path and query. An argument
/// is percent-encoded as a whole, so it stays in its place: it cannot become a host, another
/// segment of the path or another parameter.
final class ToolAddress {
  /// An argument in an address.
  static final Pattern HOLE = Pattern.compile("\\{([a-z][a-z0-9_]{0,63})}");

  /// Maximum length of an address, in characters.
  static final int MAX = 4_000;

  private ToolAddress() {}

  /// The address.
  ///
  /// @param left the arguments; those that are in the address are removed from it
  /// @param rest whether the arguments that are left become parameters of the query
  static URI of(String url, Json.Obj arguments, Map<String, Json> left, boolean rest)
      throws ToolException {
    TreeSet<String> used = new TreeSet<>();
    StringBuilder out = new StringBuilder();
    Matcher holes = HOLE.matcher(url);
    int from = 0;
    while (holes.find()) {
      String name = holes.group(1);
      String value = arguments.get(name).map(ToolAddress::text).orElse("");
      boolean inPath = url.substring(0, holes.start()).indexOf('?') < 0;
      if (inPath && List.of("", ".", "..").contains(value)) {
        throw new ToolException(
            FailureKind.REFUSED,
            "argument \"%s\" is \"%s\" (expected: a part of a path)".formatted(name, value));
      }
      out.append(url, from, holes.start()).append(encoded(value));
      from = holes.end();
      used.add(name);
    }
    out.append(url, from, url.length());
    left.keySet().removeAll(used);
    if (rest) {
      for (Map.Entry<String, Json> one : left.entrySet()) {
        out.append(out.indexOf("?") < 0 ? '?' : '&').append(encoded(one.getKey()));
        out.append('=').append(encoded(text(one.getValue())));
      }
    }
    if (out.length() > MAX) {
      throw new ToolException(
          FailureKind.REFUSED,
          "an address of %d characters (expected: at most %d)".formatted(out.length(), MAX));
    }
    return URI.create(out.toString());
  }

  private static String text(Json value) {
    return switch (value) {
      case Json.Str(var text) -> text;
      case Json.Num(double number) -> CanonicalWriter.number(number);
      case Json.Arr(var items) -> String.join(",", items.stream().map(ToolAddress::text).toList());
      case Json.Bool _, Json.Obj _ -> value.canonical();
      case Json.Null _ -> "";
    };
  }

  private static String encoded(String text) {
    StringBuilder out = new StringBuilder();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean free = letter || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0;
      out.append(free ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return out.toString();
  }
}
