package dev.converge.llm.reasoner;

import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Takes notes from sources for a brief: the passages that bear on it, word for word, by Okapi BM25
/// (Robertson and Zaragoza, 2009) with each passage as a document. The brief is the question and
/// never a source of notes.
final class NoteTaker {
  /// Notes that are taken.
  static final int MOST = 8;

  private static final double K1 = 1.2;
  private static final double B = 0.75;

  /// How much of what a passage's neighbour scores counts for it.
  private static final double NEIGHBOUR = 0.3;

  /// How much a word counts that other passages share though the brief does not.
  private static final double RELATED = 0.3;

  /// What it counts that a passage is of the kind that is asked for: prices, sizes.
  private static final double CUE = 0.3;

  /// A passage is left out that scores less than this part of the best one, a source that shares
  /// less than this part of the most that one shares.
  private static final double LEAST_OF_BEST = 0.25;

  private static final double LEAST_OF_MOST = 0.4;

  /// Two passages that share so much of the shorter one say the same.
  private static final double SAME = 0.8;

  private static final int OF_A_NOTE = 35;
  private static final int LOWER = -40;
  private static final int TOLD_AS_WELL = 3;
  private static final int FEW_WORDS = 2;
  private static final int SOME_WORDS = 10;
  private static final int NAMED = 5;

  private static final Set<String> BRIEFS =
      new TreeSet<>(List.of("brief", "question", "request", "assignment"));

  /// A passage of a source.
  ///
  /// @param roots of its words, as often as they stand there
  /// @param distinct each of them once
  /// @param all those, and each two neighbours as one
  private record Piece(
      String source,
      int order,
      String text,
      List<String> roots,
      Set<String> distinct,
      Set<String> all) {
    static Piece of(String source, int order, String text) {
      List<String> roots = Keywords.roots(text);
      return new Piece(
          source,
          order,
          text,
          roots,
          Collections.unmodifiableSet(new LinkedHashSet<>(roots)),
          Collections.unmodifiableSet(Keywords.withPairs(roots)));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Piece piece && piece.order == order;
    }

    @Override
    public int hashCode() {
      return order;
    }
  }

  private final List<PromptFact> briefs;
  private final List<PromptFact> sources;
  private final Map<String, String> asked = new LinkedHashMap<>();
  private final Set<String> heads = new LinkedHashSet<>();
  private final Set<Cue> cues = EnumSet.noneOf(Cue.class);
  private final List<Piece> pieces = new ArrayList<>();
  private final Map<String, List<Piece>> bySource = new HashMap<>();
  private final Map<String, Integer> in = new HashMap<>();

  NoteTaker(PromptInput brief) {
    briefs = brief.facts().stream().filter(NoteTaker::isBrief).toList();
    sources = brief.facts().stream().filter(fact -> !isBrief(fact)).toList();
    for (PromptFact fact : briefs) {
      String bare = Keywords.withoutReaders(fact.content());
      boolean enough = Keywords.asked(bare).size() >= FEW_WORDS;
      String text = enough ? bare : fact.content();
      Keywords.asked(text).forEach(asked::putIfAbsent);
      heads.addAll(Keywords.heads(fact.id(), text));
      cues.addAll(Cue.in(fact.content()));
    }
    for (PromptFact source : sources) {
      for (String text : SentenceSplitter.of(source.content())) {
        pieces.add(Piece.of(source.id(), pieces.size(), text));
      }
    }
    pieces.forEach(
        piece -> bySource.computeIfAbsent(piece.source(), _ -> new ArrayList<>()).add(piece));
    pieces.forEach(piece -> piece.all().forEach(root -> in.merge(root, 1, Integer::sum)));
  }

  /// Whether a passage asks for something to be written.
  static boolean isBrief(PromptFact passage) {
    int end = passage.id().indexOf(':');
    return end > 0 && BRIEFS.contains(TextAnalysis.fold(passage.id().substring(0, end)));
  }

  /// Whether anything is asked at all.
  static boolean asked(PromptInput brief) {
    return brief.facts().stream().anyMatch(NoteTaker::isBrief);
  }

  List<Statement> statements() {
    Map<Piece, Double> scores = scores();
    double best = scores.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    List<Piece> ranked =
        scores.keySet().stream()
            .filter(piece -> scores.getOrDefault(piece, 0.0) >= best * LEAST_OF_BEST)
            .sorted(
                Comparator.comparingDouble((Piece piece) -> -scores.getOrDefault(piece, 0.0))
                    .thenComparingInt(Piece::order))
            .toList();
    List<Piece> kept = new ArrayList<>();
    for (Piece piece : ranked) {
      if (kept.size() < MOST && kept.stream().noneMatch(other -> same(piece, other))) {
        kept.add(piece);
      }
    }
    if (kept.isEmpty()) {
      return List.of(none());
    }
    return kept.stream()
        .map(piece ->
            Statement.of(piece.text(), OF_A_NOTE, List.of(quote(piece.source(), piece.text()))))
        .toList();
  }

