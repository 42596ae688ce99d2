package dev.converge.llm.reasoner.growth;

import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.reasoner.text.Amount;
import dev.converge.llm.reasoner.text.AmountReader;
import dev.converge.llm.reasoner.text.Enumeration;
import dev.converge.llm.reasoner.text.InnerMarks;
import dev.converge.llm.reasoner.text.Interrupts;
import dev.converge.llm.reasoner.text.NoAmount;
import dev.converge.llm.reasoner.text.Orders;
import dev.converge.llm.reasoner.text.Phrases;
import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Sentences;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the seeds of a run say, taken apart once, and which plays they speak for. What it says
/// never changes. Thread-safe.
final class SeedCase {
  /// Characters of the seeds by which their language is told.
  private static final int SAMPLE = 20_000;

  private static final Pattern QUOTATION =
      Pattern.compile("[“„”«]\u00a0?([^“„”«»]{1,400})[“”»] \\((\\p{Alpha}+:[^()\\s]+)\\)");

  private static final String CLOSING = "“”»";

  private static final int LEAST_QUOTED = 40;
  private static final int LEAST_PARTS = 3;

  /// Topics of buyers that are no private people.
  private static final List<String> INSTITUTIONS =
      List.of(
          "business",
          "public",
          "health",
          "education",
          "trades",
          "retail",
          "hospitality",
          "industry",
          "property",
          "farming",
          "large");

  private final boolean foreign;
  private final SeedLanguage language;
  private final Playbook.Pack pack;

  private final List<SeedPassage> passages = new ArrayList<>();
  private final List<SeedPassage> orders = new ArrayList<>();
  private final Map<String, List<SeedPassage>> byTopic = new LinkedHashMap<>();
  private final List<String> seeds = new ArrayList<>();
  private final Set<String> buyers;
  private final RivalNames rivals;
  private final List<Figure> figures;
  private final List<Contradiction> contradictions;
  private final List<SeedPassage> limits;
  private final boolean priceBound;

  /// What was measured already: all agents of a run ask about the same plays.
  private final Map<String, List<SeedPassage>> evidence = new ConcurrentHashMap<>();

  private final Map<String, Optional<Chosen>> chosen = new ConcurrentHashMap<>();

  /// @param all the seeds, see [#all]
  SeedCase(List<PromptFact> all) throws InterruptedException {
    List<Seed> taken = new ArrayList<>();
    for (PromptFact seed : all) {
      Interrupts.check();
      taken.add(Seed.of(seed));
    }
    Optional<SeedLanguage> told = language(taken).filter(Playbook::speaks);
    foreign = told.isEmpty();
    language = told.orElse(SeedLanguage.EN);
    pack = Playbook.shipped().pack(language);
    for (Seed seed : taken) {
      Interrupts.check();
      seeds.add(seed.id());
      seed.sentences().forEach(sentence -> read(seed, sentence));
    }
    for (SeedPassage passage : passages) {
      passage
          .topics()
          .forEach(topic -> byTopic.computeIfAbsent(topic, _ -> new ArrayList<>()).add(passage));
    }
    buyers = foreign ? Set.of() : counted();
    onlyBuyers();
    rivals = new RivalNames(passages, language);
    contradictions = Contradiction.in(passages, language);
    limits = passages.stream().filter(OwnLimits::sets).toList();
    priceBound = passages.stream().anyMatch(OwnLimits::price);
    figures = foreign ? List.of() : new Figures(this).all();
  }

  /// A sentence, and whether it gives orders instead of informing.
  private record Sentence(String text, boolean order) {}

  /// @param told whether it has a sentence; without one, all of it is read as one
  private record Seed(String id, SeedPassage.Role role, List<Sentence> sentences, boolean told) {
    static Seed of(PromptFact seed) {
      SeedPassage.Role role = SeedRole.of(seed.id(), seed.content());
      List<String> found =
          role == SeedPassage.Role.COMPETITOR
              ? SmallNames.sentences(seed.content())
              : Sentences.of(seed.content());
      List<Sentence> sentences = new ArrayList<>();
      for (String text : found.isEmpty() ? List.of(seed.content()) : found) {
        sentences.add(new Sentence(text, Orders.in(text)));
      }
      return new Seed(seed.id(), role, sentences, !found.isEmpty());
    }
  }

