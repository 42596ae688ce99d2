package dev.converge.domain.template.spec;

import dev.converge.domain.template.source.Place;
import java.util.List;
import java.util.Optional;

/// A parsed spec: backgrounds are added to the steps of each scenario, outlines are expanded, and
/// tags are inherited.
///
/// @param name of the feature
/// @param description of the feature, without surrounding whitespace
/// @param language the dialect
/// @param scenarios in the order of the file: feature, rules, scenarios
/// @param text as read, including its tables
public record Spec(
    String name, String description, String language, List<Scenario> scenarios, String text) {
  /// Copies the scenarios.
  public Spec {
    scenarios = List.copyOf(scenarios);
  }

  /// A scenario, or one row of an outline.
  ///
  /// @param place of the scenario
  /// @param outline names the outline that it is a row of; rows of one outline have the same
  /// @param garbled lines that were meant as steps but are not valid steps
  record Scenario(
      Place place,
      String name,
      String outline,
      List<Tag> tags,
      List<Step> steps,
      List<String> garbled) {
    Scenario {
      tags = List.copyOf(tags);
      garbled = List.copyOf(garbled);
      steps = List.copyOf(steps);
    }
  }

  /// A tag with its `@`.
  record Tag(Place place, String name) {}

  /// A step.
  ///
  /// @param word the kind of keyword
  /// @param text without the keyword, with the row's values in it
  /// @param joined whether the keyword is `And` or `But`
  /// @param docString the exact text between the delimiters
  public record Step(
      Place place,
      Word word,
      boolean joined,
      String text,
      Optional<String> docString,
      Optional<Table> table) {
    /// The same step under any keyword.
    Step anywhere() {
      return new Step(place, Word.ANY, joined, text, docString, table);
    }
  }

  /// A table below a step.
  ///
  /// @param rows its cells, without surrounding whitespace
  /// @param places of the rows
  record Table(Place place, List<List<String>> rows, List<Place> places) {
    Table {
      rows = rows.stream().map(List::copyOf).toList();
      places = List.copyOf(places);
    }

    /// All cells, row by row.
    List<String> cells() {
      return rows.stream().flatMap(List::stream).toList();
    }
  }

  /// The meaning of a step's keyword in any language; `And` and `But` repeat the previous one.
  public enum Word {
    GIVEN("Given"),
    WHEN("When"),
    THEN("Then"),
    /// The asterisk: any keyword.
    ANY("*");

    private final String name;

    Word(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
