package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.Amount;
import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Words;
import java.util.List;
import java.util.Set;

/// The words that may stand behind the number that is wanted in a sentence of our own: as many of
/// those behind it in the seeds as are certainly a noun in the form that the sentence needs, and
/// none where that is not certain.
final class FigureUnit {
  /// Behind these, German has a noun in the dative, which the sentence cannot take.
  private static final Set<String> DATIVE =
      Set.of("mit", "bei", "in", "von", "aus", "zu", "an", "nach", "seit", "vor", "unter");

  private static final Set<String> SWEDISH_ADJECTIVES =
      Set.of(
          "nya", "betalande", "fasta", "aktiva", "anslutna", "små", "stora", "svenska", "lokala");

  private FigureUnit() {}

  /// What is counted, by the goal, else by the sentence that says how many there are.
  static String of(Wants.Wanted wanted, Amount from, SeedCase seeds) {
    if (wanted.passage().amounts().contains(wanted.to())) {
      return of(wanted.to(), wanted.passage().text(), seeds.language());
    }
    return seeds.passages().stream()
        .filter(passage -> passage.amounts().contains(from))
        .findFirst()
        .map(passage -> of(from, passage.text(), seeds.language()))
        .orElse("");
  }

  /// What is counted, as it stands behind another word; empty where it is not certain.
  static String behind(Wants.Wanted wanted, Amount from, SeedCase seeds) {
    String unit = of(wanted, from, seeds);
    // "40 more new clinics" would be one word too many.
    return unit.indexOf(' ') < 0 ? spaced(unit) : "";
  }

  /// In what time a number comes about, behind another word; empty where it is a number once.
  static String per(String period, SeedCase seeds) {
    return switch (period) {
      case "year" -> spaced(seeds.phrase("per_year"));
      case "month" -> spaced(seeds.phrase("per_month"));
      default -> "";
    };
  }

  private static String spaced(String words) {
    return words.isEmpty() ? "" : " " + words;
  }

  /// The unit of a number that stands in a text.
  static String of(Amount amount, String text, SeedLanguage language) {
    List<String> words = Words.of(amount.unit());
    if (words.isEmpty()) {
      return "";
    }
    return switch (language) {
      case DE -> german(text.substring(0, amount.start()), words);
      case SV ->
          words.size() == 1
              ? words.getFirst()
              : words.size() == 2 && SWEDISH_ADJECTIVES.contains(Words.fold(words.getFirst()))
                  ? String.join(" ", words)
                  : "";
      case EN, FR, ES -> plural(words);
    };
  }

  /// Up to the first noun.
  private static String german(String text, List<String> words) {
    List<String> before = Words.of(text);
    if (!before.isEmpty() && DATIVE.contains(Words.fold(before.getLast()))) {
      return "";
    }
    for (int i = 0; i < words.size(); i++) {
      if (Character.isUpperCase(words.get(i).codePointAt(0))) {
        return String.join(" ", words.subList(0, i + 1));
      }
    }
    return "";
  }

  /// The first word, if it is a plural, or the second one behind an adjective.
  private static String plural(List<String> words) {
    String first = words.getFirst();
    if (ends(first)) {
      return first;
    }
    return words.size() > 1 && ends(words.get(1)) ? first + " " + words.get(1) : "";
  }

  private static boolean ends(String word) {
    String folded = Words.fold(word);
    return folded.endsWith("x") || (folded.endsWith("s") && !folded.endsWith("ss"));
  }
}