  /// The seeds of a run that an agent is shown, in order of their ids.
  static List<PromptFact> seeds(PromptInput brief) {
    Map<String, PromptFact> found = new TreeMap<>();
    for (List<PromptFact> some : List.of(brief.facts(), brief.sources())) {
      for (PromptFact fact : some) {
        if (fact.key().equals(Keys.SEEDS)) {
          found.put(fact.id(), fact);
        }
      }
    }
    return List.copyOf(found.values());
  }

  /// The seeds that an agent is shown, and of others what facts quote of them: where seeds are too
  /// long, only some are shown.
  static List<PromptFact> all(PromptInput brief) {
    List<PromptFact> shown = seeds(brief);
    Set<String> ids = new HashSet<>();
    shown.forEach(seed -> ids.add(seed.id()));
    Map<String, Set<String>> quoted = new TreeMap<>();
    for (PromptFact fact : brief.facts()) {
      if (fact.key().equals(Keys.SEEDS) || !quotesOthers(fact.content(), ids)) {
        continue;
      }
      Matcher quotation = QUOTATION.matcher(fact.content());
      while (quotation.find()) {
        String id = quotation.group(2);
        if (!ids.contains(id)) {
          quoted.computeIfAbsent(id, _ -> new LinkedHashSet<>()).add(quotation.group(1).strip());
        }
      }
    }
    List<PromptFact> all = new ArrayList<>(shown);
    quoted.forEach((id, texts) ->
        all.add(
            new PromptFact(
                id,
                Keys.SEEDS,
                "",
                String.join("\n", texts),
                Json.Obj.EMPTY,
                List.of(),
                List.of())));
    return all;
  }

  /// Whether a text may have a [#QUOTATION] of a seed that is none of these: most have none, and to
  /// look for one takes longer.
  private static boolean quotesOthers(String text, Set<String> ids) {
    for (int at = text.indexOf(" ("); at >= 0; at = text.indexOf(" (", at + 2)) {
      int end = text.indexOf(')', at);
      boolean quoted = at > 0 && CLOSING.indexOf(text.charAt(at - 1)) >= 0;
      if (quoted && end > 0 && !ids.contains(text.substring(at + 2, end))) {
        return true;
      }
    }
    return false;
  }

  private static Optional<SeedLanguage> language(List<Seed> seeds) {
    StringBuilder sample = new StringBuilder();
    for (Seed seed : seeds) {
      if (seed.told() && sample.length() < SAMPLE) {
        for (Sentence sentence : seed.sentences()) {
          sample.append(sentence.order() ? "" : sentence.text()).append('\n');
        }
      }
    }
    return SeedLanguage.of(sample.toString());
  }

  private void read(Seed seed, Sentence sentence) {
    if (sentence.order()) {
      // What stands before an order informs.
      String before = Orders.before(sentence.text());
      if (Words.of(before).size() >= LEAST_PARTS) {
        read(seed, before, false);
        read(seed, sentence.text().substring(before.length()).strip(), true);
        return;
      }
    }
    for (String part : Enumeration.parts(sentence.text())) {
      // Most sentences have one part, themselves.
      boolean order = part.equals(sentence.text()) ? sentence.order() : Orders.in(part);
      read(seed, part, order);
    }
  }

  private void read(Seed from, String sentence, boolean isOrder) {
    String seed = from.id();
    int order = passages.size() + orders.size();
    SeedPassage.Role role = Aims.role(from.role(), sentence);
    if (isOrder) {
      orders.add(new SeedPassage(seed, role, order, sentence, Set.of(), List.of()));
    } else {
      Set<String> topics = new TreeSet<>();
      for (String topic : foreign ? Set.<String>of() : pack.topics().in(sentence)) {
        Playbook.Scope scope = Playbook.shipped().topic(topic).of();
        boolean silent = scope == Playbook.Scope.MARKET && SeedRole.silent(seed, topic);
        if (scope.takes(role) && !silent) {
          topics.add(topic);
        }
      }
      List<Amount> amounts =
          AmountReader.in(sentence, language).stream()
              .filter(amount -> !NoAmount.is(sentence, amount, language))
              .toList();
      if (!foreign) {
        SpokenOf.correct(topics, sentence, role, amounts);
      }
      passages.add(new SeedPassage(seed, role, order, sentence, topics, amounts));
    }
  }

  /// Whether the seeds are in a language that the reasoner does not read.
  boolean foreign() {
    return foreign;
  }

  SeedLanguage language() {
    return language;
  }

  Playbook.Pack pack() {
    return pack;
  }

  String phrase(String name, Object... values) {
    return Phrases.fill(pack.phrase(name), values);
  }

