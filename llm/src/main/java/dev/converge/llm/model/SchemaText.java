package dev.converge.llm.model;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Writes JSON in which the members of each schema's `properties` stand in the order of its
/// `required`: models write an answer in the order of its schema, and what they write later can
/// rest on what they wrote before. Everything else is in the order of the canonical form.
public final class SchemaText {
  private SchemaText() {}

  /// The text of a value that may contain schemas.
  public static String of(Json value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Json value, StringBuilder out) {
    switch (value) {
      case Json.Obj object -> members(object, new ArrayList<>(object.fields().keySet()), out);
      case Json.Arr(List<Json> items) -> {
        out.append('[');
        for (int i = 0; i < items.size(); i++) {
          out.append(i == 0 ? "" : ",");
          write(items.get(i), out);
        }
        out.append(']');
      }
      case Json.Str(String text) -> quoted(text, out);
      case Json.Num _, Json.Bool _, Json.Null _ -> out.append(value.canonical());
    }
  }

  /// Most names and texts of a schema need no escape.
  private static void quoted(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
        out.append(Json.of(text).canonical());
        return;
      }
    }
    out.append('"').append(text).append('"');
  }

  private static void members(Json.Obj object, List<String> names, StringBuilder out) {
    out.append('{');
    boolean first = true;
    for (String name : names) {
      out.append(first ? "" : ",");
      quoted(name, out);
      out.append(':');
      first = false;
      Json value = object.get(name).orElseThrow();
      if (name.equals("properties") && value instanceof Json.Obj properties) {
        members(properties, ordered(object, properties), out);
      } else {
        write(value, out);
      }
    }
    out.append('}');
  }

  private static List<String> ordered(Json.Obj schema, Json.Obj properties) {
    List<String> order = new ArrayList<>();
    for (Json name : OptionalMembers.list(schema, "required")) {
      if (name instanceof Json.Str(String text)
          && properties.get(text).isPresent()
          && !order.contains(text)) {
        order.add(text);
      }
    }
    TreeSet<String> rest = new TreeSet<>(properties.fields().keySet());
    order.forEach(rest::remove);
    order.addAll(rest);
    return order;
  }
}
