package dev.converge.domain.template.spec;

import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import java.util.List;

/// A step that matched a sentence: its values, in the order of the sentence, and the place for
/// problems.
///
/// @param values of the parameters
public record StepMatch(Spec.Step step, List<Object> values, Problems problems) {
  /// Copies the values.
  public StepMatch {
    values = List.copyOf(values);
  }

  <T> T value(int index, Class<T> type) {
    return type.cast(values.get(index));
  }

  String text(int index) {
    return value(index, String.class);
  }

  int integer(int index) {
    return value(index, Integer.class);
  }

  Spec.Table table() {
    return step.table().orElseThrow();
  }

  Place place() {
    return step.place();
  }

  void problem(String message) {
    problems.add(step.place(), message);
  }
}
