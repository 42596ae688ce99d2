package dev.converge.llm.reasoner.draft;

import dev.converge.llm.model.PromptFact;
import dev.converge.llm.reasoner.text.Amount;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Which sources, and which passages of them, bear on a brief: those that share words with it,
/// those that answer what it asks and speak of what those speak of, and those that go on about it.
final class Bearing {
  /// A source is left out if it shares less than this part of the most that one shares.
  private static final double LEAST_OF_MOST = 0.4;

  private static final int TOLD_AS_WELL = 3;
  private static final double TOLD_PART = 0.34;
  private static final int FEW_WORDS = 2;
  private static final int FEW_LETTERS = 5;
  private static final int TOGETHER = 2;

  /// What tells readers to do something.
  private static final Pattern INSTRUCTS =
      Pattern.compile(
          "(?:^|[:;,] )(?:please|bitte|vänligen|meddela|veuillez|merci de|avisen|apúntense|recojan|traigan|llamen|dejen|rellenen|paguen|pidan|eviten|saquen|envíen)\\b",
          Need.FLAGS);

  private final Brief brief;
  private final List<PromptFact> sources;
  private final Map<String, List<Piece>> bySource;

  /// Roots of the brief that say more than when something is or how much.
  private final Set<String> asked = new LinkedHashSet<>();

  /// The sources that have to do with the brief.
  private final Set<String> related = new LinkedHashSet<>();

  /// How many sources have a root.
  private final Map<String, Integer> spoken = new HashMap<>();

  Bearing(Brief brief, List<PromptFact> sources, Map<String, List<Piece>> bySource) {
    this.brief = brief;
    this.sources = sources;
    this.bySource = bySource;
    brief
        .asked()
        .forEach((root, word) -> {
          if (telling(root) && Need.asked(word).isEmpty()) {
            asked.add(root);
          }
        });
  }

  private static boolean telling(String root) {
    return root.length() > 2
        && !Character.isDigit(root.charAt(0))
        && !Occasion.calendar(root)
        && !SentenceSubject.EMPTY.contains(root);
  }

  /// What is known of a source as a whole.
  ///
  /// @param named whether its id has a word of the brief
  private record Whole(
      String id,
      List<Piece> pieces,
      Set<String> words,
      Set<String> roots,
      Set<Need> needs,
      int points,
      boolean named) {}

  /// The passages that bear on the brief, by source.
  List<List<Piece>> pieces() {
    List<Whole> all = sources.stream().map(this::whole).toList();
    int most = all.stream().mapToInt(Whole::points).max().orElse(0);
    double least = Math.max(needed(), most * LEAST_OF_MOST);
    Set<String> bearing = new LinkedHashSet<>();
    Set<String> said = new LinkedHashSet<>();
    for (Whole whole : all) {
      boolean shares = whole.points() >= least && !whole.pieces().stream().allMatch(this::names);
      if (shares || toldWhom(whole) || core(whole)) {
        take(whole, said, bearing);
      }
    }
    boolean more = !bearing.isEmpty();
    while (more) {
      more = false;
      for (Whole whole : all) {
        if (!bearing.contains(whole.id()) && related(whole, said)) {
          take(whole, said, bearing);
          more = true;
        }
      }
    }
    if (bearing.isEmpty()) {
      // What is given as a source for a brief in other words than the brief's.
      all.stream()
          .filter(whole ->
              whole.needs().stream().anyMatch(brief.needs()::contains)
                  || NoteTaker.overlap(whole.roots(), asked) > 0)
          .forEach(whole -> take(whole, said, bearing));
    }
    List<List<Piece>> found = new ArrayList<>();
    for (Whole whole : all) {
      if (bearing.contains(whole.id())) {
        List<Piece> own = relevant(whole);
        if (!own.isEmpty()) {
          found.add(own);
        }
      }
    }
    return found;
  }

  private Whole whole(PromptFact source) {
    List<Piece> own = bySource.getOrDefault(source.id(), List.of());
    Set<String> words = new LinkedHashSet<>();
    Set<String> roots = new LinkedHashSet<>();
    EnumSet<Need> needs = EnumSet.noneOf(Need.class);
    own.forEach(piece -> {
      words.addAll(piece.times().keySet());
      roots.addAll(piece.all());
      needs.addAll(piece.needs());
    });
    List<String> name = Keywords.roots(source.id().replaceAll("[._:-]+", " "));
    roots.addAll(name);
    boolean named = name.stream().anyMatch(asked::contains);
    roots.forEach(root -> spoken.merge(root, 1, Integer::sum));
    return new Whole(source.id(), own, words, roots, needs, points(roots), named);
  }

  /// Takes a source, and with it the words that it uses.
  private void take(Whole whole, Set<String> said, Set<String> bearing) {
    related.add(whole.id());
    bearing.add(whole.id());
    whole.roots().stream().filter(Bearing::telling).forEach(said::add);
  }

  /// Whether a short source has a word of the brief or an answer to it, or a passage of a long one
  /// both.
  private boolean core(Whole whole) {
    if (whole.named()) {
      return true;
    }
    if (!small(whole)) {
      return whole.pieces().stream().anyMatch(p -> answers(p) && overlap(p, asked) > 0);
    }
    return whole.pieces().stream()
        .anyMatch(p ->
            (overlap(p, asked) > 0 && shares(whole))
                || (answers(p) && !foreign(p, whole) && !names(p)));
  }

