package dev.converge.core.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads members of JSON objects from other sources. A member of another type counts as missing.
/// [Members] rejects it.
public final class OptionalMembers {
  private OptionalMembers() {}

  /// Whether a member is `true`.
  public static boolean flag(Json.Obj from, String name) {
    return from.get(name).filter(value -> value.equals(Json.of(true))).isPresent();
  }

  /// The number under a name.
  public static Optional<Double> number(Json.Obj from, String name) {
    return from.get(name)
        .flatMap(value -> value instanceof Json.Num(double n) ? Optional.of(n) : Optional.empty());
  }

  /// The string under a name.
  public static Optional<String> text(Json.Obj from, String name) {
    return from.get(name)
        .flatMap(value -> value instanceof Json.Str(String s) ? Optional.of(s) : Optional.empty());
  }

  /// The string under a name, or the empty string.
  public static String textOrEmpty(Json.Obj from, String name) {
    return text(from, name).orElse("");
  }

  /// The object under a name.
  public static Optional<Json.Obj> object(Json.Obj from, String name) {
    return from.get(name)
        .flatMap(value -> value instanceof Json.Obj o ? Optional.of(o) : Optional.empty());
  }

  /// The items of the array under a name, or none.
  public static List<Json> list(Json.Obj from, String name) {
    return from.get(name).orElse(null) instanceof Json.Arr(var items) ? items : List.of();
  }

  /// The objects in the array under a name. Items of other types are left out.
  public static List<Json.Obj> objects(Json.Obj from, String name) {
    List<Json.Obj> found = new ArrayList<>();
    for (Json item : list(from, name)) {
      if (item instanceof Json.Obj object) {
        found.add(object);
      }
    }
    return found;
  }
}
