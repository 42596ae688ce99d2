package dev.converge.report;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.util.List;

/// Reads members of events. A member that is missing or of another kind reads as empty: a report
/// shows what is there, and the verifier of audit bundles judges whether it is all there.
final class EventJson {
  private EventJson() {}

  static long number(Json.Obj json, String name) {
    return OptionalMembers.number(json, name).orElse(0.0).longValue();
  }

  static Json.Obj object(Json.Obj json, String name) {
    return OptionalMembers.object(json, name).orElse(Json.Obj.EMPTY);
  }

  static List<String> texts(Json.Obj json, String name) {
    return OptionalMembers.list(json, name).stream()
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
