package dev.converge.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// A JSON object from the server. The contract, `api/openapi.yaml`, describes its members. Newer
/// servers can send additional ones.
///
/// Methods throw `NoSuchElementException` if a member is missing, and `ClassCastException` if it
/// has another type.
public final class JsonObject {
  private final Map<String, @Nullable Object> members;

  JsonObject(Map<String, @Nullable Object> members) {
    this.members = members;
  }

  /// Reads a text that is a JSON object.
  ///
  /// @throws IllegalArgumentException if it is none
  public static JsonObject parse(String text) {
    Object value = JsonText.read(text);
    if (!(value instanceof Map)) {
      throw new IllegalArgumentException("JSON: no object (expected: '{')");
    }
    return of(value);
  }

  @SuppressWarnings("unchecked") // the reader makes no other maps
  private static JsonObject of(Object value) {
    return new JsonObject((Map<String, @Nullable Object>) value);
  }

  /// Whether a member is there and not null.
  public boolean has(String name) {
    return members.get(name) != null;
  }

  /// A text.
  public String text(String name) {
    return (String) needed(name);
  }

  /// A text, or another one if the member is not there.
  public String text(String name, String otherwise) {
    return has(name) ? text(name) : otherwise;
  }

  /// A whole number.
  public long integer(String name) {
    return ((Number) needed(name)).longValue();
  }

  /// A number.
  public double decimal(String name) {
    return ((Number) needed(name)).doubleValue();
  }

  /// A truth value.
  public boolean bool(String name) {
    return (Boolean) needed(name);
  }

  /// An object.
  public JsonObject object(String name) {
    return of((Map<?, ?>) needed(name));
  }

  /// The objects of an array; none if the member is not there.
  public List<JsonObject> objects(String name) {
    List<JsonObject> objects = new ArrayList<>();
    for (Object item : items(name)) {
      objects.add(of((Map<?, ?>) item));
    }
    return Collections.unmodifiableList(objects);
  }

  /// The texts of an array; none if the member is not there.
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object item : items(name)) {
      texts.add((String) item);
    }
    return Collections.unmodifiableList(texts);
  }

  private List<?> items(String name) {
    return has(name) ? (List<?>) needed(name) : Collections.emptyList();
  }

  /// All members: texts, `Long` or `BigDecimal`, `Boolean`, lists, maps and null.
  public Map<String, @Nullable Object> members() {
    return members;
  }

  private Object needed(String name) {
    Object value = members.get(name);
    if (value == null) {
      throw new NoSuchElementException(name + " is not in " + members.keySet());
    }
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonObject && members.equals(((JsonObject) other).members);
  }

  @Override
  public int hashCode() {
    return members.hashCode();
  }

  /// The object as JSON.
  @Override
  public String toString() {
    return JsonText.write(members);
  }
}
