package dev.converge.llm.reasoner.growth;

import dev.converge.core.json.Json;
import dev.converge.llm.reasoner.text.Interrupts;
import dev.converge.llm.reasoner.text.NotedFinding;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Says which sentences of the seeds bear on growth, what they mean, what follows from their
/// numbers, where they contradict each other, and which of them give orders.
final class SignalWriter {
  private static final int LEAST_SENTENCES = 2;

  /// Signals that are told where the seeds have as many sentences.
  private static final int WANTED = 4;

  private static final int NUMBER = 2;

  /// Characters around two quotations and their seeds.
  private static final int AROUND = 16;

  private final SeedCase seeds;
  private final Grounds grounds;
  private final Set<Figure> used = new LinkedHashSet<>();

  private static final Map<String, Figure.Kind> BY_TOPIC = new TreeMap<>();

  static {
    BY_TOPIC.put("churn", Figure.Kind.CHURN);
    BY_TOPIC.put("runway", Figure.Kind.RUNWAY);
    BY_TOPIC.put("subscription", Figure.Kind.REVENUE);
  }

  SignalWriter(SeedCase seeds, Grounds grounds) {
    this.seeds = seeds;
    this.grounds = grounds;
  }

  List<NotedFinding> findings() throws InterruptedException {
    List<NotedFinding> own = new ArrayList<>();
    for (Contradiction each : seeds.contradictions().stream().limit(2).toList()) {
      int frame = seeds.phrase("contradiction", each.one().seed(), each.other().seed()).length();
      int most = (grounds.length() - frame - AROUND) / 2;
      own.add(
          finding(
              seeds.phrase(
                  "contradiction",
                  seeds.quoted(each.one(), most),
                  seeds.quoted(each.other(), most)),
              List.of(each.one(), each.other()),
              60,
              "limit"));
    }
    if (!seeds.orders().isEmpty()) {
      SeedPassage order = seeds.orders().getFirst();
      String quoted = grounds.allowed(order) ? seeds.quoted(order) : "(" + order.seed() + ")";
      own.add(finding(seeds.phrase("order", quoted), List.of(order), 60, "limit"));
    }
    int room = Math.max(LEAST_SENTENCES, grounds.most() - own.size() - 1);
    List<NotedFinding> found = new ArrayList<>(sentences(room));
    if (found.size() + own.size() < grounds.most()) {
      goal().ifPresent(found::add);
    }
    int left = Math.max(0, grounds.most() - found.size());
    found.addAll(own.subList(0, Math.min(left, own.size())));
    if (found.size() < grounds.most()) {
      found.addAll(rest(grounds.most() - found.size(), found));
    }
    return found.subList(0, Math.min(found.size(), grounds.most()));
  }

  private NotedFinding finding(String text, List<SeedPassage> passages, int percent, String kind) {
    String content = Words.clip(text, grounds.length());
    return NotedFinding.of(content, grounds.cites(passages, List.of()), grounds.percent(percent))
        .with("kind", Json.of(kind));
  }

  /// A sentence and the topic for which it is told.
  private record Told(SeedPassage passage, String topic, int weight) {}

  /// The weightiest sentence of each topic.
  private List<NotedFinding> sentences(int most) throws InterruptedException {
    List<Told> told = new ArrayList<>();
    for (SeedPassage passage : seeds.passages()) {
      Interrupts.check();
      if (passage.role() != SeedPassage.Role.COMPETITOR
          && passage.role() != SeedPassage.Role.GOAL) {
        for (String topic : passage.topics()) {
          if (!Playbook.shipped().topic(topic).sign() || !Support.of(passage, topic)) {
            continue;
          }
          int number = passage.amounts().isEmpty() ? 0 : NUMBER;
          told.add(new Told(passage, topic, Playbook.shipped().topic(topic).weight() + number));
        }
      }
    }
    told.sort(
        Comparator.comparingInt((Told one) -> -one.weight())
            .thenComparingInt(one -> one.passage().order())
            .thenComparing(Told::topic));
    Set<String> topics = new HashSet<>();
    Set<SeedPassage> passages = new HashSet<>();
    List<NotedFinding> found = new ArrayList<>();
    for (Told one : told) {
      boolean known = seeds.pack().means().containsKey(one.topic());
      boolean fresh = !topics.contains(one.topic()) && !passages.contains(one.passage());
      if (found.size() < most && known && fresh && grounds.allowed(one.passage())) {
        topics.add(one.topic());
        passages.add(one.passage());
        found.add(said(one.passage(), one.topic()));
      }
    }
    return found;
  }