  /// Of every passage of the sources that bear on the brief: what it shares with the brief, with
  /// those sources as a whole, and a little of what its neighbours share with the brief.
  private Map<Piece, Double> scores() {
    List<List<Piece>> bearing = bearing();
    Map<String, Integer> common = new HashMap<>();
    bearing.forEach(
        own -> own.forEach(p -> p.distinct().forEach(root -> common.merge(root, 1, Integer::sum))));
    double average = pieces.stream().mapToInt(piece -> piece.roots().size()).average().orElse(1);
    Map<Piece, Double> scores = new LinkedHashMap<>();
    for (List<Piece> own : bearing) {
      double before = 0;
      for (int i = 0; i < own.size(); i++) {
        double after = i + 1 < own.size() ? score(own.get(i + 1), average) : 0;
        double asked = score(own.get(i), average);
        double more = related(own.get(i), common) + NEIGHBOUR * Math.max(before, after);
        scores.put(own.get(i), asked + more);
        before = asked;
      }
    }
    return scores;
  }

  /// The passages of each source that shares enough with the brief, and not much less than the one
  /// that shares most; and of those that share little with it but much with these.
  private List<List<Piece>> bearing() {
    Map<List<Piece>, Integer> points = new LinkedHashMap<>();
    for (PromptFact source : sources) {
      List<Piece> own = bySource.getOrDefault(source.id(), List.of());
      Set<String> all = new LinkedHashSet<>();
      own.forEach(piece -> all.addAll(piece.all()));
      all.addAll(Keywords.roots(source.id().replaceAll("[._:-]+", " ")));
      points.put(own, points(all));
    }
    int most = points.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    double least = Math.max(needed(), most * LEAST_OF_MOST);
    Set<String> said = new LinkedHashSet<>();
    points.forEach((own, many) ->
        own.stream().filter(_ -> many >= least).forEach(p -> said.addAll(p.roots())));
    said.removeAll(asked.keySet());
    return points.entrySet().stream()
        .filter(e -> e.getValue() >= least || (e.getValue() > 0 && tells(e.getKey(), said)))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// Whether a source speaks of what those that bear on the brief speak of.
  private static boolean tells(List<Piece> own, Set<String> said) {
    Set<String> roots = new LinkedHashSet<>();
    own.forEach(piece -> roots.addAll(piece.roots()));
    return TextAnalysis.overlap(roots, said) >= TOLD_AS_WELL;
  }

  /// One for each word of the brief, and one more for those that it is mostly about.
  private int points(Set<String> roots) {
    return TextAnalysis.overlap(roots, asked.keySet()) + TextAnalysis.overlap(roots, heads);
  }

  /// One word alone may be chance.
  private int needed() {
    return asked.size() <= FEW_WORDS ? 1 : asked.size() <= SOME_WORDS ? 2 : 3;
  }

  private double rarity(String root) {
    int with = in.getOrDefault(root, 0);
    return StrictMath.log(1 + (pieces.size() - with + 0.5) / (with + 0.5));
  }

  private double score(Piece piece, double average) {
    double sum = 0;
    double length = 1 - B + B * piece.roots().size() / average;
    for (String root : piece.all()) {
      if (asked.containsKey(root) || heads.contains(root)) {
        long times = Math.max(1, piece.roots().stream().filter(root::equals).count());
        double weight = heads.contains(root) ? 2 : 1;
        sum += weight * rarity(root) * times * (K1 + 1) / (times + K1 * length);
      }
    }
    return sum + CUE * Cue.in(piece.text()).stream().filter(cues::contains).count();
  }

  /// For words that the sources use more than once, though the brief does not.
  private double related(Piece piece, Map<String, Integer> common) {
    return RELATED
        * piece.distinct().stream()
            .filter(root -> common.getOrDefault(root, 0) > 1 && !asked.containsKey(root))
            .mapToDouble(this::rarity)
            .sum();
  }

  private static boolean same(Piece one, Piece other) {
    Set<String> a = one.distinct();
    Set<String> b = other.distinct();
    return TextAnalysis.overlap(a, b) >= SAME * Math.max(1, Math.min(a.size(), b.size()));
  }

  /// That no source bears on the brief; it rests on the brief and on what was looked at.
  private Statement none() {
    String wanted =
        String.join(
            ", ",
            asked.entrySet().stream()
                .filter(
                    e -> heads.contains(e.getKey()) || heads.stream().noneMatch(asked::containsKey))
                .map(Map.Entry::getValue)
                .limit(NAMED)
                .map(word -> "“" + word + "”")
                .toList());
    List<Clause> used = new ArrayList<>();
    briefs.forEach(fact -> used.add(quote(fact.id(), "")));
    if (sources.isEmpty()) {
      return Statement.of("There is no source to take notes from.", LOWER, used);
    }
    sources.stream().limit(NAMED).forEach(fact -> used.add(quote(fact.id(), "")));
    String looked =
        String.join(", ", sources.stream().limit(NAMED).map(PromptFact::id).toList())
            + (sources.size() > NAMED ? " and " + (sources.size() - NAMED) + " more" : "");
    String of = wanted.isEmpty() ? "" : ": too little is said there of " + wanted;
    return Statement.of("No source bears on the brief" + of + " (" + looked + ").", LOWER, used);
  }

  /// A passage as it stands in a source, or a source as a whole.
  static Clause quote(String source, String text) {
    return new Clause(
        source,
        -1,
        text,
        text,
        List.of(),
        "",
        Clause.Role.OTHER,
        Cue.in(text),
        new LinkedHashSet<>(Keywords.roots(text)),
        true,
        true,
        false,
        true);
  }
}
