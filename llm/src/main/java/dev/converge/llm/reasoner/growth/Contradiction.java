package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.Amount;
import dev.converge.llm.reasoner.text.Contrast;
import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Two sentences that give different figures for the same thing.
///
/// @param one the sentence that comes first
/// @param other the one that contradicts it
/// @param first what the first one says
/// @param second what the other one says
record Contradiction(SeedPassage one, SeedPassage other, Amount first, Amount second) {
  /// Maximum number of sentences about one subject that are compared with each other.
  private static final int MOST_COMPARED = 8;

  private static final int LEAST_SHARED = 2;
  private static final double ALIKE = 0.6;

  /// Of two counts of the same, the part that the smaller one has at least.
  private static final double LEAST_RATIO = 0.66;

  private static final List<String> RATES = List.of("churn", "growth", "margin", "share");

  private static final Pattern BOUND =
      Pattern.compile(
          "\\b(?:at least|at most|up to|more than|fewer than|less than|mindestens|höchstens|bis zu|mehr als|weniger als|minst|högst|upp till|fler än"
              + "|mer än|färre än|au moins|au plus|jusqu'à|plus de|moins de|al menos|como mucho|hasta|más de|menos de)\\s*$",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// After a number that counts what was named before it.
  private static final Pattern OF_THEM =
      Pattern.compile(
          "\\W*(?:of them|davon|von ihnen|av dem|d'entre eux|de ellos)?\\W*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

  private record Said(SeedPassage passage, Amount amount) {}

  static List<Contradiction> in(List<SeedPassage> passages, SeedLanguage language) {
    Map<String, List<Said>> groups = new LinkedHashMap<>();
    for (SeedPassage passage : passages) {
      for (Amount amount : passage.amounts()) {
        for (String group : groups(passage, amount)) {
          List<Said> said = groups.computeIfAbsent(group, _ -> new ArrayList<>());
          if (said.size() < MOST_COMPARED) {
            said.add(new Said(passage, amount));
          }
        }
      }
    }
    List<Contradiction> found = new ArrayList<>();
    Set<SeedPassage> named = new LinkedHashSet<>();
    for (List<Said> group : groups.values()) {
      for (int i = 0; i < group.size(); i++) {
        for (int j = i + 1; j < group.size(); j++) {
          Said a = group.get(i);
          Said b = group.get(j);
          if (contradict(a, b, language)
              && !(named.contains(a.passage()) && named.contains(b.passage()))) {
            found.add(new Contradiction(a.passage(), b.passage(), a.amount(), b.amount()));
            named.add(a.passage());
            named.add(b.passage());
          }
        }
      }
    }
    starts(passages, found);
    return found;
  }

  /// "From 640 to 2,000 clubs" where another sentence says that there are 590 today.
  private static void starts(List<SeedPassage> passages, List<Contradiction> found) {
    for (SeedPassage goal : passages) {
      List<Amount> wanted = goal.amounts();
      boolean pair =
          goal.role() == SeedPassage.Role.GOAL
              && wanted.size() > 1
              && wanted.get(1).kind() == Amount.Kind.COUNT
              && Wants.pair(goal.text(), wanted.getFirst(), wanted.get(1));
      if (pair) {
        today(passages, wanted.getFirst(), wanted.get(1))
            .ifPresent(said ->
                found.add(
                    new Contradiction(said.passage(), goal, said.amount(), wanted.getFirst())));
      }
    }
  }

  /// The one sentence that counts today what a goal counts, if it does not count as many.
  private static Optional<Said> today(List<SeedPassage> passages, Amount from, Amount to) {
    List<Said> found = new ArrayList<>();
    for (SeedPassage passage : passages) {
      boolean tells = passage.own() && passage.role() != SeedPassage.Role.GOAL;
      if (!tells || !Aims.today(passage.text())) {
        continue;
      }
      for (Amount amount : passage.amounts()) {
        boolean counts =
            amount.kind() == Amount.Kind.COUNT
                && amount.stems().stream().anyMatch(to.stems()::contains)
                && !WantedWords.part(passage.text(), amount);
        if (counts) {
          found.add(new Said(passage, amount));
        }
      }
    }
    return found.size() == 1
        ? found.stream().filter(said -> near(said.amount(), from)).findFirst()
        : Optional.empty();
  }

  /// Whether a number may be another count of the same: not the same, and not far from it.
  private static boolean near(Amount one, Amount other) {
    double ratio = one.value().doubleValue() / Math.max(1, other.value().doubleValue());
    return ratio != 1 && ratio > LEAST_RATIO && ratio < 1 / LEAST_RATIO;
  }

  private static List<String> groups(SeedPassage passage, Amount amount) {
    List<String> groups = new ArrayList<>();
    boolean wanted = passage.role() == SeedPassage.Role.GOAL;
    switch (amount.kind()) {
      case PERCENT -> {
        for (String rate : RATES) {
          if (passage.speaksOf(rate) && !wanted) {
            groups.add(rate + " " + amount.period());
          }
        }
      }
      case MONEY -> {
        boolean budget = passage.speaksOf("budget") && amount.period().isEmpty();
        boolean price = passage.role() == SeedPassage.Role.PRODUCT;
        if (budget) {
          groups.add("budget " + amount.unit());
        } else if (price) {
          groups.add("price " + amount.unit() + " " + amount.period());
        }
      }
      case COUNT -> {
        boolean last = OF_THEM.matcher(passage.text().substring(amount.end())).matches();
        if (!amount.stems().isEmpty() && !wanted) {
          groups.add("count " + last(amount.stems()));
        } else if (last && !wanted) {
          Words.stems(passage.text()).stream()
              .limit(MOST_COMPARED)
              .forEach(stem -> groups.add("count " + stem));
        }
      }
      case TIME, YEAR -> {}
    }
    return groups;
  }

  private static String last(Set<String> stems) {
    String last = "";
    for (String stem : stems) {
      last = stem;
    }
    return last;
  }

  /// Whether two sentences speak of much the same: one that counts a part has fewer words in common
  /// with the longer one.
  private static boolean alike(Said a, Said b) {
    Set<String> one = Words.stems(a.passage().text());
    Set<String> other = Words.stems(b.passage().text());
    long shared = one.stream().filter(other::contains).count();
    return shared * 2 >= Math.max(one.size(), other.size());
  }

  /// Whether a number is only the least or the most.
  private static boolean bound(Said said) {
    return BOUND.matcher(said.passage().text().substring(0, said.amount().start())).find();
  }

  /// Whether a sentence speaks of all that stands before the number in another one.
  private static boolean subject(Said of, Said in) {
    return Words.stems(in.passage().text())
        .containsAll(Words.stems(of.passage().text().substring(0, of.amount().start())));
  }

  private static boolean contradict(Said a, Said b, SeedLanguage language) {
    boolean same =
        a.passage().seed().equals(b.passage().seed())
            || a.amount().value().compareTo(b.amount().value()) == 0;
    if (same || states(a.passage(), b.amount()) || states(b.passage(), a.amount())) {
      return false;
    }
    boolean side =
        (a.passage().role() == SeedPassage.Role.COMPETITOR)
            == (b.passage().role() == SeedPassage.Role.COMPETITOR);
    // Prices of two things differ; a budget is one.
    boolean budget = a.passage().speaksOf("budget") && b.passage().speaksOf("budget");
    boolean rate = a.amount().kind() == Amount.Kind.PERCENT;
    return side
        && (budget || rate || alike(a, b))
        && !bound(a)
        && !bound(b)
        && (a.amount().kind() != Amount.Kind.MONEY || budget || subject(a, b) || subject(b, a))
        && !Contrast.years(a.passage().amounts(), b.passage().amounts())
        && Contrast.between(
            a.passage().text(),
            a.amount(),
            b.passage().text(),
            b.amount(),
            LEAST_SHARED,
            ALIKE,
            language == SeedLanguage.DE);
  }

  private static boolean states(SeedPassage passage, Amount amount) {
    return passage.amounts().stream()
        .anyMatch(own -> own.kind() == amount.kind() && own.value().compareTo(amount.value()) == 0);
  }
}
