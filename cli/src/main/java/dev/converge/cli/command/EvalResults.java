package dev.converge.cli.command;

import dev.converge.cli.eval.EvalOutcome;
import dev.converge.cli.eval.Fixture;
import dev.converge.cli.eval.JUnitReport;
import dev.converge.cli.eval.Sample;
import dev.converge.cli.eval.Scores;
import dev.converge.cli.eval.Tally;
import dev.converge.cli.eval.Variant;
import dev.converge.cli.eval.VariantComparison;
import dev.converge.core.budget.Money;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What fixtures came to so far. Not thread-safe.
final class EvalResults {
  private final List<Variant> variants;
  private final @Nullable Path junit;
  private final @Nullable Path scores;
  private final @Nullable Scores baseline;
  private final double tolerance;
  private final long maxMicros;

  private final JUnitReport report = new JUnitReport();
  private final Scores now = new Scores();
  private final Map<Variant, Tally> whole = new LinkedHashMap<>();
  private final List<VariantComparison> compared = new ArrayList<>();
  private final Map<String, List<String>> falls = new HashMap<>();
  private final Map<String, Boolean> held = new HashMap<>();
  private long spent;

  EvalResults(
      List<Variant> variants,
      @Nullable Path junit,
      @Nullable Path scores,
      @Nullable Scores baseline,
      double tolerance,
      long maxMicros) {
    this.variants = variants;
    this.junit = junit;
    this.scores = scores;
    this.baseline = baseline;
    this.tolerance = tolerance;
    this.maxMicros = maxMicros;
    variants.forEach(variant -> whole.put(variant, new Tally()));
    variants.stream()
        .skip(1)
        .forEach(other -> compared.add(new VariantComparison(variants.getFirst(), other)));
  }

  /// @throws ConvergeException with `UNAVAILABLE` if as much was spent as may be
  void requireMoney() {
    if (spent >= maxMicros && spent > 0) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          "%s USD were spent (expected: at most %s; --max-cost-usd)"
              .formatted(Money.usd(spent), Money.usd(maxMicros)));
    }
  }

  void spend(Sample sample) {
    Tally one = new Tally();
    one.add(sample);
    spent += one.costMicros();
  }

  /// Adds the samples of a fixture.
  ///
  /// @return whether they all meet every expectation and did not fall behind
  boolean add(Fixture fixture, Variant variant, Tally tally) {
    String name = fixture.path() + "\n" + variant.label();
    List<String> behind =
        baseline == null ? List.of() : baseline.falls(fixture, variant, tally, tolerance);
    falls.put(name, behind);
    boolean holds = behind.isEmpty() && tally.held() == tally.samples().size();
    held.put(name, holds);
    now.put(fixture, variant, tally);
    whole.computeIfAbsent(variant, _ -> new Tally()).addAll(tally);
    for (int i = 0; i < tally.samples().size(); i++) {
      Sample sample = tally.samples().get(i);
      EvalOutcome outcome = i == 0 ? sample.outcome().with(behind) : sample.outcome();
      String label = variant.label() + (tally.samples().size() > 1 ? " sample " + (i + 1) : "");
      report.add(outcome, label.strip(), sample.took());
    }
    return holds;
  }

  boolean holds(Fixture fixture, Variant variant) {
    return held.getOrDefault(fixture.path() + "\n" + variant.label(), false);
  }

  List<String> falls(Fixture fixture, Variant variant) {
    return falls.getOrDefault(fixture.path() + "\n" + variant.label(), List.of());
  }

  /// Compares the variants on a fixture.
  void compare(Map<Variant, Tally> tallies) {
    for (int i = 1; i < variants.size(); i++) {
      Tally first = tallies.get(variants.getFirst());
      Tally other = tallies.get(variants.get(i));
      if (first != null && other != null) {
        compared.get(i - 1).add(first, other);
      }
    }
  }

  void write() {
    if (junit != null) {
      report.write(junit);
    }
    if (scores != null) {
      now.write(scores);
    }
  }

  /// Lines on all fixtures together, where there is more to say than how many hold.
  List<String> summary() {
    List<String> lines = new ArrayList<>();
    boolean more =
        whole.size() > 1
            || whole.values().stream()
                .anyMatch(tally -> tally.mark().isPresent() || tally.costMicros() > 0);
    if (more) {
      whole.forEach((variant, tally) ->
          lines.add((variant.label().isEmpty() ? "all" : variant.label()) + ": " + tally.line()));
      compared.forEach(versus -> lines.addAll(versus.lines()));
      lines.add(Money.usd(spent) + " USD in total");
    }
    return lines;
  }
}
