package dev.converge.audit.compare;

import dev.converge.core.json.Json;
import java.util.List;
import java.util.TreeMap;

/// Reads members of events, which are optional.
final class EventMembers {
  private EventMembers() {}

  static String text(Json.Obj json, String name) {
    return json.get(name).orElse(null) instanceof Json.Str(var value) ? value : "";
  }

  static long number(Json.Obj json, String name) {
    return json.get(name).orElse(null) instanceof Json.Num(var value) ? (long) value : 0;
  }

  static Json.Obj object(Json.Obj json, String name) {
    return json.get(name).orElse(null) instanceof Json.Obj value ? value : Json.Obj.EMPTY;
  }

  /// The object without some of its members.
  static Json.Obj without(Json.Obj json, List<String> names) {
    TreeMap<String, Json> rest = new TreeMap<>(json.fields());
    names.forEach(rest::remove);
    return new Json.Obj(rest);
  }

  /// The object with only these members.
  static Json.Obj only(Json.Obj json, List<String> names) {
    TreeMap<String, Json> kept = new TreeMap<>(json.fields());
    kept.keySet().retainAll(names);
    return new Json.Obj(kept);
  }
}
