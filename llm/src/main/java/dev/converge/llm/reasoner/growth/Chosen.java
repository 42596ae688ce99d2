package dev.converge.llm.reasoner.growth;

import dev.converge.llm.model.PromptFact;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A play, and what the seeds say for and against it.
///
/// @param play of the playbook
/// @param evidence what speaks for it, the weightiest first
/// @param against what speaks against it
/// @param score how well it fits
record Chosen(Play play, List<SeedPassage> evidence, List<SeedPassage> against, int score) {
  private static final int MOST_FITS = 3;

  /// For firms through whom one sells and whom the seeds name.
  private static final int NAMED = 3;

  private static final int AGAINST = 3;
  private static final int GENERAL = -4;
  private static final int MOST_EVIDENCE = 2;

  /// Topics of this weight or less only say what is sold.
  private static final int WEAK = 3;

  /// Percent of a play that suits any company: as much as needs no decision of a person.
  private static final int ANY = 40;

  /// Sentences of the seeds up to which even that would be too much.
  private static final int THIN = 2;

  /// Plays that go through others to the buyers, with the topic that names those others: who buys
  /// is no way to those who buy.
  private static final Map<String, String> VIA = new TreeMap<>();

  /// Plays that come to much the same, each with the word for all of them.
  private static final Map<String, String> KIN = new TreeMap<>();

  static {
    VIA.put("schools_channel", "education");
    VIA.put("landlord_partner", "property");
    VIA.put("installers", "trades");
    VIA.put("hosts", "hospitality");
    VIA.put("municipality_partner", "public");
    VIA.put("employers_channel", "business");
    kin("wholesale", "distributors", "wholesaler_partner");
    kin("association", "association_channel", "cooperative");
    kin("waiting", "waiting_buyers", "waiting_list_contact", "shorter_wait");
    kin("rule", "regulated_first", "rule_briefings");
    kin("season", "season_start", "season_package");
    kin("year", "annual_prepay", "yearly_contracts");
    kin("trial", "free_trial", "paid_pilot");
    kin("privacy", "privacy_minded", "privacy_proof");
  }

  private static void kin(String word, String... plays) {
    for (String play : plays) {
      KIN.put(play, word);
    }
  }

  /// What says that means are few.
  private static final List<String> TIGHT =
      List.of("small_team", "self_funded", "runway", "no_hiring");

  /// Plays that suit any company come last.
  private static final Comparator<Chosen> BY_SCORE =
      Comparator.comparing((Chosen one) -> one.play().general())
          .thenComparing(one -> one.evidence().isEmpty())
          .thenComparingInt(one -> -one.score())
          .thenComparing(one -> one.play().id());

  Chosen {
    evidence = List.copyOf(evidence);
    against = List.copyOf(against);
  }

  /// See [SeedCase#chosen], which keeps it.
  static Optional<Chosen> measured(Play play, SeedCase seeds) {
    if (seeds.buyers().contains(VIA.getOrDefault(play.id(), ""))) {
      return Optional.empty();
    }
    for (String topic : play.needs()) {
      boolean sure = Playbook.shipped().topic(topic).sign() || seeds.buyers().contains(topic);
      if (!sure || seeds.evidence(topic).isEmpty()) {
        return Optional.empty();
      }
    }
    int any = play.any().stream().mapToInt(topic -> weight(topic, seeds)).max().orElse(0);
    if (any == 0 && !play.any().isEmpty()) {
      return Optional.empty();
    }
    int fits =
        play.fits().stream()
            .map(topic -> -weight(topic, seeds))
            .sorted()
            .limit(MOST_FITS)
            .mapToInt(weight -> -weight)
            .sum();
    List<SeedPassage> evidence = evidence(play, seeds);
    boolean bound = play.lever().equals("pricing") && seeds.priceBound();
    boolean spoken = !evidence.isEmpty() || (signs(play).isEmpty() && counted(play, seeds));
    if (bound || (!play.general() && !spoken)) {
      return Optional.empty();
    }
    List<SeedPassage> against =
        seeds.about(play.against()).stream().filter(SeedPassage::own).toList();
    boolean numbers = evidence.stream().anyMatch(passage -> !passage.amounts().isEmpty());
    long sources = evidence.stream().map(SeedPassage::seed).distinct().count();
    int score =
        play.needs().stream().mapToInt(topic -> weight(topic, seeds)).sum()
            + any / 3
            + fits / 4
            + (numbers ? 1 : 0)
            + (int) sources
            + means(play, seeds)
            - AGAINST * (int) play.against().stream().filter(t -> speaks(t, against)).count()
            + (play.general() ? GENERAL : 0)
            + (through(play) && !seeds.rivals().partners().isEmpty() ? NAMED : 0);
    return Optional.of(new Chosen(play, evidence, against, score));
  }

