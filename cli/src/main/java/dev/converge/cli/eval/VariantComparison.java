package dev.converge.cli.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// Compares the scores of two variants, fixture by fixture.
public final class VariantComparison {
  /// Scores with a smaller difference count as the same.
  private static final double ALIKE = 0.005;

  private final Variant first;
  private final Variant other;
  private int fixtures;
  private final List<Double> rules = new ArrayList<>();
  private final List<Double> marks = new ArrayList<>();

  /// @param first the baseline
  /// @param other compared with the baseline
  public VariantComparison(Variant first, Variant other) {
    this.first = first;
    this.other = other;
  }

  /// Adds the scores of both on a fixture.
  public void add(Tally ofFirst, Tally ofOther) {
    fixtures++;
    rules.add(ofOther.rules() - ofFirst.rules());
    OptionalDouble before = ofFirst.mark();
    OptionalDouble after = ofOther.mark();
    if (before.isPresent() && after.isPresent()) {
      marks.add(after.getAsDouble() - before.getAsDouble());
    }
  }

  /// Lines for people.
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s against %s on %d fixture%s"
            .formatted(other.label(), first.label(), fixtures, fixtures == 1 ? "" : "s"));
    lines.add("  rules: " + told(rules));
    if (!marks.isEmpty()) {
      lines.add("  judge: " + told(marks));
    }
    return lines;
  }

  private static String told(List<Double> differences) {
    long better = differences.stream().filter(one -> one > ALIKE).count();
    long worse = differences.stream().filter(one -> one < -ALIKE).count();
    double mean = differences.stream().mapToDouble(one -> one).average().orElse(0);
    return String.format(
        Locale.ROOT,
        "better on %d, same on %d, worse on %d, overall %+.2f",
        better,
        differences.size() - better - worse,
        worse,
        mean);
  }
}
