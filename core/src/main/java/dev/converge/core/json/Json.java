package dev.converge.core.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A JSON value, immutable and comparable by content. Objects keep their members sorted by name
/// (UTF-16 code units), the order of RFC 8785, so that iteration never depends on the origin of a
/// value.
public sealed interface Json {

  /// An object.
  ///
  /// @param fields members by name; copied and sorted
  record Obj(NavigableMap<String, Json> fields) implements Json {
    /// The object without members.
    public static final Obj EMPTY = new Obj(new TreeMap<>());

    /// Copies the members.
    public Obj {
      fields = Collections.unmodifiableNavigableMap(new TreeMap<>(fields));
    }

    /// The member with a name, if there is one.
    public Optional<Json> get(String name) {
      return Optional.ofNullable(fields.get(name));
    }
  }

  /// An array.
  ///
  /// @param items the elements in order; copied
  record Arr(List<Json> items) implements Json {
    /// Copies the elements.
    public Arr {
      items = List.copyOf(items);
    }
  }

  /// A string.
  ///
  /// @param value the text
  record Str(String value) implements Json {}

  /// A number: a finite IEEE 754 double, as RFC 8785 requires; minus zero is zero.
  ///
  /// @param value the number
  record Num(double value) implements Json {
    /// Checks that the number is finite.
    ///
    /// @throws IllegalArgumentException if it is not
    public Num {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("number: " + value + " (expected: finite)");
      }
      if (value == 0) {
        value = 0.0;
      }
    }

    /// Whether the number is an integer that a double represents exactly.
    public boolean isInteger() {
      return Math.rint(value) == value && Math.abs(value) <= 9_007_199_254_740_991.0;
    }
  }

  /// `true` or `false`.
  ///
  /// @param value the boolean
  record Bool(boolean value) implements Json {}

  /// The value `null`.
  enum Null implements Json {
    /// The only instance.
    NULL
  }

  /// A string value.
  static Json of(String value) {
    return new Str(value);
  }

  /// A number value. Integers beyond 2^53 lose precision, so ids are strings.
  static Json of(double value) {
    return new Num(value);
  }

  /// A boolean value.
  static Json of(boolean value) {
    return new Bool(value);
  }

  /// An array of strings.
  static Json strings(List<String> values) {
    List<Json> items = new ArrayList<>(values.size());
    for (String value : values) {
      items.add(new Str(value));
    }
    return new Arr(items);
  }

  /// An array.
  static Json array(List<? extends Json> items) {
    return new Arr(List.copyOf(items));
  }

  /// An object from a map.
  static Obj object(Map<String, ? extends Json> fields) {
    return new Obj(new TreeMap<>(fields));
  }

  /// Starts an object.
  static Builder object() {
    return new Builder();
  }

  /// Reads one JSON text, strictly: no duplicate names, no trailing text, depth at most 64.
  ///
  /// @throws JsonException if the text is invalid; names the position
  static Json parse(String text) {
    return new JsonReader(text).document();
  }

  /// This value as canonical JSON text (RFC 8785).
  default String canonical() {
    return new CanonicalWriter().value(this).text();
  }

  /// Builds an object. Not thread-safe.
  final class Builder {
    private final TreeMap<String, Json> fields = new TreeMap<>();

    private Builder() {}

    /// Sets a member; `null` omits it.
    public Builder put(String name, @Nullable Json value) {
      if (value != null) {
        fields.put(name, value);
      }
      return this;
    }

    /// Sets a string member; `null` omits it.
    public Builder put(String name, @Nullable String value) {
      return value == null ? this : put(name, new Str(value));
    }

    /// Sets a number member.
    public Builder put(String name, double value) {
      return put(name, new Num(value));
    }

    /// Sets a boolean member.
    public Builder put(String name, boolean value) {
      return put(name, new Bool(value));
    }

    /// Sets an array of strings.
    public Builder put(String name, List<String> values) {
      return put(name, strings(values));
    }

    /// The object.
    public Obj build() {
      return new Obj(fields);
    }
  }
}
