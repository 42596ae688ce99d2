package dev.converge.domain.template.spec;

import io.cucumber.messages.types.Background;
import io.cucumber.messages.types.Examples;
import io.cucumber.messages.types.Feature;
import io.cucumber.messages.types.FeatureChild;
import io.cucumber.messages.types.Location;
import io.cucumber.messages.types.Rule;
import io.cucumber.messages.types.RuleChild;
import io.cucumber.messages.types.Scenario;
import io.cucumber.messages.types.Step;
import io.cucumber.messages.types.TableCell;
import io.cucumber.messages.types.TableRow;
import io.cucumber.messages.types.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The nodes of a parsed feature by the ids under which pickles name them.
final class SpecNodes {
  private final Map<String, Scenario> scenarios = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> rows = new HashMap<>();
  private final Map<String, Step> steps = new HashMap<>();
  private final Map<String, Location> tags = new HashMap<>();

  SpecNodes(Feature feature) {
    tags(feature.getTags());
    for (FeatureChild child : feature.getChildren()) {
      child.getBackground().ifPresent(this::background);
      child.getScenario().ifPresent(this::scenario);
      child.getRule().ifPresent(this::rule);
    }
  }

  private void rule(Rule rule) {
    tags(rule.getTags());
    for (RuleChild child : rule.getChildren()) {
      child.getBackground().ifPresent(this::background);
      child.getScenario().ifPresent(this::scenario);
    }
  }

  private void background(Background background) {
    background.getSteps().forEach(step -> steps.put(step.getId(), step));
  }

  private void scenario(Scenario scenario) {
    scenarios.put(scenario.getId(), scenario);
    tags(scenario.getTags());
    scenario.getSteps().forEach(step -> steps.put(step.getId(), step));
    for (Examples examples : scenario.getExamples()) {
      tags(examples.getTags());
      List<String> columns = columns(examples);
      for (TableRow row : examples.getTableBody()) {
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
          cells.put(columns.get(i), row.getCells().get(i).getValue());
        }
        rows.put(row.getId(), cells);
      }
    }
  }

  static List<String> columns(Examples examples) {
    return examples.getTableHeader().map(TableRow::getCells).orElse(List.of()).stream()
        .map(TableCell::getValue)
        .toList();
  }

  private void tags(List<Tag> some) {
    some.forEach(tag -> tags.put(tag.getId(), tag.getLocation()));
  }

  List<Scenario> scenarios() {
    return new ArrayList<>(scenarios.values());
  }

  Scenario scenario(String id) {
    return Objects.requireNonNull(scenarios.get(id));
  }

  Map<String, String> row(String id) {
    return Objects.requireNonNull(rows.get(id));
  }

  Step step(String id) {
    return Objects.requireNonNull(steps.get(id));
  }

  Location tag(String id) {
    return Objects.requireNonNull(tags.get(id));
  }
}