  List<String> seeds() {
    return Collections.unmodifiableList(seeds);
  }

  /// What informs, in order.
  List<SeedPassage> passages() {
    return Collections.unmodifiableList(passages);
  }

  /// What gives orders, in order.
  List<SeedPassage> orders() {
    return Collections.unmodifiableList(orders);
  }

  /// What speaks of a topic, in order.
  List<SeedPassage> about(String topic) {
    return byTopic.getOrDefault(topic, List.of());
  }

  /// What speaks of any of some topics, in order.
  List<SeedPassage> about(List<String> topics) {
    Set<SeedPassage> found = new LinkedHashSet<>();
    topics.forEach(topic -> found.addAll(about(topic)));
    return List.copyOf(found);
  }

  /// What is evidence for a topic, in order: what competitors do only where competitors are asked
  /// about, and of a topic that is a sign only what may be quoted for it.
  List<SeedPassage> evidence(String topic) {
    List<SeedPassage> known = evidence.get(topic);
    if (known == null) {
      boolean rivals = topic.startsWith("rival") || topic.equals("switching");
      boolean sign = Playbook.shipped().topic(topic).sign();
      known =
          silenced(topic)
              ? List.of()
              : about(topic).stream()
                  .filter(p -> sign ? Support.of(p, topic) : rivals || p.own())
                  .toList();
      evidence.put(topic, known);
    }
    return known;
  }

  /// Whether the goal, or what the product is said to be, speaks of those through whom one may
  /// sell: then they may be what is to become less, or the buyers themselves.
  private boolean silenced(String topic) {
    return Support.way(topic)
        && passages.stream()
            .filter(p -> p.role() == SeedPassage.Role.GOAL || p.role() == SeedPassage.Role.PRODUCT)
            .anyMatch(p -> pack.topics().in(p.text()).contains(topic));
  }

  /// Whether the seeds say that prices are to stay.
  boolean priceBound() {
    return priceBound;
  }

  /// The limits that the seeds set, in order.
  List<SeedPassage> limits() {
    return limits;
  }

  /// Who is counted in what is wanted: topics of those to whom one sells.
  Set<String> buyers() {
    return buyers;
  }

  /// By what a goal counts; "customers" tells nothing of them.
  private Set<String> counted() {
    Set<String> found = new TreeSet<>();
    for (SeedPassage goal : of(SeedPassage.Role.GOAL)) {
      for (Amount amount : goal.amounts()) {
        if (amount.kind() == Amount.Kind.COUNT && !amount.unit().isEmpty()) {
          found.addAll(pack.topics().in(amount.unit()));
        }
      }
    }
    found.removeIf(topic -> Playbook.shipped().topic(topic).of() != Playbook.Scope.BUYER);
    return found;
  }

  /// Where those to whom one sells are no private people, these only use what is sold.
  private void onlyBuyers() {
    boolean firms = buyers.stream().anyMatch(INSTITUTIONS::contains);
    if (firms && !buyers.contains("families") && !buyers.contains("consumers")) {
      byTopic.remove("families");
      byTopic.remove("consumers");
    }
  }

  /// A play measured by the seeds; empty if they do not speak of what it needs.
  Optional<Chosen> chosen(Play play) {
    Optional<Chosen> known = chosen.get(play.id());
    if (known == null) {
      known = Chosen.measured(play, this);
      chosen.put(play.id(), known);
    }
    return known;
  }

  List<SeedPassage> of(SeedPassage.Role role) {
    return passages.stream().filter(passage -> passage.role() == role).toList();
  }

  RivalNames rivals() {
    return rivals;
  }

  List<Figure> figures() {
    return figures;
  }

  List<Contradiction> contradictions() {
    return contradictions;
  }

  /// A quotation with the seed that it stands in.
  String quoted(SeedPassage passage) {
    return quoted(passage, SeedPassage.MOST_QUOTED);
  }

  /// Quotations of some sentences.
  String quoted(List<SeedPassage> passages) {
    String between = language == SeedLanguage.FR ? " ; " : "; ";
    return String.join(between, passages.stream().map(this::quoted).toList());
  }

  /// A quotation of at most so many characters, with the seed that it stands in.
  String quoted(SeedPassage passage, int most) {
    String bare = Words.clip(passage.bare(), Math.max(LEAST_QUOTED, most));
    return language.quote(InnerMarks.in(bare, language)) + " (" + passage.seed() + ")";
  }
}
