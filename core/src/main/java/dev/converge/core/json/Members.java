package dev.converge.core.json;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the members of a JSON object that the core wrote, such as an event's content. JSON from
/// other sources must be checked first, or read in a way that reports every problem.
public final class Members {
  private final String what;
  private final Json.Obj json;

  /// The members of an object.
  ///
  /// @param what the object is, for messages
  public Members(String what, Json.Obj json) {
    this.what = what;
    this.json = json;
  }

  private IllegalArgumentException wrong(String name, String expected) {
    return new IllegalArgumentException(
        what + ": member \"" + name + "\" (expected: " + expected + ")");
  }

  /// Whether a member exists.
  public boolean has(String name) {
    return json.get(name).isPresent();
  }

  /// The value of a member, or `null`.
  public @Nullable Json value(String name) {
    return json.get(name).orElse(null);
  }

  private Json member(String name) {
    return json.get(name)
        .orElseThrow(
            () -> new IllegalArgumentException(what + ": member \"" + name + "\" is missing"));
  }

  /// A text.
  ///
  /// @throws IllegalArgumentException if it is missing or not a string
  public String text(String name) {
    return string(name, member(name));
  }

  /// A text, or `null` if it is missing.
  ///
  /// @throws IllegalArgumentException if it is not text
  public @Nullable String optional(String name) {
    return json.get(name).map(value -> string(name, value)).orElse(null);
  }

  private String string(String name, Json value) {
    if (value instanceof Json.Str(var text)) {
      return text;
    }
    throw wrong(name, "a string");
  }

  /// An object, or `null` if it is missing.
  ///
  /// @throws IllegalArgumentException if it is not an object
  public Json.@Nullable Obj object(String name) {
    Json value = value(name);
    return value == null ? null : object(name, value);
  }

  /// An object.
  ///
  /// @throws IllegalArgumentException if it is missing or not an object
  public Json.Obj requiredObject(String name) {
    return object(name, member(name));
  }

  private Json.Obj object(String name, Json value) {
    if (value instanceof Json.Obj object) {
      return object;
    }
    throw wrong(name, "an object");
  }

  /// The members of an object in this one; empty if it is missing.
  ///
  /// @throws IllegalArgumentException if it is not an object
  public Optional<Members> inner(String name) {
    return json.get(name).map(value -> new Members(what, object(name, value)));
  }

  /// The members of an object in this one.
  ///
  /// @throws IllegalArgumentException if it is missing or not an object
  public Members required(String name) {
    return new Members(what, object(name, member(name)));
  }

  /// A number.
  ///
  /// @throws IllegalArgumentException if it is missing or not a number
  public double decimal(String name) {
    if (member(name) instanceof Json.Num(var number)) {
      return number;
    }
    throw wrong(name, "a number");
  }

  /// An integer.
  ///
  /// @throws IllegalArgumentException if it is missing or not an integer
  public long number(String name) {
    return whole(name, member(name));
  }

  private long whole(String name, Json value) {
    if (value instanceof Json.Num number && number.isInteger()) {
      return (long) number.value();
    }
    throw wrong(name, "a whole number");
  }

  /// A 32-bit integer.
  ///
  /// @throws IllegalArgumentException if it is missing or not a number
  /// @throws ArithmeticException if it is too large
  public int integer(String name) {
    return Math.toIntExact(number(name));
  }

  /// A boolean.
  ///
  /// @throws IllegalArgumentException if it is missing or neither `true` nor `false`
  public boolean bool(String name) {
    if (member(name) instanceof Json.Bool(var value)) {
      return value;
    }
    throw wrong(name, "true or false");
  }

  /// A number of milliseconds.
  ///
  /// @throws IllegalArgumentException if it is missing or not a number
  public Duration duration(String name) {
    return Duration.ofMillis(number(name));
  }

  /// A point in time in RFC 3339, or `null` if it is missing.
  ///
  /// @throws IllegalArgumentException if it is not text
  /// @throws java.time.format.DateTimeParseException if it is not a point in time
  public @Nullable Instant time(String name) {
    String text = optional(name);
    return text == null ? null : Instant.parse(text);
  }

  /// The enum constant with a word.
  ///
  /// @throws IllegalArgumentException if it is missing or an unknown word
  public <E extends Enum<E>> E word(String name, Class<E> type) {
    return constant(text(name), type);
  }

  private static <E extends Enum<E>> E constant(String word, Class<E> type) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
  }

  /// A list of texts.
  ///
  /// @throws IllegalArgumentException if it is missing or something else
  public List<String> strings(String name) {
    return strings(name, member(name));
  }

  /// An array of strings; empty if it is missing.
  ///
  /// @throws IllegalArgumentException if it is something else
  public List<String> anyStrings(String name) {
    return value(name) == null ? List.of() : strings(name);
  }

  private List<String> strings(String name, Json value) {
    List<String> out = new ArrayList<>();
    items(name, value).forEach(item -> out.add(string(name, item)));
    return out;
  }

  private List<Json> items(String name, Json value) {
    if (value instanceof Json.Arr(var items)) {
      return items;
    }
    throw wrong(name, "an array");
  }

  /// A list of objects, each read from its members.
  ///
  /// @throws IllegalArgumentException if it is missing or something else
  public <T> List<T> list(String name, Function<Members, T> read) {
    List<T> out = new ArrayList<>();
    for (Json item : items(name, member(name))) {
      out.add(read.apply(new Members(what, object(name, item))));
    }
    return out;
  }

  private <T> SortedMap<String, T> map(String name, Function<Json, T> read) {
    TreeMap<String, T> out = new TreeMap<>();
    object(name, member(name)).fields().forEach((key, value) -> out.put(key, read.apply(value)));
    return out;
  }

  /// An object of objects by name.
  ///
  /// @throws IllegalArgumentException if it is missing or something else
  public SortedMap<String, Members> objects(String name) {
    return map(name, value -> new Members(what, object(name, value)));
  }

  /// An object of texts by name.
  ///
  /// @throws IllegalArgumentException if it is missing or something else
  public SortedMap<String, String> texts(String name) {
    return map(name, value -> string(name, value));
  }

  /// An object of 32-bit integers by name.
  ///
  /// @throws IllegalArgumentException if it is missing or something else
  public SortedMap<String, Integer> integers(String name) {
    return map(name, value -> Math.toIntExact(whole(name, value)));
  }

  /// An object of lists of texts by name.
  ///
  /// @throws IllegalArgumentException if it is missing or something else
  public SortedMap<String, List<String>> lists(String name) {
    return map(name, value -> strings(name, value));
  }

  /// An object of enum constants, given by their words, by name.
  ///
  /// @throws IllegalArgumentException if it is missing or something else
  public <E extends Enum<E>> SortedMap<String, E> words(String name, Class<E> type) {
    return map(name, value -> constant(string(name, value), type));
  }
}
