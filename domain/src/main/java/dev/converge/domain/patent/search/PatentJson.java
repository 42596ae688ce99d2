package dev.converge.domain.patent.search;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.text.Shortened;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A place in an answer: what is not as documented is named with its path.
///
/// @param value what stands there
/// @param path such as `$.data[0].biblio`
record PatentJson(Json value, String path) {
  private static final int SHOWN = 40;
  private static final int COMPACT_DATE = 8;

  /// An answer of another shape.
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message, null, false, false);
    }
  }

  /// @throws Wrong if the text is no JSON object
  static PatentJson parse(String text) {
    try {
      PatentJson root = new PatentJson(Json.parse(text), "$");
      root.object();
      return root;
    } catch (JsonException e) {
      throw new Wrong(e.getMessage() + " (expected: JSON)");
    }
  }

  private Json.Obj object() {
    if (value instanceof Json.Obj object) {
      return object;
    }
    throw wrong("an object");
  }

  Wrong wrong(String expected) {
    String shown = value.canonical();
    return new Wrong("%s: %s (expected: %s)".formatted(path, Shortened.of(shown, SHOWN), expected));
  }

  /// What a member holds, which has to be there.
  PatentJson at(String name) {
    return maybe(name).orElseThrow(() -> new Wrong(path + ": no " + name + " (expected: there)"));
  }

  /// What a member holds; empty if it is missing or `null`.
  Optional<PatentJson> maybe(String name) {
    return object()
        .get(name)
        .filter(json -> !(json instanceof Json.Null))
        .map(json -> new PatentJson(json, path + "." + name));
  }

  /// The items of an array.
  List<PatentJson> items() {
    if (!(value instanceof Json.Arr(List<Json> all))) {
      throw wrong("an array");
    }
    List<PatentJson> items = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      items.add(new PatentJson(all.get(i), path + "[" + i + "]"));
    }
    return items;
  }

  /// The items of the array that these members lead to, one below the other; none if one of them is
  /// missing.
  List<PatentJson> each(String... members) {
    Optional<PatentJson> at = Optional.of(this);
    for (String member : members) {
      at = at.flatMap(here -> here.maybe(member));
    }
    return at.map(PatentJson::items).orElse(List.of());
  }

  /// The items of an array, or the one thing that stands in its place.
  List<PatentJson> oneOrMore() {
    return value instanceof Json.Arr ? items() : List.of(this);
  }

  /// A text.
  String text() {
    if (value instanceof Json.Str(String text)) {
      return text.strip();
    }
    throw wrong("a string");
  }

  /// The text of a member; empty if it is missing.
  String text(String name) {
    return maybe(name).map(PatentJson::text).orElse("");
  }

  /// A whole number that is not negative, also where it is written as a string.
  long count() {
    if (value instanceof Json.Num n && n.isInteger() && n.value() >= 0) {
      return (long) n.value();
    }
    if (value instanceof Json.Str(String text) && text.matches("[0-9]{1,15}")) {
      return Long.parseLong(text);
    }
    throw wrong("a whole number");
  }

  /// A day, as `YYYY-MM-DD` or `YYYYMMDD`.
  LocalDate date() {
    String text = text();
    try {
      return text.length() == COMPACT_DATE
          ? LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE)
          : LocalDate.parse(text);
    } catch (DateTimeException _) {
      throw wrong("a day as YYYY-MM-DD");
    }
  }
}
