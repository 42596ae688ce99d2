package dev.converge.domain.template.wiring;

import dev.converge.core.text.Shortened;
import dev.converge.domain.template.source.Place;
import java.util.List;

/// A YAML value and its place.
public sealed interface Yaml {
  /// The place where it begins.
  Place place();

  /// A scalar.
  ///
  /// @param text without quotes
  record Scalar(Place place, String text, Type type) implements Yaml {}

  /// A sequence.
  record Items(Place place, List<Yaml> items) implements Yaml {
    /// Copies the items.
    public Items {
      items = List.copyOf(items);
    }
  }

  /// A mapping, in the order of the file; keys are unique.
  record Fields(Place place, List<Entry> entries) implements Yaml {
    /// Copies the entries.
    public Fields {
      entries = List.copyOf(entries);
    }
  }

  /// A key with its value.
  record Entry(Scalar key, Yaml value) {}

  /// The type of a scalar in the YAML 1.2 core schema.
  enum Type {
    STRING("a string"),
    INTEGER("an integer"),
    NUMBER("a number"),
    BOOLEAN("a boolean"),
    NULL("null");

    private final String name;

    Type(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// Its form, for messages.
  default String what() {
    return switch (this) {
      case Scalar(_, String text, Type type) ->
          type == Type.NULL ? "no value" : quoted(text) + " is " + type;
      case Items _ -> "a list";
      case Fields _ -> "a mapping";
    };
  }

  private static String quoted(String text) {
    String shown = Shortened.of(text, 40);
    return "\"" + shown.replace("\n", "\\n") + "\"";
  }
}
