package dev.converge.runtime.operations.field;

import dev.converge.core.json.Json;
import dev.converge.core.text.Durations;
import dev.converge.core.text.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the members of an object and collects all their problems, so that a client gets them all
/// at once. A member that is `null` counts as missing. Not thread-safe.
public final class BodyFields {
  /// Maximum number of unknown members for which a similar known name is suggested.
  private static final int MAX_HINTS = 100;

  private final String pointer;
  private final Json.Obj object;
  private final List<FieldError> errors;

  /// The members of an object.
  ///
  /// @param pointer to the object
  /// @param known names of the allowed members
  /// @param errors to add to
  public BodyFields(String pointer, Json.Obj object, List<String> known, List<FieldError> errors) {
    this.pointer = pointer;
    this.object = object;
    this.errors = errors;
    for (String name : object.fields().keySet()) {
      if (!known.contains(name)) {
        // The nearest names of thousands of members would take seconds to find, and are never
        // shown.
        String meant =
            Optional.of(errors.size())
                .filter(many -> many < MAX_HINTS)
                .flatMap(_ -> Nearest.to(name, known))
                .map(near -> "did you mean \"" + near + "\"?")
                .orElse(
                    known.isEmpty()
                        ? "expected: no members"
                        : "expected: one of " + String.join(", ", known));
        error(name, "unknown member \"" + shortened(name) + "\" (" + meant + ")");
      }
    }
  }

  /// Refuses a body with members if none are allowed.
  ///
  /// @throws OperationException with `INVALID`
  public static void requireNone(Json.Obj body) {
    List<FieldError> errors = new ArrayList<>();
    new BodyFields("", body, List.of(), errors);
    check(errors);
  }

  /// A text of a request, shortened for a message.
  public static String shortened(String name) {
    return name.length() <= 64 ? name : name.substring(0, name.offsetByCodePoints(0, 32)) + "…";
  }

  /// Records what is wrong with a member.
  public void error(String name, String message) {
    errors.add(new FieldError(FieldError.pointer(pointer, name), message));
  }

  /// Throws if anything is wrong.
  ///
  /// @throws OperationException with `INVALID`
  public static void check(List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw OperationException.invalid(errors);
    }
  }

  /// The member, unless it is missing.
  public @Nullable Json value(String name) {
    Json value = object.fields().get(name);
    return value == Json.Null.NULL ? null : value;
  }

  /// A string; `null` if it is missing or invalid.
  public @Nullable String text(String name) {
    Json value = value(name);
    if (value instanceof Json.Str(var text)) {
      return text;
    }
    wrong(name, value, "a string");
    return null;
  }

  /// A required string; empty if it is missing.
  public String requiredText(String name) {
    if (value(name) == null) {
      missing(name);
      return "";
    }
    String text = text(name);
    return text == null ? "" : text;
  }

  /// Records that a member is missing.
  public void missing(String name) {
    error(name, "\"" + name + "\" is missing");
  }

  /// An object; `null` if it is missing or invalid.
  public Json.@Nullable Obj object(String name) {
    Json value = value(name);
    if (value instanceof Json.Obj found) {
      return found;
    }
    wrong(name, value, "an object");
    return null;
  }

  /// An array; `null` if it is missing or invalid.
  public @Nullable List<Json> array(String name) {
    Json value = value(name);
    if (value instanceof Json.Arr(var items)) {
      return items;
    }
    wrong(name, value, "an array");
    return null;
  }

  /// An integer in a range; `null` if it is missing or invalid.
  public @Nullable Long integer(String name, long min, long max) {
    Json value = value(name);
    if (value instanceof Json.Num number
        && number.isInteger()
        && number.value() >= min
        && number.value() <= max) {
      return (long) number.value();
    }
    wrong(name, value, "a whole number from " + min + " to " + max);
    return null;
  }

  /// A number that is not negative; `null` if it is missing or invalid.
  public @Nullable Double amount(String name, double max) {
    Json value = value(name);
    if (value instanceof Json.Num(var number) && number >= 0 && number <= max) {
      return number;
    }
    wrong(name, value, "a number from 0 to " + (long) max);
    return null;
  }

  /// A duration; `null` if it is missing or invalid.
  public @Nullable Duration duration(String name) {
    Json value = value(name);
    if (value instanceof Json.Str(var text)) {
      Optional<Duration> duration = Durations.parse(text);
      if (duration.isPresent()) {
        return duration.get();
      }
    }
    wrong(name, value, Durations.EXPECTED);
    return null;
  }

  /// One of several words; `null` if it is missing or invalid.
  public @Nullable String oneOf(String name, List<String> words) {
    String text = text(name);
    if (text != null && !words.contains(text)) {
      error(
          name, "\"" + shortened(text) + "\" (expected: one of " + String.join(", ", words) + ")");
      return null;
    }
    return text;
  }

  private void wrong(String name, @Nullable Json value, String expected) {
    if (value != null) {
      error(name, describe(value) + " (expected: " + expected + ")");
    }
  }

  /// A short description of a value.
  public static String describe(Json value) {
    return switch (value) {
      case Json.Obj _ -> "an object";
      case Json.Arr _ -> "an array";
      case Json.Str(var text) -> "the string \"" + shortened(text) + "\"";
      case Json.Num number -> "the number " + number.canonical();
      case Json.Bool(var truth) -> String.valueOf(truth);
      case Json.Null _ -> "null";
    };
  }
}
