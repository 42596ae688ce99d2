package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The competitors and possible partners that the seeds name, by the place of their names in
/// sentences: what a sentence about a competitor begins with, what follows "such as", and what
/// stands in the id of a seed.
final class RivalNames {
  /// With what a sentence begins that speaks of people at large.
  private static final Set<String> OTHERS =
      new HashSet<>(
          List.of(
              "most",
              "many",
              "some",
              "few",
              "nobody",
              "everybody",
              "people",
              "others",
              "half",
              "viele",
              "manche",
              "einige",
              "wenige",
              "niemand",
              "andere",
              "die meisten",
              "många",
              "några",
              "ingen",
              "andra",
              "de flesta",
              "beaucoup",
              "certains",
              "personne",
              "la plupart",
              "les autres",
              "muchos",
              "muchas",
              "algunos",
              "nadie",
              "la mayoría",
              "la mayoria",
              "otros"));

  /// With what whoever wrote the seeds begins a sentence about themselves.
  private static final Set<String> OWN =
      Set.of(
          "we",
          "we've",
          "our",
          "us",
          "i",
          "wir",
          "unser",
          "unsere",
          "uns",
          "ich",
          "vi",
          "vår",
          "våra",
          "oss",
          "jag",
          "nous",
          "notre",
          "nos",
          "nosotros",
          "nuestro",
          "nuestra",
          "nuestros");

  private final Map<String, List<SeedPassage>> of = new LinkedHashMap<>();
  private final Set<String> partners = new LinkedHashSet<>();

  RivalNames(List<SeedPassage> passages, SeedLanguage language) {
    SeenWords seen = new SeenWords(passages, language);
    for (SeedPassage passage : passages) {
      String text = passage.text();
      boolean rivals = passage.speaksOf("rival");
      if (passage.role() == SeedPassage.Role.COMPETITOR) {
        first(passage, new SentenceNames(text, language, seen).ofCompetitors(others(passage)));
      } else if (rivals || NameMarks.mayCompare(text)) {
        new SentenceNames(text, language, seen)
            .ofOthers(rivals)
            .forEach(name -> add(name, passage));
      }
      if (passage.own()
          && (passage.speaksOf("central_buying") || passage.speaksOf("association"))) {
        partners.addAll(new SentenceNames(text, language, seen).examples());
      }
    }
    partners.removeAll(of.keySet());
    mentions(passages);
  }

  private void add(String name, SeedPassage passage) {
    List<SeedPassage> about = of.computeIfAbsent(name, _ -> new ArrayList<>());
    if (!about.contains(passage)) {
      about.add(passage);
    }
  }

  /// The names that a sentence about competitors has; one without a name speaks of whom the
  /// sentence before it named.
  private void first(SeedPassage passage, List<String> names) {
    if (names.isEmpty() && !others(passage) && !own(passage)) {
      of.values().stream()
          .filter(about -> about.getLast().seed().equals(passage.seed()))
          .reduce((_, last) -> last)
          .filter(about -> about.getLast().order() == passage.order() - 1)
          .ifPresent(about -> about.add(passage));
    }
    names.forEach(name -> add(name, passage));
  }

  private static boolean own(SeedPassage passage) {
    List<String> words = Words.of(passage.text());
    return !words.isEmpty() && OWN.contains(Words.fold(words.getFirst()));
  }

  /// "Most captains steer by feel": whom a sentence speaks of that is about no competitor who was
  /// named before it.
  static boolean others(SeedPassage passage) {
    List<Words.Word> words = Words.at(passage.text());
    boolean kind = words.size() > 1 && NameWords.KINDS.contains(Words.fold(words.get(1).text()));
    String first = words.isEmpty() ? "" : Words.fold(words.getFirst().text());
    String two = words.size() > 1 ? first + " " + Words.fold(words.get(1).text()) : first;
    return kind || OTHERS.contains(first) || OTHERS.contains(two);
  }

  /// What other sentences say of those who were named.
  private void mentions(List<SeedPassage> passages) {
    if (of.isEmpty()) {
      return;
    }
    Map<String, String> byFirst = new LinkedHashMap<>();
    of.keySet().forEach(name -> byFirst.putIfAbsent(Words.of(name).getFirst(), name));
    for (SeedPassage passage : passages) {
      for (String word : Words.of(passage.text())) {
        String name = byFirst.get(word);
        if (name != null && passage.text().contains(name)) {
          add(name, passage);
        }
      }
    }
  }

  /// Those who were found, in the order of the seeds.
  List<String> names() {
    return List.copyOf(of.keySet());
  }

  /// What the seeds say of one of them.
  List<SeedPassage> of(String name) {
    return Collections.unmodifiableList(of.getOrDefault(name, List.of()));
  }

  /// Firms that the seeds name as those through whom is bought.
  List<String> partners() {
    return List.copyOf(partners);
  }
}
