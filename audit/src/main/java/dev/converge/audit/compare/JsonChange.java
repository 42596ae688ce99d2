package dev.converge.audit.compare;

import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A place at which two JSON values differ.
///
/// @param pointer to the place, RFC 6901
/// @param a the first value there, or `null` if it has none
/// @param b the second value there, or `null` if it has none
public record JsonChange(String pointer, @Nullable Json a, @Nullable Json b) {
  /// Maximum number of changes in one comparison.
  public static final int MAX_CHANGES = 100;

  /// The positions at which two values differ, the first [#MAX_CHANGES] of them.
  static List<JsonChange> between(Json a, Json b) {
    List<JsonChange> changes = new ArrayList<>();
    collect("", a, b, changes);
    return List.copyOf(changes);
  }

  private static void collect(
      String pointer, @Nullable Json a, @Nullable Json b, List<JsonChange> changes) {
    if (changes.size() >= MAX_CHANGES || (a != null && a.equals(b))) {
      return;
    }
    if (a instanceof Json.Obj one && b instanceof Json.Obj other) {
      TreeSet<String> names = new TreeSet<>(one.fields().keySet());
      names.addAll(other.fields().keySet());
      for (String name : names) {
        String place = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
        collect(place, one.fields().get(name), other.fields().get(name), changes);
      }
    } else if (a instanceof Json.Arr(var one) && b instanceof Json.Arr(var other)) {
      for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
        collect(pointer + "/" + i, at(one, i), at(other, i), changes);
      }
    } else {
      changes.add(new JsonChange(pointer, a, b));
    }
  }

  private static @Nullable Json at(List<Json> items, int i) {
    return i < items.size() ? items.get(i) : null;
  }

  /// The change as JSON: `pointer`, `a` and `b`.
  Json.Obj json() {
    return Json.object().put("pointer", pointer).put("a", a).put("b", b).build();
  }
}
