package dev.converge.llm.reasoner.draft;

import dev.converge.core.agent.AgentSpec;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.reasoner.text.Interrupts;
import dev.converge.llm.reasoner.text.NotedFinding;
import dev.converge.llm.reasoner.text.Phrases;
import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Sentences;
import dev.converge.llm.reasoner.text.Words;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Takes notes from sources for a brief: the passages that bear on it, word for word, by Okapi BM25
/// (Robertson and Zaragoza, 2009) with each passage as a document, and those that answer what the
/// brief wants to know: when, where, how much, what to do, whom to ask. Where two sources give
/// different figures, that is a note of its own. The brief is the question and never a source.
public final class NoteTaker {
  /// Notes that are taken where the contract names no other number.
  static final int MOST = 12;

  /// Words that notes have together where the brief does not say how long the text is to be.
  private static final int WORDS = 320;

  private static final double K1 = 1.2;
  private static final double B = 0.75;

  /// How much of what a passage's neighbour scores counts for it.
  private static final double NEIGHBOUR = 0.3;

  /// How much a word counts that other passages share though the brief does not.
  private static final double RELATED = 0.3;

  /// What it counts that a passage answers what is asked, or what readers ask in any case.
  private static final double ASKED_FOR = 3;

  private static final double USEFUL = 1;

  /// What it counts that a source has a word of the brief in its id.
  private static final double OF_THAT_NAME = 1;

  /// A passage that answers nothing is left out if it scores less than this part of the best one,
  /// whatever length the brief asks for, a source if it shares less than this part of the most that
  /// one shares.
  private static final double LEAST_OF_BEST = 0.2;

  /// Words of a source that is taken as a whole where it bears on the brief and there is room.
  static final int OF_A_SHORT_SOURCE = 70;

  /// Two passages that share so much of the shorter one say the same.
  private static final double SAME = 0.8;

  /// Words that say that two passages differ, and in which sources they stand.
  private static final int OF_A_CONFLICT = 10;

  private static final int OF_A_NOTE = 60;
  private static final int LOWER = 20;
  private static final int NAMED = 12;

  private final AgentSpec.Output output;
  private final Brief brief;
  private final SeedLanguage language;
  private final List<PromptFact> sources;
  private final Reading reading;
  private final Map<String, Integer> in = new HashMap<>();

  private NoteTaker(PromptInput input, AgentSpec.Output output) throws InterruptedException {
    this.output = output;
    brief = Brief.of(input);
    language = brief.language();
    sources = input.facts().stream().filter(fact -> !Brief.asks(fact)).toList();
    reading = Readings.KEPT.sources(brief, sources);
    reading.pieces().forEach(piece -> piece.all().forEach(root -> in.merge(root, 1, Integer::sum)));
  }

  /// Whether the facts that an agent works on ask for something to be written.
  public static boolean asked(PromptInput input) {
    return input.facts().stream().anyMatch(Brief::asks);
  }

  /// Lets go of what is kept of briefs and sources.
  public static void forget() {
    Readings.KEPT.clear();
  }

  /// The notes for an output.
  public static List<NotedFinding> notes(PromptInput input, AgentSpec.Output output)
      throws InterruptedException {
    return new NoteTaker(input, output).findings();
  }

  private List<NotedFinding> findings() throws InterruptedException {
    Map<Piece, Double> scores = scores();
    Clashes clashes = Clashes.among(ranked(scores), reading, brief);
    List<Piece> kept = chosen(clashes.settled(scores), clashes);
    if (kept.isEmpty()) {
      return List.of(none());
    }
    List<NotedFinding> found = new ArrayList<>();
    List<Piece> alone = new ArrayList<>();
    Set<Piece> told = new LinkedHashSet<>();
    for (Piece piece : kept) {
      Interrupts.check();
      Optional<Piece> other = clashes.open(piece).filter(p -> !told.contains(p));
      if (told.contains(piece)) {
        continue;
      }
      told.add(piece);
      if (other.isPresent()) {
        told.add(other.get());
        found.add(conflict(piece, other.get()));
      } else {
        alone.add(piece);
      }
    }
    int most = (output.max() == Integer.MAX_VALUE ? MOST : output.max()) - found.size();
    for (Together note : Together.of(alone, Math.max(1, most), length())) {
      found.add(
          NotedFinding.of(Words.clip(note.text(), length()), List.of(note.source()), percent()));
    }
    return found;
  }

  private int length() {
    return output.maxLength() > 0 ? output.maxLength() : 600;
  }