  /// Whether the play goes through firms that the seeds may name.
  boolean through() {
    return through(play);
  }

  private static boolean through(Play play) {
    return play.needs().contains("central_buying") || play.needs().contains("association");
  }

  /// How much a topic matters, if the seeds speak of it.
  private static int weight(String topic, SeedCase seeds) {
    return seeds.evidence(topic).isEmpty() ? 0 : Playbook.shipped().topic(topic).weight();
  }

  private static boolean speaks(String topic, List<SeedPassage> passages) {
    return passages.stream().anyMatch(passage -> passage.speaksOf(topic));
  }

  private static int means(Play play, SeedCase seeds) {
    boolean tight = tight(seeds);
    return switch (play.cost()) {
      case 1 -> tight ? 1 : 0;
      case 2 -> 0;
      default -> tight ? -2 : 0;
    };
  }

  /// Whether the seeds say that means are few.
  static boolean tight(SeedCase seeds) {
    return TIGHT.stream().anyMatch(topic -> !seeds.evidence(topic).isEmpty());
  }

  /// The signs by which a play is chosen, the weightiest first.
  private static List<Playbook.Topic> signs(Play play) {
    List<String> topics = new ArrayList<>(play.needs());
    topics.addAll(play.any());
    List<Playbook.Topic> signs = new ArrayList<>();
    for (String topic : topics) {
      Playbook.Topic known = Playbook.shipped().topic(topic);
      if (known.sign()) {
        signs.add(known);
      }
    }
    signs.sort(Comparator.comparingInt(topic -> -topic.weight()));
    return signs;
  }

  /// Whether a play is for those by whom the goal counts.
  private static boolean counted(Play play, SeedCase seeds) {
    return seeds.buyers().containsAll(play.needs())
        && (play.any().isEmpty() || play.any().stream().anyMatch(seeds.buyers()::contains));
  }

  /// One sentence for each sign; what only tells the kind of product is quoted where nothing else
  /// is.
  private static List<SeedPassage> evidence(Play play, SeedCase seeds) {
    Set<SeedPassage> found = new LinkedHashSet<>();
    for (Playbook.Topic topic : signs(play)) {
      if (topic.weight() <= WEAK && !found.isEmpty()) {
        continue;
      }
      seeds.evidence(topic.id()).stream()
          .filter(passage -> !found.contains(passage))
          .limit(1)
          .forEach(found::add);
    }
    return found.stream().limit(MOST_EVIDENCE).toList();
  }

  /// The play that a strategy was made of, by its first words.
  static Optional<Chosen> of(PromptFact strategy, SeedCase seeds) {
    for (Play play : Playbook.shipped().plays()) {
      if (strategy.content().startsWith(seeds.pack().play(play).what())) {
        return seeds.chosen(play);
      }
    }
    return Optional.empty();
  }

  /// From 30 to 75 percent: more for each statement that speaks for it, less for what speaks
  /// against it.
  int percent(SeedCase seeds) {
    if (seeds.foreign() || seeds.passages().size() <= THIN) {
      return 30;
    }
    if (evidence.isEmpty()) {
      return ANY;
    }
    int all = 38 + score + 4 * (evidence.size() - 1) - 4 * Math.min(2, against.size());
    return Math.max(ANY, Math.min(75, all));
  }

  /// The plays that fit best, one of each lever, and none that rests on the same sentences as one
  /// before it; as many as are asked for are filled up with plays that suit any company.
  static List<Chosen> best(SeedCase seeds, int least, int most) {
    List<Chosen> all = new ArrayList<>();
    for (Play play : Playbook.shipped().plays()) {
      seeds.chosen(play).ifPresent(all::add);
    }
    all.sort(BY_SCORE);
    List<Chosen> kept = new ArrayList<>();
    Set<String> levers = new LinkedHashSet<>();
    Set<String> kin = new LinkedHashSet<>();
    Set<SeedPassage> used = new LinkedHashSet<>();
    for (Chosen one : all) {
      boolean fresh = one.evidence().stream().noneMatch(used::contains);
      boolean wanted = one.evidence().isEmpty() ? kept.size() < least : fresh;
      String word = KIN.getOrDefault(one.play().id(), one.play().id());
      if (wanted && kept.size() < most && !kin.contains(word) && levers.add(one.play().lever())) {
        kept.add(one);
        kin.add(word);
        used.addAll(one.evidence());
      }
    }
    kept.sort(BY_SCORE);
    return List.copyOf(kept);
  }
}
