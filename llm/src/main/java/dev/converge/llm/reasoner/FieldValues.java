package dev.converge.llm.reasoner;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.Field;
import dev.converge.core.json.Json;
import dev.converge.llm.reasoner.text.Words;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// Fills the fields that a contract asks for, each from something that was read under its name.
/// What nothing says is left out where the contract lets one, is "not stated" in a field of text,
/// and else is why the agent fails.
final class FieldValues {
  private final AgentSpec.Output output;
  private final Stated stated;

  /// @param output whose fields are filled
  /// @param stated what a statement and its ground say
  FieldValues(AgentSpec.Output output, Stated stated) {
    this.output = output;
    this.stated = stated;
  }

  /// The fields of one fact.
  ///
  /// @param known what is known of them already, by name
  /// @throws NotStated if a required field is not stated
  Json.Obj of(SortedMap<String, Json> known) throws NotStated {
    Json.Builder data = Json.object();
    for (Field field : output.fields()) {
      Json value = known.get(field.name());
      if (value == null || !fits(field, value)) {
        value = value(field);
      }
      data.put(field.name(), value);
    }
    return data.build();
  }

  private Json value(Field field) throws NotStated {
    Optional<Json> found =
        switch (field.type()) {
          case INTEGER, NUMBER -> stated.number(field).map(Json::of);
          case BOOLEAN -> stated.truth(field).map(Json::of);
          case STRING -> field.oneOf().isEmpty() ? text(field) : stated.choice(field).map(Json::of);
          case LIST -> list(field);
        };
    Optional<Json> fitting = found.filter(value -> fits(field, value));
    if (fitting.isPresent()) {
      return fitting.get();
    }
    if (!field.required()) {
      return Json.Null.NULL;
    }
    String what = found.isEmpty() ? "is not stated" : "is stated as " + found.get().canonical();
    throw new NotStated(
        "field \"%s\" under %s %s in what was read (expected: %s)"
            .formatted(field.name(), output.key(), what, expected(field)));
  }

  private Optional<Json> text(Field field) {
    return stated
        .text(field)
        .or(() -> Optional.of(stated.nothing()).filter(no -> fits(field, Json.of(no))))
        .map(Json::of);
  }

  private Optional<Json> list(Field field) {
    List<String> found = stated.items(field);
    return found.size() < field.min() ? Optional.empty() : Optional.of(Json.strings(found));
  }

  private static boolean fits(Field field, Json value) {
    return switch (value) {
      case Json.Str(String text) ->
          field.type() == Field.Type.STRING
              && (field.oneOf().isEmpty() || field.oneOf().contains(text))
              && within(field, text.codePointCount(0, text.length()));
      case Json.Num number ->
          within(field, number.value())
              && (field.type() == Field.Type.NUMBER
                  || (field.type() == Field.Type.INTEGER && number.isInteger()));
      case Json.Bool _ -> field.type() == Field.Type.BOOLEAN;
      case Json.Arr(List<Json> items) ->
          field.type() == Field.Type.LIST && within(field, items.size());
      case Json.Null _, Json.Obj _ -> false;
    };
  }

  private static boolean within(Field field, double value) {
    return value >= field.min() && value <= field.max();
  }

  private static String expected(Field field) {
    if (!field.oneOf().isEmpty()) {
      return "one of " + field.oneOf();
    }
    String words = field.name().replace('_', ' ');
    return switch (field.type()) {
      case INTEGER, NUMBER -> "a number with the words \"" + words + "\"" + range(field);
      case BOOLEAN -> "\"" + words + ": yes\" or \"" + words + ": no\"";
      case STRING, LIST -> "\"" + words + ": …\"";
    };
  }

  private static String range(Field field) {
    boolean both = Double.isFinite(field.min()) && Double.isFinite(field.max());
    return both ? ", from " + plain(field.min()) + " to " + plain(field.max()) : "";
  }

  private static String plain(double number) {
    return Json.of(number).canonical();
  }

  /// The text, or as many whole words of it as fit.
  static String clip(String text, int most) {
    return Words.clip(text, most);
  }
}
