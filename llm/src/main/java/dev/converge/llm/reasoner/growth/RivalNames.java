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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
              "en del",
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

  /// "Both are competitors": whom the two sentences before named.
  private static final Pattern BOTH =
      Pattern.compile(
          "^(?:both|these two|the two|they both|beide|diese beiden|die beiden|båda|dessa två|de två|tous (?:les )?deux|les deux|ces deux"
              + "|ambos|los dos|estos dos|las dos)(?!\\p{L})",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// Besides whom there is something else that buyers use.
  private static final Pattern BESIDES =
      Pattern.compile(
          "^(?:apart from|besides|daneben|abgesehen|außer|ansonsten|utöver|förutom|i övrigt|à part|en dehors|sinon|aparte|además|por lo demás)(?!\\p{L})",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern INDIRECT =
      Pattern.compile("(?<!\\p{L})indire[ck]t", Pattern.CASE_INSENSITIVE);

  private static final Pattern END = Pattern.compile("[.!?…][\"”’»“)]{0,2}$");

  private final Map<String, List<SeedPassage>> of = new LinkedHashMap<>();
  private @Nullable SeedPassage last;
  private final Set<String> partners = new LinkedHashSet<>();

  RivalNames(List<SeedPassage> passages, SeedLanguage language) {
    SeenWords seen = new SeenWords(passages, language);
    boolean told = passages.stream().anyMatch(p -> p.role() == SeedPassage.Role.COMPETITOR);
    for (int i = 0; i < passages.size(); i++) {
      SeedPassage passage = passages.get(i);
      String text = passage.text();
      if (i + 1 < passages.size() && denied(passage, passages.get(i + 1))) {
        continue;
      }
      // Where seeds tell of competitors, others name them only to compare with them.
      boolean rivals = !told && passage.speaksOf("rival");
      if (passage.role() == SeedPassage.Role.COMPETITOR) {
        first(passage, named(passage, language, seen));
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
    join();
    partners.removeAll(of.keySet());
    mentions(passages);
  }

  /// "A sells interpreting; we work beside them": whether what follows a semicolon says that those
  /// named before it are no competitors.
  private static boolean denied(SeedPassage passage, SeedPassage next) {
    return next.seed().equals(passage.seed())
        && next.order() == passage.order() + 1
        && !END.matcher(passage.text()).find()
        && NameMarks.bystanders(next.text());
  }

  private List<String> named(SeedPassage passage, SeedLanguage language, SeenWords seen) {
    String text = passage.text();
    if (!continues(passage)) {
      String small = SmallNames.of(text, language);
      if (!small.isEmpty()) {
        return List.of(small);
      }
    }
    String and = SmallNames.behindAnd(text);
    return and.isEmpty()
        ? new SentenceNames(text, language, seen).ofCompetitors(others(passage))
        : List.of(and);
  }

  /// One who is named by a part of the name elsewhere is the same.
  private void join() {
    for (String name : List.copyOf(of.keySet())) {
      of.keySet().stream()
          .filter(other -> other.endsWith(" " + name) || other.startsWith(name + " "))
          .findFirst()
          .ifPresent(other -> {
            of.getOrDefault(name, List.of()).forEach(passage -> add(other, passage));
            of.remove(name);
          });
    }
  }

  private void add(String name, SeedPassage passage) {
    List<SeedPassage> about = of.computeIfAbsent(name, _ -> new ArrayList<>());
    if (!about.contains(passage)) {
      about.add(passage);
    }
  }

  /// The names that a sentence about competitors has; one without a name that goes on from the
  /// sentence before it speaks of whom that one named.
  private void first(SeedPassage passage, List<String> names) {
    boolean both = BOTH.matcher(passage.text()).find();
    boolean goesOn = continues(passage) || refers(passage) || both;
    int reach = both ? 2 : 1;
    boolean besides = BESIDES.matcher(passage.text()).find();
    if (names.isEmpty() && goesOn && !besides && !others(passage) && !own(passage)) {
      of.values().stream()
          .filter(about -> about.getLast().seed().equals(passage.seed()))
          .filter(about -> about.getLast().order() >= passage.order() - reach)
          .forEach(about -> about.add(passage));
    }
    names.forEach(name -> add(name, passage));
    last = passage;
  }

  /// Whether a sentence was parted from the one before it by a semicolon.
  private boolean continues(SeedPassage passage) {
    SeedPassage before = last;
    return before != null
        && before.seed().equals(passage.seed())
        && before.order() == passage.order() - 1
        && !END.matcher(before.text()).find();
  }

  /// "They mill abroad": whether a sentence begins with a word for whom the one before named.
  private static boolean refers(SeedPassage passage) {
    List<String> words = Words.of(passage.text());
    return !words.isEmpty() && SentenceNames.continues(Words.fold(words.getFirst()));
  }

  /// Whether a sentence about competitors stands by itself: it goes on from none before it, speaks
  /// of whoever wrote the seeds only where it says who competes, and of none who is no competitor.
  static boolean apart(SeedPassage passage) {
    String text = passage.text();
    boolean own = own(passage) && !passage.speaksOf("rival");
    boolean begins = Character.isUpperCase(text.codePointAt(0)) || BESIDES.matcher(text).find();
    return begins
        && !BOTH.matcher(text).find()
        && !own
        && !(refers(passage) && !passage.speaksOf("rival"))
        && !NameMarks.bystanders(text);
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

  /// Whether buyers use one of them instead of buying: by the sentence that named it first.
  boolean indirect(String name) {
    return MetNames.TOOLS.contains(Words.fold(name))
        || of(name).stream().limit(1).anyMatch(p -> INDIRECT.matcher(p.text()).find() || others(p));
  }

  /// Firms that the seeds name as those through whom is bought.
  List<String> partners() {
    return List.copyOf(partners);
  }
}
