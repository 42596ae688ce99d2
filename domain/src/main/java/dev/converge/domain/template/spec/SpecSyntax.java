package dev.converge.domain.template.spec;

import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import io.cucumber.gherkin.GherkinDialect;
import io.cucumber.gherkin.GherkinDialects;
import io.cucumber.messages.types.ParseError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The Gherkin parser's messages in the words of authors of specs.
final class SpecSyntax {
  private static final Pattern PLACE = Pattern.compile("^\\(\\d+:\\d+\\): ");
  private static final Pattern UNEXPECTED =
      Pattern.compile("expected: (#[^']*), got '(.*)'", Pattern.DOTALL);
  private static final Pattern END = Pattern.compile("unexpected end of file, expected: (#.*)");
  private static final Pattern SCENARIO =
      Pattern.compile("@(intent|agent|invariant|approval)\\b.*");
  private static final Map<String, String> TOKENS = tokens();
  private static final Map<String, String> KNOWN = known();

  private SpecSyntax() {}

  private static Map<String, String> tokens() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("#EOF", "the end of the file");
    names.put("#FeatureLine", "\"Feature:\"");
    names.put("#BackgroundLine", "\"Background:\"");
    names.put("#RuleLine", "\"Rule:\"");
    names.put("#ScenarioLine", "\"Scenario:\"");
    names.put("#ExamplesLine", "\"Examples:\"");
    names.put("#TagLine", "a tag");
    names.put("#StepLine", "a step");
    names.put("#DocStringSeparator", "the end of the doc string");
    names.put("#TableRow", "a table row");
    names.put("#Language", "a language");
    names.put("#Other", "text");
    return names;
  }

  private static Map<String, String> known() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put(
        "inconsistent cell count within the table",
        "a row with another number of cells (expected: as many as in the rows above)");
    names.put("A tag may not contain whitespace", "a tag with a space in it (expected: @name)");
    names.put(
        "Language not supported: ",
        "unknown language (expected: one of Gherkin's, such as en, nl or ja): ");
    return names;
  }

  /// Adds a problem. Only the first of several unexpected lines is reported: the parser continues
  /// as if that line were missing, and then does not expect the lines that belong to it either.
  static void explain(String text, List<ParseError> errors, Problems problems) {
    String[] lines = text.split("\n", -1);
    Optional<Place> open = errors.isEmpty() ? Optional.empty() : openDocString(lines);
    if (open.isPresent()) {
      problems.add(
          open.get(),
          "the doc string is not closed (expected: %s below its text)"
              .formatted(lines[open.get().line() - 1].strip().substring(0, 3)));
      return;
    }
    boolean told = false;
    for (ParseError error : errors) {
      boolean unexpected = error.getMessage().contains("expected: #");
      if (!unexpected || !told) {
        Place place = error.getSource().getLocation().map(SpecReader::place).orElse(Place.START);
        problems.add(place, message(error.getMessage()));
      }
      told |= unexpected;
    }
  }

  /// The doc string that continues into the next scenario.
  private static Optional<Place> openDocString(String[] lines) {
    String delimiter = "";
    Place opened = Place.START;
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      String mark = line.startsWith("\"\"\"") ? "\"\"\"" : line.startsWith("```") ? "```" : "";
      if (delimiter.isEmpty() && !mark.isEmpty()) {
        delimiter = mark;
        opened = new Place(i + 1, lines[i].indexOf(mark) + 1);
      } else if (!delimiter.isEmpty() && line.equals(delimiter)) {
        delimiter = "";
      } else if (!delimiter.isEmpty() && SCENARIO.matcher(line).matches()) {
        return Optional.of(opened);
      }
    }
    return delimiter.isEmpty() ? Optional.empty() : Optional.of(opened);
  }

  /// What a step can begin with.
  static String keywords(String language) {
    GherkinDialect dialect =
        GherkinDialects.getDialect(language)
            .orElseGet(() -> GherkinDialects.getDialect("en").orElseThrow());
    return Stream.of(
            dialect.getGivenKeywords(),
            dialect.getWhenKeywords(),
            dialect.getThenKeywords(),
            dialect.getAndKeywords(),
            dialect.getButKeywords())
        .flatMap(List::stream)
        .map(String::strip)
        .filter(word -> !word.equals("*"))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  static String message(String message) {
    String bare = PLACE.matcher(message).replaceFirst("");
    Matcher unexpected = UNEXPECTED.matcher(bare);
    if (unexpected.matches()) {
      return "\"%s\" is not allowed here (expected: %s)"
          .formatted(unexpected.group(2), names(unexpected.group(1)));
    }
    for (Map.Entry<String, String> known : KNOWN.entrySet()) {
      if (bare.startsWith(known.getKey())) {
        return bare.replace(known.getKey(), known.getValue());
      }
    }
    Matcher end = END.matcher(bare);
    return end.matches() ? "the file ends too soon (expected: " + names(end.group(1)) + ")" : bare;
  }

  private static String names(String tokens) {
    List<String> names = new ArrayList<>();
    for (String token : tokens.split(", ", -1)) {
      String name = TOKENS.get(token);
      if (name != null && !names.contains(name)) {
        names.add(name);
      }
    }
    return String.join(", ", names);
  }
}
