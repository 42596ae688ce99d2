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
  private static final int MOST_EVIDENCE = 3;

  /// Topics of this weight or less only say who buys or what is sold.
  private static final int WEAK = 3;

  /// From this percentage on a play is proposed even where enough others are.
  private static final int STRONG = 45;

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
      if (seeds.evidence(topic).isEmpty()) {
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

  /// One sentence for each topic, the weightiest first; of those that only say who buys or what is
  /// sold no more than the first, unless there is nothing else.
  private static List<SeedPassage> evidence(Play play, SeedCase seeds) {
    List<String> topics = new ArrayList<>(play.needs());
    topics.addAll(play.any());
    topics.addAll(play.fits());
    topics.sort(Comparator.comparingInt((String t) -> -Playbook.shipped().topic(t).weight()));
    Set<SeedPassage> found = new LinkedHashSet<>();
    int strong = 0;
    for (String topic : topics) {
      boolean weak = Playbook.shipped().topic(topic).weight() <= WEAK;
      if (weak && found.size() > Math.max(strong, 1)) {
        continue;
      }
      Optional<SeedPassage> next =
          seeds.evidence(topic).stream()
              .filter(passage -> !found.contains(passage))
              .min(Comparator.comparing(SeedPassage::role).thenComparingInt(SeedPassage::order));
      next.ifPresent(found::add);
      strong += next.isPresent() && !weak ? 1 : 0;
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

  /// From 20 to 75 percent: more for each statement that speaks for it, less for what speaks
  /// against it.
  int percent(SeedCase seeds) {
    boolean thin = seeds.passages().size() <= 2;
    if (play.general() || seeds.foreign()) {
      return 30;
    }
    int single = evidence.size() < 2 ? (thin ? 35 : 42) : 100;
    int all = 34 + 2 * score + (evidence.size() > 2 ? 4 : 0) - 4 * Math.min(2, against.size());
    return Math.max(20, Math.min(75, Math.min(single, all)));
  }

  /// The plays that fit best, one of each lever; of those that fit less only as many as are asked
  /// for.
  static List<Chosen> best(SeedCase seeds, int least, int most) {
    List<Chosen> all = new ArrayList<>();
    for (Play play : Playbook.shipped().plays()) {
      seeds.chosen(play).ifPresent(all::add);
    }
    all.sort(
        Comparator.comparingInt((Chosen one) -> -one.score())
            .thenComparing(one -> one.play().id()));
    Set<Chosen> kept = new LinkedHashSet<>();
    Set<String> levers = new LinkedHashSet<>();
    Set<String> kin = new LinkedHashSet<>();
    for (Chosen one : all) {
      boolean strong = one.evidence().size() > 1 && one.percent(seeds) >= STRONG;
      boolean wanted = strong ? kept.size() < most : kept.size() < Math.min(least, most);
      String word = KIN.getOrDefault(one.play().id(), one.play().id());
      if (wanted && !kin.contains(word) && levers.add(one.play().lever())) {
        kept.add(one);
        kin.add(word);
      }
    }
    for (Chosen one : all) {
      String word = KIN.getOrDefault(one.play().id(), one.play().id());
      if (kept.size() < Math.min(least, most) && !kept.contains(one) && kin.add(word)) {
        kept.add(one);
      }
    }
    return kept.stream()
        .sorted(
            Comparator.comparingInt((Chosen one) -> -one.score())
                .thenComparing(one -> one.play().id()))
        .toList();
  }
}
