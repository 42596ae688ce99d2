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
  private static final List<String> RATES = List.of("churn", "growth", "margin", "share");

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
    return found;
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

  private static boolean contradict(Said a, Said b, SeedLanguage language) {
    boolean same =
        a.passage().equals(b.passage()) || a.amount().value().compareTo(b.amount().value()) == 0;
    if (same || states(a.passage(), b.amount()) || states(b.passage(), a.amount())) {
      return false;
    }
    boolean side =
        (a.passage().role() == SeedPassage.Role.COMPETITOR)
            == (b.passage().role() == SeedPassage.Role.COMPETITOR);
    boolean counts = a.amount().kind() == Amount.Kind.COUNT;
    return side
        && (!counts || alike(a, b))
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
