package dev.converge.domain.template.spec;

import dev.converge.core.text.Nearest;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import io.cucumber.messages.types.Background;
import io.cucumber.messages.types.DocString;
import io.cucumber.messages.types.Feature;
import io.cucumber.messages.types.FeatureChild;
import io.cucumber.messages.types.RuleChild;
import io.cucumber.messages.types.Scenario;
import io.cucumber.messages.types.Step;
import io.cucumber.messages.types.TableCell;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds placeholders such as `<key>` that nothing fills. In an outline they occur in names, steps,
/// tables and doc strings; elsewhere a text counts as a placeholder only if it is nothing else, so
/// that instructions may contain `<tags>`.
final class Placeholders {
  private static final Pattern HOLE = Pattern.compile("<([^<>]+)>");
  private static final Pattern QUOTED =
      Pattern.compile("[\"'][^\"'<>]*<([A-Za-z][\\w -]*)>[^\"'<>]*[\"']");
  private static final Pattern CELL = Pattern.compile("<([A-Za-z][\\w -]*)>");

  private final SpecNodes nodes;
  private final Problems problems;

  Placeholders(SpecNodes nodes, Problems problems) {
    this.nodes = nodes;
    this.problems = problems;
  }

  /// Whether a name contains one.
  static boolean in(String name) {
    return HOLE.matcher(name).find();
  }

  void check(Feature feature) {
    backgrounds(feature).flatMap(b -> b.getSteps().stream()).forEach(this::plain);
    for (Scenario scenario : nodes.scenarios()) {
      if (scenario.getExamples().isEmpty()) {
        scenario.getSteps().forEach(this::plain);
      } else {
        outline(scenario);
      }
    }
  }

  private static Stream<Background> backgrounds(Feature feature) {
    Stream<Background> own =
        feature.getChildren().stream().map(FeatureChild::getBackground).flatMap(Optional::stream);
    Stream<Background> ofRules =
        feature.getChildren().stream()
            .map(FeatureChild::getRule)
            .flatMap(Optional::stream)
            .flatMap(rule -> rule.getChildren().stream())
            .map(RuleChild::getBackground)
            .flatMap(Optional::stream);
    return Stream.concat(own, ofRules);
  }

  private void outline(Scenario scenario) {
    List<String> columns = new ArrayList<>();
    scenario
        .getExamples()
        .forEach(examples -> {
          List<String> some = SpecNodes.columns(examples);
          if (columns.isEmpty()) {
            columns.addAll(some);
          } else {
            columns.retainAll(some);
          }
        });
    Place place = SpecReader.place(scenario.getLocation());
    for (String name : unfilled(scenario.getName(), columns)) {
      problems.addLate(place, noColumn(name, columns));
    }
    for (Step step : scenario.getSteps()) {
      for (String name : unfilled(step.getText(), columns)) {
        problems.add(SpecReader.place(step.getLocation()), noColumn(name, columns));
      }
      step.getDocString().ifPresent(text -> docString(text, columns));
      for (TableCell cell : cells(step)) {
        for (String name : unfilled(cell.getValue(), columns)) {
          problems.addLate(SpecReader.place(cell.getLocation()), noColumn(name, columns));
        }
      }
    }
  }

  private void docString(DocString text, List<String> columns) {
    Place start = SpecReader.place(text.getLocation());
    String[] lines = text.getContent().split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      for (String name : unfilled(lines[i], columns)) {
        problems.addLate(new Place(start.line() + 1 + i, start.column()), noColumn(name, columns));
      }
    }
  }

  private static List<TableCell> cells(Step step) {
    return step.getDataTable().stream()
        .flatMap(table -> table.getRows().stream())
        .flatMap(row -> row.getCells().stream())
        .toList();
  }

  private static List<String> unfilled(String text, List<String> columns) {
    return HOLE.matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(name -> !columns.contains(name))
        .toList();
  }

  private static String noColumn(String name, List<String> columns) {
    return "no column \"%s\" in the examples (expected: one of %s)%s"
        .formatted(name, columns, Nearest.hint(name, columns));
  }

  private void plain(Step step) {
    Matcher quoted = QUOTED.matcher(step.getText());
    while (quoted.find()) {
      noOutline(SpecReader.place(step.getLocation()), quoted.group(1));
    }
    for (TableCell cell : cells(step)) {
      Matcher whole = CELL.matcher(cell.getValue());
      if (whole.matches()) {
        noOutline(SpecReader.place(cell.getLocation()), whole.group(1));
      }
    }
  }

  private void noOutline(Place place, String name) {
    problems.addLate(
        place,
        "nothing fills <%s> (expected: a \"Scenario Outline:\" with a column \"%s\", or a value)"
            .formatted(name, name));
  }
}