  private NotedFinding said(SeedPassage passage, String topic) {
    String means = String.valueOf(seeds.pack().means().get(topic));
    StringBuilder text = new StringBuilder(seeds.quoted(passage)).append(". ").append(means);
    Figure.Kind kind = BY_TOPIC.get(topic);
    Set<SeedPassage> sources = new LinkedHashSet<>(List.of(passage));
    seeds.figures().stream()
        .filter(figure -> figure.kind() == kind && figure.sources().contains(passage))
        .findFirst()
        .ifPresent(figure -> append(figure, text, sources));
    return finding(
        text.toString(),
        List.copyOf(sources),
        passage.amounts().isEmpty() ? 55 : 65,
        Playbook.shipped().topic(topic).kind());
  }

  private void append(Figure figure, StringBuilder text, Set<SeedPassage> sources) {
    if (text.length() + figure.text().length() + 1 <= grounds.length()) {
      text.append(' ').append(figure.text());
      sources.addAll(figure.sources());
      used.add(figure);
    }
  }

  /// What is wanted, in numbers.
  private Optional<NotedFinding> goal() {
    List<Figure> left = seeds.figures().stream().filter(f -> !used.contains(f)).toList();
    List<SeedPassage> goals =
        seeds.of(SeedPassage.Role.GOAL).stream().filter(grounds::allowed).toList();
    if (goals.isEmpty() || (left.isEmpty() && !used.isEmpty())) {
      return Optional.empty();
    }
    SeedPassage goal =
        left.stream()
            .flatMap(figure -> figure.sources().stream())
            .filter(goals::contains)
            .findFirst()
            .orElse(goals.getFirst());
    StringBuilder text = new StringBuilder(seeds.quoted(goal)).append('.');
    Set<SeedPassage> sources = new LinkedHashSet<>(List.of(goal));
    left.forEach(figure -> append(figure, text, sources));
    if (left.isEmpty()) {
      text.append(' ').append(seeds.phrase("stated"));
    }
    return Optional.of(finding(text.toString(), List.copyOf(sources), 70, "size"));
  }

  /// Sentences of which nothing more is said, as far as more is wanted: figures of the market
  /// first, then what is sold.
  private List<NotedFinding> rest(int most, List<NotedFinding> said) {
    List<SeedPassage> left = new ArrayList<>();
    for (SeedPassage passage : seeds.passages()) {
      boolean told = said.stream().anyMatch(f -> f.content().contains(seeds.quoted(passage)));
      if (!told && grounds.allowed(passage)) {
        left.add(passage);
      }
    }
    left.sort(Comparator.comparingInt(SignalWriter::later));
    boolean sold =
        seeds.of(SeedPassage.Role.PRODUCT).stream()
            .anyMatch(p -> said.stream().anyMatch(f -> f.content().contains(seeds.quoted(p))));
    if (!sold) {
      // What is sold is told in any case, behind the first sentence of the market.
      left.stream()
          .filter(passage -> passage.role() == SeedPassage.Role.PRODUCT)
          .filter(passage -> !Support.trial(passage))
          .findFirst()
          .ifPresent(product -> {
            left.remove(product);
            left.add(Math.min(1, left.size()), product);
          });
    }
    List<NotedFinding> found = new ArrayList<>();
    for (SeedPassage passage : left) {
      boolean needed = said.size() + found.size() < Math.max(WANTED, grounds.least());
      if (found.size() < most && needed) {
        String text =
            seeds.foreign()
                ? seeds.phrase("foreign", seeds.quoted(passage))
                : seeds.quoted(passage) + ". " + seeds.phrase("stated");
        String kind = passage.role() == SeedPassage.Role.PRODUCT ? "product" : "demand";
        found.add(finding(text, List.of(passage), 30, kind));
      }
    }
    return found;
  }

  private static int later(SeedPassage passage) {
    return switch (passage.role()) {
      case MARKET -> passage.amounts().isEmpty() ? 1 : 0;
      case PRODUCT -> Support.trial(passage) ? 4 : 2;
      case OTHER -> 3;
      case GOAL, CONSTRAINT -> 4;
      case COMPETITOR -> 5;
    };
  }
}
