package dev.converge.runtime.grpc.message;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Converts between JSON and protobuf structs.
public final class Structs {
  /// Maximum nesting depth of a struct; protobuf readers stop at 100 nested messages, and each
  /// level of a struct takes up to three.
  static final int MAX_DEPTH = 30;

  /// From here on, the sender may have rounded an integer to a double.
  private static final double FIRST_UNSURE = 9_007_199_254_740_992.0;

  private Structs() {}

  /// An object as a struct.
  public static Struct struct(Json.Obj object) {
    Struct.Builder out = Struct.newBuilder();
    object.fields().forEach((name, value) -> out.putFields(name, value(value)));
    return out.build();
  }

  private static Value value(Json json) {
    Value.Builder out = Value.newBuilder();
    return switch (json) {
      case Json.Obj object -> out.setStructValue(struct(object)).build();
      case Json.Arr(var items) -> {
        ListValue.Builder list = ListValue.newBuilder();
        items.forEach(item -> list.addValues(value(item)));
        yield out.setListValue(list).build();
      }
      case Json.Str(var text) -> out.setStringValue(text).build();
      case Json.Num(var number) -> out.setNumberValue(number).build();
      case Json.Bool(var truth) -> out.setBoolValue(truth).build();
      case Json.Null _ -> out.setNullValue(NullValue.NULL_VALUE).build();
    };
  }

  /// Whether every protobuf reader accepts this value as a struct.
  public static boolean fits(Json json) {
    return fits(json, MAX_DEPTH);
  }

  private static boolean fits(Json json, int levels) {
    return switch (json) {
      case Json.Obj(var fields) ->
          levels > 0 && fields.values().stream().allMatch(value -> fits(value, levels - 1));
      case Json.Arr(var items) ->
          levels > 0 && items.stream().allMatch(value -> fits(value, levels - 1));
      case Json.Str _, Json.Num _, Json.Bool _, Json.Null _ -> true;
    };
  }

  /// A struct as an object.
  ///
  /// @param field that contains it
  /// @throws FieldException if a number is not finite or may have been rounded, or a value is none
  public static Json.Obj object(Struct struct, String field) {
    TreeMap<String, Json> fields = new TreeMap<>();
    struct
        .getFieldsMap()
        .forEach((name, value) -> fields.put(name, json(value, field + "." + name)));
    return Json.object(fields);
  }

  private static Json json(Value value, String field) {
    return switch (value.getKindCase()) {
      case STRUCT_VALUE -> object(value.getStructValue(), field);
      case LIST_VALUE -> {
        List<Json> items = new ArrayList<>();
        for (Value item : value.getListValue().getValuesList()) {
          items.add(json(item, field + "[" + items.size() + "]"));
        }
        yield Json.array(items);
      }
      case STRING_VALUE -> Json.of(value.getStringValue());
      case NUMBER_VALUE -> Json.of(sure(value.getNumberValue(), field));
      case BOOL_VALUE -> Json.of(value.getBoolValue());
      case NULL_VALUE -> Json.Null.NULL;
      case KIND_NOT_SET ->
          throw new FieldException(field, "a value without a kind (expected: one of them)");
    };
  }

  private static double sure(double number, String field) {
    if (!Double.isFinite(number)) {
      throw new FieldException(field, number + " (expected: a finite number)");
    }
    if (Math.abs(number) >= FIRST_UNSURE) {
      throw new FieldException(
          field,
          "a number of 2^53 or more may have been rounded (expected: a smaller number, or a"
              + " string)");
    }
    return number;
  }
}
