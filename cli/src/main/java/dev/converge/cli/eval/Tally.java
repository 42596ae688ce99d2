package dev.converge.cli.eval;

import dev.converge.core.budget.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// Samples and their totals.
public final class Tally {
  private final List<Sample> samples = new ArrayList<>();

  /// Without samples.
  public Tally() {}

  /// Adds a sample.
  public void add(Sample sample) {
    samples.add(sample);
  }

  /// Adds all samples of another.
  public void addAll(Tally other) {
    samples.addAll(other.samples);
  }

  /// All samples.
  public List<Sample> samples() {
    return List.copyOf(samples);
  }

  /// Number of samples that meet every expectation.
  public int held() {
    return (int) samples.stream().filter(sample -> sample.outcome().holds()).count();
  }

  /// The mean share of met expectations, from 0 to 1.
  public double rules() {
    return samples.stream().mapToDouble(sample -> sample.outcome().score()).average().orElse(0);
  }

  /// The mean of the judge's marks; empty if nothing was judged.
  public OptionalDouble mark() {
    return samples.stream()
        .flatMap(sample -> sample.verdict().stream())
        .flatMapToDouble(verdict -> verdict.mark().stream())
        .average();
  }

  /// The standard deviation of the marks.
  double spread() {
    double mean = mark().orElse(0);
    return Math.sqrt(
        samples.stream()
            .flatMap(sample -> sample.verdict().stream())
            .flatMapToDouble(verdict -> verdict.mark().stream())
            .map(mark -> (mark - mean) * (mark - mean))
            .average()
            .orElse(0));
  }

  /// The mean time of a run.
  Duration took() {
    return samples.isEmpty()
        ? Duration.ZERO
        : samples.stream()
            .map(Sample::took)
            .reduce(Duration.ZERO, Duration::plus)
            .dividedBy(samples.size());
  }

  /// The cost of all models, including the judge's.
  public long costMicros() {
    return samples.stream()
        .mapToLong(sample ->
            sample.costMicros() + sample.verdict().map(Judge.Verdict::costMicros).orElse(0L))
        .sum();
  }

  private long runCost() {
    return samples.stream().mapToLong(Sample::costMicros).sum() / Math.max(1, samples.size());
  }

  private long runTokens() {
    return samples.stream().mapToLong(Sample::tokens).sum() / Math.max(1, samples.size());
  }

  /// A line of figures: what passes, the scores, and the mean tokens, cost and time of a run.
  public String line() {
    String judged =
        mark().isPresent()
            ? String.format(
                Locale.ROOT,
                ", judge %.2f of %d (± %.2f)",
                mark().getAsDouble(),
                Judge.BEST,
                spread())
            : "";
    return String.format(
        Locale.ROOT,
        "%d of %d pass, rules %.2f%s, %,d tokens, %s USD, %,d ms per run",
        held(),
        samples.size(),
        rules(),
        judged,
        runTokens(),
        Money.usd(runCost()),
        took().toMillis());
  }
}
