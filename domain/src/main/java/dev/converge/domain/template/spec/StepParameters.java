package dev.converge.domain.template.spec;

import dev.converge.core.agent.Field;
import dev.converge.core.decision.Gate;
import dev.converge.core.json.Json;
import io.cucumber.cucumberexpressions.ParameterType;
import io.cucumber.cucumberexpressions.ParameterTypeRegistry;
import io.cucumber.cucumberexpressions.Transformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The parameters of sentences, in addition to Cucumber's own `{string}` and `{int}`.
final class StepParameters {
  private static final String QUOTED = "\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+'";
  private static final String NUMBER = "-?\\d{1,15}(?:\\.\\d{1,15})?";
  private static final Pattern QUOTED_TEXT = Pattern.compile(QUOTED);
  private static final Pattern WHOSE =
      Pattern.compile(
          "(%s)(?: whose (%s) is (%s|%s|true|false))?".formatted(QUOTED, QUOTED, QUOTED, NUMBER));
  private static final Pattern NUMBERS = Pattern.compile(NUMBER);
  private static final int MAX_COUNT = 1_000;

  private StepParameters() {}

  /// How many.
  record Count(int min, int max) {
    Optional<String> problem() {
      int most = max == Integer.MAX_VALUE ? min : max;
      if (most > MAX_COUNT) {
        return Optional.of(most + " facts (expected: at most " + MAX_COUNT + ")");
      }
      return min > max
          ? Optional.of(min + " to " + max + " facts (expected: the smaller number first)")
          : Optional.empty();
    }
  }

  /// A range, open at either end.
  record Range(double min, double max) {}

  /// Facts under a key, or those whose data has a value.
  record Facts(String key, String field, @Nullable Json value) {
    /// The value, or `null` for all facts.
    Gate.@Nullable FieldIs is() {
      return value == null ? null : new Gate.FieldIs(field, value);
    }
  }

  /// Texts in quotes, separated by commas.
  record Texts(List<String> list) {
    Texts {
      list = List.copyOf(list);
    }
  }

  /// A value that can be parsed but makes no sense.
  static final class BadValue extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadValue(String message) {
      super(message);
    }
  }

  static ParameterTypeRegistry registry() {
    ParameterTypeRegistry registry = new ParameterTypeRegistry(Locale.ENGLISH);
    String count = "\\d{1,6} to \\d{1,6}|(?:at least |at most |exactly )?\\d{1,6}";
    define(registry, "count", count, Count.class, StepParameters::count);
    String range = "(?:%s) to (?:%s)|at least (?:%s)|at most (?:%s)".replace("%s", NUMBER);
    define(registry, "range", range, Range.class, StepParameters::range);
    String texts = "(?:%s)(?:, ?(?:%s))*+".replace("%s", QUOTED);
    define(registry, "strings", texts, Texts.class, text -> new Texts(quoted(text)));
    String facts =
        "(?:%s)(?: whose (?:%s) is (?:%s|#|true|false))?+"
            .replace("%s", QUOTED)
            .replace("#", NUMBER);
    define(registry, "facts", facts, Facts.class, StepParameters::facts);
    define(
        registry,
        "value",
        QUOTED + "|" + NUMBER + "|true|false",
        Json.class,
        StepParameters::value);
    define(registry, "number", NUMBER, Double.class, Double::valueOf);
    define(
        registry,
        "type",
        "string|integer|number|boolean|list",
        Field.Type.class,
        StepParameters::type);
    define(
        registry, "time", "\\d{1,5} (?:minute|hour|day)s?", Duration.class, StepParameters::time);
    String condition = "(?:[^\"',]++|%s|,(?! then ))++".replace("%s", QUOTED);
    define(registry, "condition", condition, String.class, text -> text);
    define(registry, "conclusion", ".+", String.class, text -> text);
    return registry;
  }

  private static <T> void define(
      ParameterTypeRegistry registry,
      String name,
      String regexp,
      Class<T> type,
      Function<String, T> read) {
    Transformer<T> transformer =
        text -> {
          if (text == null) {
            throw new IllegalStateException("{" + name + "} matched nothing (expected: text)");
          }
          return read.apply(text);
        };
    registry.defineParameterType(
        new ParameterType<>(name, regexp, type, transformer, false, false));
  }

  private static Count count(String text) {
    List<Integer> numbers = numbers(text).stream().map(Double::intValue).toList();
    if (text.startsWith("at least")) {
      return new Count(numbers.getFirst(), Integer.MAX_VALUE);
    }
    return new Count(text.startsWith("at most") ? 0 : numbers.getFirst(), numbers.getLast());
  }

  static Range range(String text) {
    List<Double> numbers = numbers(text);
    double first = numbers.getFirst();
    double last = numbers.getLast();
    if (first > last) {
      throw new BadValue(text + " (expected: the smaller number first)");
    }
    if (text.startsWith("at least")) {
      return new Range(first, Double.POSITIVE_INFINITY);
    }
    return new Range(text.startsWith("at most") ? Double.NEGATIVE_INFINITY : first, last);
  }

  private static Facts facts(String text) {
    Matcher m = WHOSE.matcher(text);
    if (!m.matches()) {
      throw new BadValue(text + " (expected: a key in quotes)");
    }
    return m.group(2) == null
        ? new Facts(unquoted(m.group(1)), "", null)
        : new Facts(unquoted(m.group(1)), unquoted(m.group(2)), value(m.group(3)));
  }

  private static Json value(String text) {
    if (text.startsWith("\"") || text.startsWith("'")) {
      return Json.of(unquoted(text));
    }
    return switch (text) {
      case "true" -> Json.of(true);
      case "false" -> Json.of(false);
      default -> Json.of(Double.parseDouble(text));
    };
  }

  static Field.Type type(String text) {
    return Field.Type.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static Duration time(String text) {
    long amount = Long.parseLong(text.substring(0, text.indexOf(' ')));
    String unit = text.substring(text.indexOf(' ') + 1);
    return switch (unit.charAt(0)) {
      case 'm' -> Duration.ofMinutes(amount);
      case 'h' -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static List<Double> numbers(String text) {
    return NUMBERS.matcher(text).results().map(m -> Double.valueOf(m.group())).toList();
  }

  private static List<String> quoted(String text) {
    List<String> found = new ArrayList<>();
    QUOTED_TEXT.matcher(text).results().forEach(m -> found.add(unquoted(m.group())));
    return found;
  }

  private static String unquoted(String text) {
    return text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1");
  }

  /// A step without its values, for comparing it with sentences.
  static String plain(String text) {
    String bare = QUOTED_TEXT.matcher(text).replaceAll("_");
    return bare.replaceAll(NUMBER, "_");
  }

  /// A sentence without its parameters' names.
  static String shape(String expression) {
    return expression.replaceAll("\\{[a-z]*}", "_").replaceAll("[()]", "");
  }
}
