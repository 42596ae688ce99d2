package dev.converge.domain.template.spec;

import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import io.cucumber.messages.types.Background;
import io.cucumber.messages.types.Feature;
import io.cucumber.messages.types.FeatureChild;
import io.cucumber.messages.types.RuleChild;
import io.cucumber.messages.types.Scenario;
import java.util.List;
import java.util.Optional;

/// The size of a feature once its outlines and backgrounds are expanded.
final class SpecSize {
  /// Maximum number of scenarios in a spec; each row of an outline counts as one.
  static final int MAX_SCENARIOS = 1_000;

  /// Maximum number of steps in all scenarios of a spec, including backgrounds and rows of
  /// outlines.
  static final int MAX_STEPS = 20_000;

  private final Feature feature;
  private final Problems problems;
  private long scenarios;
  private long steps;

  SpecSize(Feature feature, Problems problems) {
    this.feature = feature;
    this.problems = problems;
    long outer = 0;
    for (FeatureChild child : feature.getChildren()) {
      outer += steps(child.getBackground());
      count(child.getScenario(), outer);
      long inner = outer;
      for (RuleChild part : child.getRule().map(rule -> rule.getChildren()).orElse(List.of())) {
        inner += steps(part.getBackground());
        count(part.getScenario(), inner);
      }
    }
  }

  private static int steps(Optional<Background> background) {
    return background.map(b -> b.getSteps().size()).orElse(0);
  }

  private void count(Optional<Scenario> some, long before) {
    some.ifPresent(scenario -> {
      long rows =
          scenario.getExamples().isEmpty()
              ? 1
              : scenario.getExamples().stream().mapToLong(e -> e.getTableBody().size()).sum();
      scenarios += rows;
      steps += rows * (before + scenario.getSteps().size());
    });
  }

  boolean withinLimits() {
    Place place = SpecReader.place(feature.getLocation());
    if (scenarios > MAX_SCENARIOS) {
      problems.add(
          place, scenarios + " scenarios (expected: at most " + MAX_SCENARIOS + ", rows counted)");
    }
    if (steps > MAX_STEPS) {
      problems.add(
          place,
          steps + " steps (expected: at most " + MAX_STEPS + ", backgrounds and rows counted)");
    }
    return scenarios <= MAX_SCENARIOS && steps <= MAX_STEPS;
  }
}