  private int percent() {
    return (int) Math.max(OF_A_NOTE, StrictMath.ceil(output.minConfidence() * 100));
  }

  private NotedFinding conflict(Piece one, Piece other) {
    Piece first = one.order() < other.order() ? one : other;
    Piece second = one.order() < other.order() ? other : one;
    int most = Math.max(40, (length() - 60) / 2 - 40);
    String text = Phrases.of(language, "draft_conflict", quoted(first, most), quoted(second, most));
    return NotedFinding.of(
        Words.clip(text, length()), List.of(first.source(), second.source()), percent());
  }

  private String quoted(Piece piece, int most) {
    String bare = Words.clip(Sentences.bare(piece.text()), most);
    return Quoted.of(language, bare) + " (" + piece.source() + ")";
  }

  /// What bears on the brief, the best first.
  private List<Piece> ranked(Map<Piece, Double> scores) {
    double best = scores.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    double least = best * LEAST_OF_BEST;
    return scores.keySet().stream()
        .filter(piece ->
            answers(piece) || brief(piece.source()) || scores.getOrDefault(piece, 0.0) >= least)
        .sorted(
            Comparator.comparingDouble((Piece piece) -> -scores.getOrDefault(piece, 0.0))
                .thenComparingInt(Piece::order))
        .toList();
  }

  /// The best answer to each thing that is asked first, then the others by their score, until there
  /// is enough for the text that is asked for.
  private List<Piece> chosen(Map<Piece, Double> scores, Clashes clashes) {
    List<Piece> ranked = ranked(scores);
    Set<Piece> first = new LinkedHashSet<>();
    for (String part : brief.parts()) {
      answer(part, ranked).ifPresent(first::add);
    }
    for (Need need : brief.needs()) {
      ranked.stream().filter(p -> p.needs().contains(need)).limit(1).forEach(first::add);
    }
    first.addAll(ranked);
    int words = brief.words().orElse(WORDS);
    Map<Integer, Piece> byOrder = new HashMap<>();
    scores.keySet().forEach(piece -> byOrder.put(piece.order(), piece));
    Map<Integer, Piece> kept = new TreeMap<>();
    int have = 0;
    for (Piece piece : first) {
      List<Piece> with = withAntecedents(piece, byOrder, kept);
      Optional<Piece> against =
          clashes.open(piece).filter(other -> !kept.containsKey(other.order()));
      against.ifPresent(with::add);
      int more =
          with.stream().mapToInt(Piece::words).sum() + (against.isPresent() ? OF_A_CONFLICT : 0);
      boolean room = !with.isEmpty() && (kept.isEmpty() || have + more <= words);
      if (room && with.stream().noneMatch(one -> said(one, kept))) {
        with.forEach(one -> kept.put(one.order(), one));
        have += more;
      }
    }
    return List.copyOf(kept.values());
  }

  private static boolean said(Piece piece, Map<Integer, Piece> kept) {
    return kept.values().stream().anyMatch(other -> same(piece, other));
  }

  /// A passage, and those right before it on which it leans; none if one of them is left out.
  private List<Piece> withAntecedents(
      Piece piece, Map<Integer, Piece> byOrder, Map<Integer, Piece> kept) {
    List<Piece> with = new ArrayList<>(List.of(piece));
    Piece last = piece;
    while (Pieces.leans(last.text())) {
      Piece before = byOrder.get(last.order() - 1);
      if (before == null || !before.source().equals(piece.source())) {
        Piece first = reading.bySource().getOrDefault(piece.source(), List.of()).getFirst();
        return last.equals(first) ? with : new ArrayList<>();
      }
      if (kept.containsKey(before.order())) {
        return with;
      }
      with.add(before);
      last = before;
    }
    return with;
  }

  /// The passage that answers one part of the brief best: by what it asks for, and by rare words
  /// that both have.
  private Optional<Piece> answer(String part, List<Piece> ranked) {
    Set<Need> needs = Need.asked(part);
    Set<String> roots = Keywords.asked(part).keySet();
    Piece best = null;
    double most = 0;
    for (Piece piece : ranked) {
      double score = ASKED_FOR * piece.needs().stream().filter(needs::contains).count();
      for (String root : piece.all()) {
        score += roots.contains(root) ? rarity(root) : 0;
      }
      if (score > most) {
        best = piece;
        most = score;
      }
    }
    return Optional.ofNullable(best);
  }

