package dev.converge.domain.template.wiring;

import dev.converge.domain.template.source.SemVer;
import dev.converge.domain.template.source.TemplateDurations;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Values of a wiring as their author probably meant them, for messages that show the corrected
/// line.
final class Suggestion {
  private static final Pattern VERSION =
      Pattern.compile("[vV]?(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?.*");
  private static final Pattern AMOUNT = Pattern.compile("\\D*?(\\d+)(?:[.,](\\d{1,2}))?\\D*");
  private static final Pattern TIME = Pattern.compile("\\s*(\\d{1,9})\\s*([A-Za-z]*)\\s*");

  private Suggestion() {}

  static String version(String text) {
    Matcher m = VERSION.matcher(text.strip());
    if (!m.matches()) {
      return "1.0.0";
    }
    String right = whole(m.group(1)) + "." + whole(m.group(2)) + "." + whole(m.group(3));
    return SemVer.parse(right).isPresent() ? right : "1.0.0";
  }

  private static String whole(String digits) {
    String bare = digits == null ? "" : digits.replaceFirst("^0+(?=\\d)", "");
    return bare.isEmpty() ? "0" : bare;
  }

  static String api(String text) {
    Matcher m = VERSION.matcher(text.replace(">=", "").strip());
    return m.matches()
        ? "\">=" + whole(m.group(1)) + "." + whole(m.group(2)) + "\""
        : "\">=" + WiringReader.API_VERSION + "\"";
  }

  static String name(String text) {
    String words = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String bare = words.replaceAll("^[-0-9]+|-+$", "");
    return WiringReader.NAME.matcher(bare).matches() ? bare : "my-template";
  }

  static String file(String text) {
    String last = text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
    String bare = last.replaceFirst("\\.[A-Za-z]*$", "").strip();
    boolean right = last.matches(".*\\.(feature|truths?)");
    return right ? last : (bare.isEmpty() ? "my-template" : bare) + ".feature";
  }

  /// The number in the text, without thousands separators.
  static Optional<String> integer(String text) {
    String digits = text.replaceFirst("\\.0+$", "").replaceAll("[,_ '](?=\\d{3})", "");
    return digits.matches("\\d{1,15}") ? Optional.of(digits) : Optional.empty();
  }

  static Optional<String> amount(String text) {
    Matcher m = AMOUNT.matcher(text.strip());
    return m.matches()
        ? Optional.of(m.group(1) + (m.group(2) == null ? "" : "." + m.group(2)))
        : Optional.empty();
  }

  static Optional<String> duration(String text) {
    Matcher m = TIME.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    String unit = m.group(2).toLowerCase(Locale.ROOT);
    String right =
        unit.isEmpty()
            ? "s"
            : unit.startsWith("ms") || unit.startsWith("mil") ? "ms" : unit.substring(0, 1);
    return TemplateDurations.parse(m.group(1) + right).map(_ -> m.group(1) + right);
  }

  static Optional<String> bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes", "y", "on", "true", "1" -> Optional.of("true");
      case "no", "n", "off", "false", "0" -> Optional.of("false");
      default -> Optional.empty();
    };
  }

  /// A mapping in braces for a value of another form; only its first key if the form is unclear.
  static String mapping(Yaml value, List<String> known) {
    if (value instanceof Yaml.Items(_, List<Yaml> items)
        && !items.isEmpty()
        && items.stream().allMatch(Yaml.Fields.class::isInstance)) {
      return items.stream()
          .map(Yaml.Fields.class::cast)
          .flatMap(fields -> fields.entries().stream())
          .filter(entry -> entry.value() instanceof Yaml.Scalar)
          .map(entry -> entry.key().text() + ": " + scalar(entry.value()))
          .collect(Collectors.joining(", ", "{ ", " }"));
    }
    return "{ " + known.getFirst() + ": … }";
  }

  private static String scalar(Yaml value) {
    return value instanceof Yaml.Scalar scalar ? scalar.text() : "…";
  }
}
