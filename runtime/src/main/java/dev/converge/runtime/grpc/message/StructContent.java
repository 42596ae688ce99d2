package dev.converge.runtime.grpc.message;

import com.google.protobuf.Struct;
import dev.converge.core.budget.Limits;
import dev.converge.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The text and the data of a struct. If its member `content` is a string, that is the text and the
/// other members are the data; otherwise the text is the canonical JSON of the whole and the data
/// is the whole.
///
/// @param data or `null` if there is none
record StructContent(String text, Json.@Nullable Obj data) {
  private static final String TEXT = "content";
  private static final String TRUTH = "truth_id";

  private static void bounded(String field, String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > Limits.MAX_CONTENT_BYTES) {
      throw new FieldException(
          field, bytes + " bytes (expected: at most " + Limits.MAX_CONTENT_BYTES + ")");
    }
  }

  /// Reads a struct.
  ///
  /// @param field that contains it
  /// @param truth additional text that is kept with the data, or `null`
  /// @throws FieldException if it is empty or no such data
  static StructContent of(Struct struct, String field, @Nullable String truth) {
    if (struct.getFieldsCount() == 0) {
      throw new FieldException(field, "empty (expected: at least one member)");
    }
    Json.Obj object = Structs.object(struct, field);
    TreeMap<String, Json> data = new TreeMap<>(object.fields());
    String text;
    if (data.get(TEXT) instanceof Json.Str(var content)) {
      text = content;
      data.remove(TEXT);
    } else {
      text = object.canonical();
    }
    if (truth != null) {
      data.putIfAbsent(TRUTH, Json.of(truth));
    }
    Json.Obj rest = data.isEmpty() ? null : Json.object(data);
    bounded(field, text);
    bounded(field, rest == null ? "" : rest.canonical());
    return new StructContent(text, rest);
  }
}
