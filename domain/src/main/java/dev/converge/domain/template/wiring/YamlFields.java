package dev.converge.domain.template.wiring;

import dev.converge.core.json.Json;
import dev.converge.core.text.Nearest;
import dev.converge.domain.template.source.Numbers;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import dev.converge.domain.template.source.TemplateDurations;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Typed access to a mapping: a value of another type is a problem and is never converted; an
/// unknown key is a problem that names the closest known key.
public final class YamlFields {
  private final String path;
  private final Yaml.Fields node;
  private final Problems problems;
  private final Map<String, Yaml> values = new LinkedHashMap<>();

  /// Keys that are probably present under another name, so they are not reported as missing.
  private final List<String> misspelt = new ArrayList<>();

  /// Reads a mapping.
  ///
  /// @param path where the mapping is, for messages: empty at the top, else ending with a dot
  /// @param refuse what is wrong with a key that is more than unknown
  public YamlFields(
      String path,
      Yaml.Fields node,
      List<String> known,
      Function<String, Optional<String>> refuse,
      Problems problems) {
    this.path = path;
    this.node = node;
    this.problems = problems;
    for (Yaml.Entry entry : node.entries()) {
      String key = entry.key().text();
      if (known.contains(key)) {
        values.put(key, entry.value());
      } else {
        Nearest.to(key, known).ifPresent(misspelt::add);
        String message =
            refuse.apply(key).or(() -> unspaced(key, known)).orElseGet(() -> unknown(key, known));
        problems.add(entry.key().place(), path + key + ": " + message);
      }
    }
  }

  private static String unknown(String key, List<String> known) {
    return "unknown key (expected: one of " + known + ")" + Nearest.hint(key, known);
  }

  /// In braces, a key without a space after it becomes one with its value.
  private static Optional<String> unspaced(String key, List<String> known) {
    int colon = key.indexOf(':');
    return colon > 0 && known.contains(key.substring(0, colon))
        ? Optional.of(
            "no space after the colon (expected: %s: %s)"
                .formatted(key.substring(0, colon), key.substring(colon + 1)))
        : Optional.empty();
  }

  Place place() {
    return node.place();
  }

  /// The place of a key's value, or of the mapping if there is none.
  public Place place(String key) {
    Yaml value = values.get(key);
    return value == null ? node.place() : value.place();
  }

  /// The value of a key, in any form.
  public Optional<Yaml> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /// Whether a key is present, perhaps misspelt.
  boolean has(String key) {
    return values.containsKey(key) || misspelt.contains(key);
  }

  /// Reports that a value is wrong.
  public void wrong(String key, String message) {
    problems.add(place(key), path + key + ": " + message);
  }

  /// Reports a missing key.
  public void require(String key, String expected) {
    if (!has(key)) {
      wrong(key, "missing (expected: " + expected + ")");
    }
  }

  /// A string.
  public Optional<String> string(String key) {
    return string(key, YamlLine::quoted);
  }

  /// A string.
  ///
  /// @param right what a scalar of another type was meant to be
  Optional<String> string(String key, UnaryOperator<String> right) {
    return scalar(key, Yaml.Type.STRING, "a string", text -> Optional.of(right.apply(text)));
  }

  Optional<Boolean> bool(String key) {
    return scalar(key, Yaml.Type.BOOLEAN, "true or false", Suggestion::bool)
        .map(text -> text.matches("(?i)true"));
  }

  Optional<Long> integer(String key, long min, long max) {
    Optional<BigDecimal> number =
        scalar(key, Yaml.Type.INTEGER, "an integer", Suggestion::integer)
            .flatMap(text -> number(key, text));
    return within(key, number, min, max).map(BigDecimal::longValue);
  }

  /// An integer or a decimal number.
  Optional<BigDecimal> number(String key, long min, long max) {
    Yaml value = values.get(key);
    boolean integer = value instanceof Yaml.Scalar s && s.type() == Yaml.Type.INTEGER;
    Optional<BigDecimal> number =
        scalar(key, integer ? Yaml.Type.INTEGER : Yaml.Type.NUMBER, "a number", Suggestion::amount)
            .flatMap(text -> number(key, text));
    return within(key, number, min, max);
  }

