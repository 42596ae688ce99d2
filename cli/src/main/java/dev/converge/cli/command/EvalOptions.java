package dev.converge.cli.command;

import dev.converge.cli.eval.Judge;
import dev.converge.cli.eval.Scores;
import dev.converge.cli.eval.Variant;
import dev.converge.cli.serve.ModelOptions;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.Money;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.Engine;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How often fixtures are run, on which models, and how the results are judged and saved.
final class EvalOptions {
  /// Maximum number of samples of a fixture.
  static final int MAX_SAMPLES = 50;

  /// Maximum number of variants that are compared.
  static final int MAX_VARIANTS = 4;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "How model calls are answered: offline, live or recorded. Default: offline.")
  private @Nullable String mode;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "How many times each fixture runs, at most 50. Default: 1.")
  private int samples = 1;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "The model for all agents, as PROVIDER/MODEL. Repeat the option to compare models.")
  private List<String> models = new ArrayList<>();

  @Option(
      names = "--template-version",
      paramLabel = "VERSION",
      description = "The version of the template. Repeat the option to compare versions.")
  private List<String> versions = new ArrayList<>();

  @Option(
      names = "--judge",
      paramLabel = "MODEL",
      description =
          "The model that rates each result from 1 to 5 by the criteria in the fixture's `judge`"
              + " member, as PROVIDER/MODEL.")
  private @Nullable String judge;

  @Option(names = "--reasons", description = "Show each rating of the judge and its reason.")
  private boolean reasons;

  @Option(names = "--show-prompt", description = "Show the first prompt sent to the judge.")
  private boolean showPrompt;

  @Option(
      names = "--scores",
      paramLabel = "FILE",
      description = "Write the scores to this file. Use it as --baseline later.")
  private @Nullable Path scores;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description =
          "Compare the scores with those in this file. A fixture whose score falls by more than"
              + " --tolerance fails.")
  private @Nullable Path baseline;

  @Option(
      names = "--tolerance",
      paramLabel = "SHARE",
      description =
          "How far a score may fall, as a share of the best possible score. Default: 0.1.")
  private double tolerance = Scores.USUAL_TOLERANCE;

  @Option(
      names = "--max-cost-usd",
      paramLabel = "USD",
      description =
          "Stop running samples once they have cost this much in total, in US dollars. Default:"
              + " 10.")
  private BigDecimal maxCost = BigDecimal.TEN;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write the results to this file as JUnit XML, for build servers.")
  private @Nullable Path junit;

  private boolean prompted;

  /// How models are answered.
  Mode mode(ModelOptions said) {
    if (mode == null) {
      return said.mode();
    }
    return EnumWord.find(Mode.class, mode)
        .orElseThrow(() ->
            invalid("mode: " + mode + " (expected: one of " + EnumWord.all(Mode.class) + ")"));
  }

  /// The variants of each fixture.
  ///
  /// @param keeping whether runs are saved or compared with saved ones
  List<Variant> variants(Mode answered, boolean keeping) {
    if (samples < 1 || samples > MAX_SAMPLES) {
      throw invalid("--samples: " + samples + " (expected: 1 to " + MAX_SAMPLES + ")");
    }
    if (tolerance < 0 || tolerance > 1) {
      throw invalid("--tolerance: " + tolerance + " (expected: 0 to 1)");
    }
    List<String> named = new ArrayList<>(models);
    if (judge != null) {
      named.add(judge);
    }
    for (String model : named) {
      if (!model.matches("[^/\\s]+/\\S+")) {
        throw invalid("model: " + model + " (expected: PROVIDER/MODEL)");
      }
      if (answered == Mode.OFFLINE) {
        throw invalid("model: " + model + " is not asked offline (expected: --mode live)");
      }
    }
    List<Variant> all = Variant.of(models, versions);
    if (all.size() > MAX_VARIANTS || all.stream().distinct().count() < all.size()) {
      throw invalid(
          all.size() + " variants (expected: at most " + MAX_VARIANTS + ", each of them once)");
    }
    if (keeping && (samples > 1 || all.size() > 1)) {
      throw invalid("--keep and --kept (expected: with one sample of one variant)");
    }
    return all;
  }

  private static ConvergeException invalid(String message) {
    return new ConvergeException(ErrorCode.INVALID, message);
  }

  /// The judge, or `null` if results are not judged.
  @Nullable Judge judge(Engine engine, Mode answered) {
    return judge == null ? null : new Judge(engine, judge, answered);
  }

  EvalResults results(List<Variant> variants) {
    return new EvalResults(
        variants,
        junit,
        scores,
        baseline == null ? null : Scores.read(baseline),
        tolerance,
        Money.micros(maxCost));
  }

  int samples() {
    return samples;
  }

  boolean reasons() {
    return reasons;
  }

  /// Whether each fixture runs only once, as it is.
  boolean plain() {
    return samples == 1 && judge == null && models.isEmpty() && versions.isEmpty();
  }

  /// The prompt to the judge, if it is to be shown and was not shown yet.
  Optional<String> prompt(Judge.Verdict verdict) {
    if (!showPrompt || prompted || verdict.prompt().isEmpty()) {
      return Optional.empty();
    }
    prompted = true;
    return Optional.of(verdict.prompt());
  }
}
