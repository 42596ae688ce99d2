package dev.converge.cli.client;

import dev.converge.core.json.Json;
import java.util.List;
import java.util.stream.Collectors;

/// A fact's data on one line: enough to see why a gate held it or an agent rated it so.
public final class DataText {
  /// Maximum characters of the whole text, and of one value in it.
  private static final int WIDTH = 80;

  private static final int VALUE = 32;

  private DataText() {}

  /// The members in braces, shortened, after a blank; empty if there are none.
  public static String of(Json.Obj data) {
    if (data.fields().isEmpty()) {
      return "";
    }
    String all =
        data.fields().entrySet().stream()
            .map(field -> field.getKey() + ": " + shortened(value(field.getValue()), VALUE))
            .collect(Collectors.joining(", "));
    return " {" + shortened(all, WIDTH) + "}";
  }

  private static String value(Json value) {
    return switch (value) {
      case Json.Str(var text) -> text;
      case Json.Arr(List<Json> items) ->
          items.stream().map(DataText::value).collect(Collectors.joining(", ", "[", "]"));
      case Json.Obj _, Json.Num _, Json.Bool _, Json.Null _ -> value.canonical();
    };
  }

  /// The start of a text, if it is longer than this many characters; never cuts within a character.
  static String shortened(String text, int width) {
    return text.codePointCount(0, text.length()) <= width
        ? text
        : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
  }
}