  /// Whether a source is so short that whoever wrote it left out what does not matter.
  private boolean brief(String source) {
    return reading.bySource().getOrDefault(source, List.of()).stream().mapToInt(Piece::length).sum()
        <= OF_A_SHORT_SOURCE;
  }

  private boolean answers(Piece piece) {
    return piece.needs().stream().anyMatch(brief.needs()::contains)
        || (brief.needs().isEmpty() && !piece.needs().isEmpty());
  }

  /// Of every passage of the sources that bear on the brief: what it shares with the brief, with
  /// those sources as a whole, a little of what its neighbours share with the brief, and what it
  /// answers.
  private Map<Piece, Double> scores() throws InterruptedException {
    List<List<Piece>> bearing = new Bearing(brief, sources, reading.bySource()).pieces();
    Map<String, Integer> common = new HashMap<>();
    bearing.forEach(own ->
        own.forEach(p -> p.times().keySet().forEach(root -> common.merge(root, 1, Integer::sum))));
    double average = reading.pieces().stream().mapToInt(Piece::length).average().orElse(1);
    Map<Piece, Double> scores = new LinkedHashMap<>();
    for (List<Piece> own : bearing) {
      double before = 0;
      for (int i = 0; i < own.size(); i++) {
        Interrupts.check();
        double after = i + 1 < own.size() ? score(own.get(i + 1), average) : 0;
        double asked = score(own.get(i), average);
        double more =
            related(own.get(i), common)
                + NEIGHBOUR * Math.max(before, after)
                + (named(own.get(i).source()) ? OF_THAT_NAME : 0);
        scores.put(own.get(i), asked + more + useful(own.get(i)));
        before = asked;
      }
    }
    return scores;
  }

  /// Whether a source has a word of the brief in its id.
  private boolean named(String source) {
    String name = source.substring(source.indexOf(':') + 1).replaceAll("[._:-]+", " ");
    return Keywords.roots(name).stream().anyMatch(brief.asked()::containsKey);
  }

  private double useful(Piece piece) {
    long asked = piece.needs().stream().filter(brief.needs()::contains).count();
    return ASKED_FOR * asked + USEFUL * (piece.needs().size() - asked);
  }

  static int overlap(Set<String> some, Set<String> others) {
    int count = 0;
    for (String each : some) {
      count += others.contains(each) ? 1 : 0;
    }
    return count;
  }

  private double rarity(String root) {
    int with = in.getOrDefault(root, 0);
    return StrictMath.log(1 + (reading.pieces().size() - with + 0.5) / (with + 0.5));
  }

  private double score(Piece piece, double average) {
    double sum = 0;
    double length = 1 - B + B * piece.length() / average;
    for (String root : piece.all()) {
      boolean head = brief.heads().contains(root);
      if (head || brief.asked().containsKey(root)) {
        int times = piece.times().getOrDefault(root, 1);
        sum += (head ? 2 : 1) * rarity(root) * times * (K1 + 1) / (times + K1 * length);
      }
    }
    return sum;
  }

  /// For words that the sources use more than once, though the brief does not.
  private double related(Piece piece, Map<String, Integer> common) {
    return RELATED
        * piece.times().keySet().stream()
            .filter(root -> common.getOrDefault(root, 0) > 1 && !brief.asked().containsKey(root))
            .mapToDouble(this::rarity)
            .sum();
  }

  private static boolean same(Piece one, Piece other) {
    Set<String> a = one.times().keySet();
    Set<String> b = other.times().keySet();
    return overlap(a, b) >= SAME * Math.max(1, Math.min(a.size(), b.size()))
        && one.days().equals(other.days())
        && one.clock().equals(other.clock())
        && values(one).equals(values(other));
  }

  private static List<BigDecimal> values(Piece piece) {
    return piece.amounts().stream().map(amount -> amount.value().stripTrailingZeros()).toList();
  }

  /// That no passage was recognised; it rests on the brief and on what was looked at.
  private NotedFinding none() {
    List<String> cites = new ArrayList<>(brief.asking().stream().map(PromptFact::id).toList());
    if (sources.isEmpty()) {
      return NotedFinding.of(Phrases.of(language, "draft_no_source"), cites, LOWER);
    }
    List<String> looked = sources.stream().limit(NAMED).map(PromptFact::id).toList();
    cites.addAll(looked);
    String names = String.join(", ", looked) + (sources.size() > NAMED ? ", …" : "");
    return NotedFinding.of(Phrases.of(language, "draft_nothing_used", names), cites, LOWER);
  }
}
