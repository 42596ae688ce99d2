package dev.converge.cli.eval;

import dev.converge.core.Fact;
import dev.converge.core.RunState;
import dev.converge.core.proposal.Keys;
import dev.converge.core.text.EnumWord;
import dev.converge.core.text.Shortened;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// How the end of a run differs from what was expected.
///
/// @param fixture with the expectations
/// @param summary the end of the run in a line
/// @param failures one line for each expectation that was not met
/// @param score the share of met expectations, from 0 to 1
public record EvalOutcome(Fixture fixture, String summary, List<String> failures, double score) {
  private static final int MOST_SHOWN = 160;

  /// Copies the list.
  public EvalOutcome {
    failures = List.copyOf(failures);
  }

  /// Compares the end of a run with what its fixture expects.
  public static EvalOutcome of(Fixture fixture, RunState state) {
    Fixture.Expected expected = fixture.expected();
    List<String> failures = new ArrayList<>();
    if (!expected.refused().isEmpty()) {
      failures.add(
          "refused: the seeds were taken (expected: \"%s\")".formatted(expected.refused()));
      return new EvalOutcome(fixture, summary(state), failures, 0);
    }
    if (state.status() != expected.status()) {
      String detail = state.detail().map(text -> ": " + text).orElse("");
      failures.add(
          "status: %s (expected: %s)%s"
              .formatted(EnumWord.of(state.status()), EnumWord.of(expected.status()), detail));
    }
    String reason = state.reason().map(EnumWord::of).orElse("none");
    if (!expected.reason().isEmpty() && !reason.equals(expected.reason())) {
      failures.add("reason: %s (expected: %s)".formatted(reason, expected.reason()));
    }
    if (state.cycle() > expected.maxCycles()) {
      failures.add("cycles: %d (expected: <= %d)".formatted(state.cycle(), expected.maxCycles()));
    }
    if (state.context().size() < expected.minFacts()) {
      failures.add(
          "facts: %d (expected: >= %d)".formatted(state.context().size(), expected.minFacts()));
    }
    for (String key : expected.keys()) {
      if (state.context().facts(key).isEmpty()) {
        failures.add("keys: no fact under \"%s\"".formatted(key));
      }
    }
    for (String prefix : expected.idPrefixes()) {
      if (state.context().facts().stream().noneMatch(fact -> fact.id().startsWith(prefix))) {
        failures.add("id_prefixes: no fact with id starting \"%s\"".formatted(prefix));
      }
    }
    mentions(expected, state, failures);
    double missed = (double) failures.size() / expected.count();
    return new EvalOutcome(fixture, summary(state), failures, 1 - missed);
  }

  /// The outcome for refused seeds, if the fixture expects that.
  ///
  /// @param refused the reason
  static EvalOutcome refused(Fixture fixture, String refused) {
    String expected = fixture.expected().refused();
    boolean right = refused.contains(expected);
    return new EvalOutcome(
        fixture,
        "refused: " + shown(refused),
        right
            ? List.of()
            : List.of("refused: %s (expected: \"%s\")".formatted(shown(refused), expected)),
        right ? 1 : 0);
  }

  private static void mentions(Fixture.Expected expected, RunState state, List<String> failures) {
    List<Fact> found =
        state.context().facts().stream().filter(fact -> !fact.key().equals(Keys.SEEDS)).toList();
    for (String term : expected.mustMention()) {
      if (found.stream().noneMatch(fact -> mentions(fact, term))) {
        failures.add("must_mention: no fact mentions \"%s\"".formatted(term));
      }
    }
    for (String term : expected.mustNotMention()) {
      found.stream()
          .filter(fact -> mentions(fact, term))
          .findFirst()
          .ifPresent(fact ->
              failures.add(
                  "must_not_mention: %s mentions \"%s\": %s"
                      .formatted(fact.id(), term, shown(fact.content()))));
    }
  }

  /// Whole words, ignoring case and spacing, in the text and in the data.
  private static boolean mentions(Fact fact, String term) {
    String words = Pattern.quote(term.strip()).replaceAll("\\s+", "\\\\E\\\\s+\\\\Q");
    Pattern pattern =
        Pattern.compile(
            "(?<![\\p{L}\\p{N}_])" + words + "(?![\\p{L}\\p{N}_])",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    boolean data = fact.data() != null && pattern.matcher(fact.data().canonical()).find();
    return data || pattern.matcher(fact.content()).find();
  }

  private static String shown(String content) {
    String line = content.replaceAll("\\s+", " ");
    return Shortened.of(line, MOST_SHOWN);
  }

  /// The same with the changes since a saved run, which count as not met.
  public EvalOutcome with(List<String> changes) {
    List<String> all = new ArrayList<>(failures);
    all.addAll(changes);
    return new EvalOutcome(fixture, summary, all, score);
  }

  /// Whether every expectation is met.
  public boolean holds() {
    return failures.isEmpty();
  }

  private static String summary(RunState state) {
    return "%s, cycles %d, facts %d"
        .formatted(EnumWord.of(state.status()), state.cycle(), state.context().size());
  }
}