  /// Whether a source shares more with the brief than one word by chance: two, or one and an
  /// answer.
  private boolean shares(Whole whole) {
    int shared = NoteTaker.overlap(whole.roots(), asked);
    boolean answers = whole.needs().stream().anyMatch(brief.needs()::contains);
    return shared > 1 || answers || whole.pieces().stream().noneMatch(this::names);
  }

  /// Whether a passage names something of its own that neither the brief nor another source does.
  private boolean names(Piece piece) {
    Set<String> subject = piece.traits().subject();
    return !subject.isEmpty()
        && subject.stream()
            .noneMatch(root ->
                asked.contains(root)
                    || spoken.getOrDefault(root, 0) > 1
                    || !Keywords.compounds(root, asked).isEmpty());
  }

  private static int overlap(Piece piece, Set<String> roots) {
    return NoteTaker.overlap(piece.all(), roots);
  }

  private boolean answers(Piece piece) {
    return piece.needs().stream().anyMatch(brief.needs()::contains);
  }

  /// Whether a source speaks of what those speak of that bear on the brief.
  private boolean related(Whole whole, Set<String> said) {
    Set<String> telling = new LinkedHashSet<>(whole.words());
    telling.removeIf(root -> !telling(root) || brief.asked().containsKey(root));
    int shared = NoteTaker.overlap(telling, said);
    boolean much = shared >= TOLD_AS_WELL && shared >= TOLD_PART * telling.size();
    boolean asks = whole.needs().stream().anyMatch(brief.needs()::contains);
    boolean few = sources.size() <= FEW_WORDS && asks;
    boolean reason = brief.needs().contains(Need.WHY) && small(whole) && shared > 1;
    return reason || much || few || (asks && shared >= 1);
  }

  /// The passages of a source that bear on the brief: of a short one all that are not about
  /// something else, of a long one those that share words with the brief or answer it, and their
  /// neighbours.
  private List<Piece> relevant(Whole whole) {
    List<Piece> pieces = whole.pieces();
    boolean[] kept = new boolean[pieces.size()];
    for (int i = 0; i < pieces.size(); i++) {
      kept[i] = bears(pieces.get(i), whole);
    }
    List<Piece> found = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      boolean before = i > 0 && kept[i - 1];
      boolean after = i + 1 < pieces.size() && kept[i + 1];
      boolean aside = piece.standing() == Standing.ASIDE;
      boolean between = before && after && small(whole);
      boolean near = (before || after) && piece.length() > 1 && !foreign(piece, whole);
      boolean costs = before && small(whole) && costs(piece);
      if (kept[i] || (!aside && (between || costs || (near && small(whole))))) {
        found.add(piece);
      }
    }
    return found;
  }

  /// Whether a passage says how much something is, other than in percent.
  private static boolean costs(Piece piece) {
    return piece.needs().contains(Need.HOW_MUCH)
        && piece.amounts().stream().noneMatch(a -> a.kind() == Amount.Kind.PERCENT);
  }

  private boolean bears(Piece piece, Whole whole) {
    int shared = overlap(piece, asked);
    boolean foreign = foreign(piece, whole);
    if (piece.standing() == Standing.ASIDE) {
      return answers(piece) && !foreign && (shared > 0 || !piece.clock().isEmpty());
    }
    boolean contact = piece.needs().contains(Need.WHOM);
    boolean told = piece.length() > 1 && small(whole);
    return shared > 0 || contact || (!foreign && (answers(piece) || told));
  }

  private static boolean small(Whole whole) {
    return whole.pieces().stream().mapToInt(Piece::length).sum() <= NoteTaker.OF_A_SHORT_SOURCE;
  }

  /// Whether the first passage of a source says of what it speaks: it gives a price, or the next
  /// one goes on about it.
  private static boolean introduces(Piece piece, Whole whole) {
    List<Piece> all = whole.pieces();
    boolean price =
        piece.amounts().stream()
            .anyMatch(a -> a.kind() == Amount.Kind.MONEY || a.kind() == Amount.Kind.PERCENT);
    boolean goesOn = all.size() > 1 && all.get(1).traits().subject().isEmpty();
    return piece.equals(all.getFirst()) && (price || goesOn);
  }

  /// Whether a passage is about something of which neither the brief nor another source speaks.
  private boolean foreign(Piece piece, Whole whole) {
    if (overlap(piece, asked) > 0 || (related.contains(whole.id()) && introduces(piece, whole))) {
      return false;
    }
    Set<String> subject = piece.traits().subject();
    return !subject.isEmpty()
        && subject.stream().noneMatch(root -> known(root, whole))
        && cohesion(piece, whole) < TOGETHER
        && !INSTRUCTS.matcher(piece.text()).find();
  }

  /// How many words a passage has of which more than it speaks.
  private int cohesion(Piece piece, Whole whole) {
    return (int)
        piece.times().keySet().stream()
            .filter(root -> root.length() >= FEW_LETTERS && telling(root) && known(root, whole))
            .count();
  }

  private boolean known(String root, Whole whole) {
    return asked.contains(root)
        || spoken.getOrDefault(root, 0) > 1
        || !Keywords.compounds(root, asked).isEmpty()
        || whole.pieces().stream().mapToInt(p -> p.times().getOrDefault(root, 0)).sum() > 1;
  }

  private boolean toldWhom(Whole whole) {
    boolean labelled =
        whole.pieces().stream()
            .anyMatch(p -> p.needs().contains(Need.WHOM) && DraftWriter.contact(p.text()));
    return labelled || (whole.needs().contains(Need.WHOM) && brief.needs().contains(Need.WHOM));
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
