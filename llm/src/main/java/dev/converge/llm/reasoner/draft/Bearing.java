package dev.converge.llm.reasoner.draft;

import dev.converge.llm.model.PromptFact;
import dev.converge.llm.reasoner.text.SeedLanguage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which sources bear on a brief.
final class Bearing {
  /// A source is left out if it shares less than this part of the most that one shares.
  private static final double LEAST_OF_MOST = 0.4;

  /// The part of the length asked for that is enough.
  private static final double ENOUGH = 0.7;

  private static final int TOLD_AS_WELL = 3;
  private static final double TOLD_PART = 0.34;
  private static final int FEW_WORDS = 2;

  private final Brief brief;
  private final List<PromptFact> sources;
  private final Map<String, List<Piece>> bySource;
  private final SeedLanguage language;

  Bearing(Brief brief, List<PromptFact> sources, Map<String, List<Piece>> bySource) {
    this.brief = brief;
    this.sources = sources;
    this.bySource = bySource;
    language = brief.language();
  }

  /// What is known of a source as a whole.
  private record Whole(
      List<Piece> pieces, Set<String> words, Set<String> roots, Set<Need> needs, int points) {}

  /// The passages of each source that shares enough with the brief, and not much less than the one
  /// that shares most; of those that share little with it but much with these; and of those that
  /// answer what is asked for and have something to do with it.
  List<List<Piece>> pieces() {
    List<Whole> all = new ArrayList<>();
    for (PromptFact source : sources) {
      List<Piece> own = bySource.getOrDefault(source.id(), List.of());
      Set<String> words = new LinkedHashSet<>();
      Set<String> roots = new LinkedHashSet<>();
      EnumSet<Need> needs = EnumSet.noneOf(Need.class);
      own.forEach(piece -> {
        words.addAll(piece.times().keySet());
        roots.addAll(piece.all());
        needs.addAll(piece.needs());
      });
      roots.addAll(Keywords.roots(source.id().replaceAll("[._:-]+", " ")));
      all.add(new Whole(own, words, roots, needs, points(roots)));
    }
    int most = all.stream().mapToInt(Whole::points).max().orElse(0);
    double least = Math.max(needed(), most * LEAST_OF_MOST);
    Set<String> said = new LinkedHashSet<>();
    all.stream()
        .filter(whole -> whole.points() >= least || toldWhom(whole))
        .forEach(whole -> said.addAll(whole.roots()));
    said.removeAll(brief.asked().keySet());
    List<List<Piece>> bearing = new ArrayList<>();
    for (Whole whole : all) {
      int shared = NoteTaker.overlap(whole.words(), said);
      boolean much = shared >= TOLD_AS_WELL && shared >= TOLD_PART * whole.words().size();
      boolean told = much && whole.points() > 0;
      if (whole.points() >= least || told || answers(whole, said)) {
        bearing.add(whole.pieces());
      }
    }
    lengthened(bearing, all, said);
    if (bearing.isEmpty()) {
      // What is given as a source for a brief in other words than the brief's.
      all.stream()
          .filter(whole -> whole.needs().stream().anyMatch(brief.needs()::contains))
          .forEach(whole -> bearing.add(whole.pieces()));
    }
    return bearing;
  }

  /// Where a length is asked for that these sources do not give, those that have a word in common
  /// with the brief or with them.
  private void lengthened(List<List<Piece>> bearing, List<Whole> all, Set<String> said) {
    int asked = brief.wanted().orElse(brief.words().orElse(0) / 2);
    for (Whole whole : all) {
      int have = bearing.stream().flatMap(List::stream).mapToInt(Piece::length).sum();
      boolean near = whole.points() > 0 || NoteTaker.overlap(whole.words(), said) > 0;
      if (!bearing.isEmpty()
          && have < asked * ENOUGH
          && near
          && !whole.pieces().isEmpty()
          && !bearing.contains(whole.pieces())) {
        bearing.add(whole.pieces());
      }
    }
  }

  /// Whether a source answers what is asked, and has more to do with the brief than the words by
  /// which it asks; whom to ask is seldom said in other words of the brief.
  private boolean answers(Whole whole, Set<String> said) {
    if (toldWhom(whole)) {
      return true;
    }
    long asked = whole.needs().stream().filter(brief.needs()::contains).count();
    Set<String> of = new LinkedHashSet<>(brief.asked().keySet());
    of.removeIf(root -> !Need.asked(brief.asked().getOrDefault(root, "")).isEmpty());
    int shared = NoteTaker.overlap(whole.roots(), of) + NoteTaker.overlap(whole.roots(), said);
    if (language == SeedLanguage.DE || language == SeedLanguage.SV) {
      shared +=
          (int)
              whole.roots().stream()
                  .filter(root -> !said.contains(root) && !Keywords.compounds(root, said).isEmpty())
                  .count();
    }
    boolean own = NoteTaker.overlap(whole.roots(), of) > 0;
    boolean near = own || shared >= FEW_WORDS || sources.size() <= FEW_WORDS;
    return asked > 0 && near;
  }

  private boolean toldWhom(Whole whole) {
    return whole.needs().contains(Need.WHOM) && brief.needs().contains(Need.WHOM);
  }

  /// One for each word of the brief, and one more for those that it is mostly about.
  private int points(Set<String> roots) {
    return NoteTaker.overlap(roots, brief.asked().keySet())
        + NoteTaker.overlap(roots, brief.heads());
  }

  /// One word alone may be chance.
  private int needed() {
    int asked = brief.asked().size();
    return asked <= FEW_WORDS ? 1 : 2;
  }
}
