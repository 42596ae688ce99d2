package dev.converge.core.json;

import java.util.ArrayList;
import java.util.List;

/// Finds U+0000 in values. JSON allows it (RFC 8259, section 7), but many databases and programs
/// end a text there or reject it, so stored texts must not contain it.
public final class NulCharacters {
  private NulCharacters() {}

  /// Whether a text contains one.
  public static boolean in(String text) {
    return text.indexOf('\0') >= 0;
  }

  /// The positions of texts that contain one: JSON pointers (RFC 6901) to strings, and to members
  /// with such a name.
  public static List<String> in(Json value) {
    List<String> found = new ArrayList<>();
    look("", value, found);
    return found;
  }

  private static void look(String pointer, Json value, List<String> found) {
    switch (value) {
      case Json.Str(var text) -> {
        if (in(text)) {
          found.add(pointer);
        }
      }
      case Json.Obj(var fields) ->
          fields.forEach((name, field) -> {
            String at = pointer + '/' + name.replace("~", "~0").replace("/", "~1");
            if (in(name)) {
              found.add(at);
            }
            look(at, field, found);
          });
      case Json.Arr(var items) -> {
        for (int i = 0; i < items.size(); i++) {
          look(pointer + '/' + i, items.get(i), found);
        }
      }
      case Json.Num _, Json.Bool _, Json.Null _ -> {
        // No text.
      }
    }
  }
}
