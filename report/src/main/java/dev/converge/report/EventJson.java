package dev.converge.report;

import dev.converge.core.json.Json;
import java.util.List;

/// Reads members of events. A member that is missing or of another kind reads as empty: a report
/// shows what is there, and the verifier of audit bundles judges whether it is all there.
final class EventJson {
  private EventJson() {}

  static String text(Json.Obj json, String name) {
    return json.get(name).orElse(null) instanceof Json.Str(String value) ? value : "";
  }

  static long number(Json.Obj json, String name) {
    return json.get(name).orElse(null) instanceof Json.Num(double value) ? (long) value : 0;
  }

  static boolean isTrue(Json.Obj json, String name) {
    return json.get(name).orElse(null) instanceof Json.Bool(boolean value) && value;
  }

  static Json.Obj object(Json.Obj json, String name) {
    return json.get(name).orElse(null) instanceof Json.Obj object ? object : Json.Obj.EMPTY;
  }

  static List<Json> list(Json.Obj json, String name) {
    return json.get(name).orElse(null) instanceof Json.Arr(List<Json> items) ? items : List.of();
  }

  static List<Json.Obj> objects(Json.Obj json, String name) {
    return list(json, name).stream()
        .filter(Json.Obj.class::isInstance)
        .map(Json.Obj.class::cast)
        .toList();
  }

  static List<String> texts(Json.Obj json, String name) {
    return list(json, name).stream()
        .filter(Json.Str.class::isInstance)
        .map(item -> ((Json.Str) item).value())
        .toList();
  }

  /// A value of a fact's data as a person would write it.
  static String shown(Json value) {
    return switch (value) {
      case Json.Str(String text) -> text;
      case Json.Num number -> number.canonical();
      case Json.Bool(boolean yes) -> yes ? "yes" : "no";
      case Json.Null _ -> "";
      case Json.Arr(List<Json> items) ->
          String.join("; ", items.stream().map(EventJson::shown).toList());
      case Json.Obj object ->
          String.join(
              "; ",
              object.fields().entrySet().stream()
                  .map(member -> member.getKey() + ": " + shown(member.getValue()))
                  .toList());
    };
  }
}