  /// A duration such as `30s`.
  public Optional<Duration> duration(String key) {
    String expected = "a duration such as 30s, 10m, 2h or PT10M";
    Optional<String> text = scalar(key, Yaml.Type.STRING, expected, Suggestion::duration);
    Optional<Duration> read = text.flatMap(TemplateDurations::parse);
    if (text.isPresent() && read.isEmpty()) {
      wrong(key, "\"" + text.get() + "\"", expected, Suggestion.duration(text.get()));
    }
    return read;
  }

  /// A mapping.
  ///
  /// @param refuse what is wrong with a key that is more than unknown
  public Optional<YamlFields> fields(
      String key, List<String> known, Function<String, Optional<String>> refuse) {
    return value(key)
        .flatMap(value -> {
          if (value instanceof Yaml.Fields fields) {
            return Optional.of(new YamlFields(path + key + ".", fields, known, refuse, problems));
          }
          wrong(key, value.what(), "a mapping", Optional.of(Suggestion.mapping(value, known)));
          return Optional.empty();
        });
  }

  /// The items of a list.
  ///
  /// @param example an item, for authors who write something else
  public List<Yaml> items(String key, String example) {
    Yaml value = values.get(key);
    if (value == null || value instanceof Yaml.Items) {
      return value == null ? List.of() : ((Yaml.Items) value).items();
    }
    wrong(key, value.what() + " (expected: a list, each item on a line such as " + example + ")");
    return List.of();
  }

  /// Reports that a value is wrong and, if it is known, the corrected line.
  void wrong(String key, String found, String expected, Optional<String> right) {
    String line = right.map(text -> ": " + key + ": " + text).orElse("");
    wrong(key, found + " (expected: " + expected + line + ")");
  }

  /// The text of a scalar of any type; empty if there is none.
  Optional<String> text(String key) {
    return value(key)
        .filter(value -> value instanceof Yaml.Scalar s && s.type() != Yaml.Type.NULL)
        .map(value -> ((Yaml.Scalar) value).text());
  }

  private Optional<String> scalar(
      String key, Yaml.Type type, String expected, Function<String, Optional<String>> right) {
    Yaml value = values.get(key);
    if (value instanceof Yaml.Scalar scalar && scalar.type() == type) {
      return Optional.of(scalar.text());
    }
    if (value != null) {
      wrong(key, value.what(), expected, text(key).flatMap(right));
    }
    return Optional.empty();
  }

  private Optional<BigDecimal> number(String key, String text) {
    Optional<BigDecimal> number = Numbers.parse(text);
    if (number.isEmpty()) {
      wrong(key, "\"" + text + "\" (expected: a finite number)");
    }
    return number;
  }

  private Optional<BigDecimal> within(String key, Optional<BigDecimal> number, long min, long max) {
    return number.filter(value -> {
      boolean ok =
          value.compareTo(BigDecimal.valueOf(min)) >= 0
              && value.compareTo(BigDecimal.valueOf(max)) <= 0;
      if (!ok) {
        wrong(key, value.toPlainString() + " (expected: " + min + " to " + max + ")");
      }
      return ok;
    });
  }

  /// A value in any form, as JSON.
  static Json json(Yaml value) {
    return switch (value) {
      case Yaml.Scalar(_, String text, Yaml.Type type) ->
          switch (type) {
            case STRING -> Json.of(text);
            case INTEGER, NUMBER ->
                Numbers.parse(text).<Json>map(n -> Json.of(n.doubleValue())).orElse(Json.of(text));
            case BOOLEAN -> Json.of(text.matches("(?i)true"));
            case NULL -> Json.Null.NULL;
          };
      case Yaml.Items(_, List<Yaml> items) -> {
        List<Json> out = new ArrayList<>();
        items.forEach(item -> out.add(json(item)));
        yield Json.array(out);
      }
      case Yaml.Fields(_, List<Yaml.Entry> entries) -> {
        Json.Builder out = Json.object();
        entries.forEach(entry -> out.put(entry.key().text(), json(entry.value())));
        yield out.build();
      }
    };
  }
}
