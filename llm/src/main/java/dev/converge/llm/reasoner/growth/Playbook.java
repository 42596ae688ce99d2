package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.SeedLanguage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The plays, topics and insights of `playbook.yaml`, and their words in each language. Read once.
final class Playbook {
  private static final String FOLDER = "/dev/converge/llm/reasoner/";

  /// A topic that seeds can speak of.
  ///
  /// @param id its name
  /// @param of in which seeds it is looked for
  /// @param kind what kind of signal a sentence about it is
  /// @param weight how much a sentence about it matters
  /// @param sign whether a sentence about it may be quoted for a play
  record Topic(String id, Scope of, String kind, int weight, boolean sign) {}

  /// Seeds in which a topic means something.
  enum Scope {
    /// Those about the market, and what binds.
    MARKET(SeedPassage.Role.MARKET, SeedPassage.Role.CONSTRAINT, SeedPassage.Role.OTHER),
    /// Those that say who buys.
    BUYER(SeedPassage.Role.MARKET, SeedPassage.Role.GOAL, SeedPassage.Role.OTHER),
    /// Those about the product.
    PRODUCT(SeedPassage.Role.PRODUCT),
    /// Those about one's own customers.
    OWN(
        SeedPassage.Role.PRODUCT,
        SeedPassage.Role.GOAL,
        SeedPassage.Role.CONSTRAINT,
        SeedPassage.Role.OTHER),
    /// Those that say with what and within what.
    MEANS(
        SeedPassage.Role.PRODUCT,
        SeedPassage.Role.GOAL,
        SeedPassage.Role.CONSTRAINT,
        SeedPassage.Role.OTHER),
    /// Those about competitors.
    RIVAL(SeedPassage.Role.COMPETITOR),
    /// Any.
    ALL(SeedPassage.Role.values());

    @SuppressWarnings("ImmutableEnumChecker") // List.of is, though its type does not say so
    private final List<SeedPassage.Role> roles;

    Scope(SeedPassage.Role... roles) {
      this.roles = List.of(roles);
    }

    boolean takes(SeedPassage.Role role) {
      return roles.contains(role);
    }
  }

  /// What may follow when topics and a competitor are read together.
  ///
  /// @param id its name
  /// @param needs topics that the seeds must all speak of
  record Insight(String id, List<String> needs) {}

  /// What a language says of a play.
  ///
  /// @param what what is done
  /// @param first the first step
  /// @param measure what shows that it works
  /// @param risk what makes it fail, and what shows that early
  record PlayText(String what, String first, String measure, String risk) {}

  /// What a language says of an insight.
  ///
  /// @param claim what may follow
  /// @param test how to find out
  record InsightText(String claim, String test) {}

  /// The words of one language.
  ///
  /// @param topics by which topics are recognised
  /// @param means what a topic means for somebody who wants to grow
  /// @param phrases of which sentences are made
  /// @param plays by id
  /// @param insights by id
  record Pack(
      TopicWords topics,
      SortedMap<String, String> means,
      SortedMap<String, String> phrases,
      SortedMap<String, PlayText> plays,
      SortedMap<String, InsightText> insights) {
    String phrase(String name) {
      String text = phrases.get(name);
      if (text == null) {
        throw new IllegalStateException("phrase " + name + " is missing");
      }
      return text;
    }

    PlayText play(Play play) {
      PlayText text = plays.get(play.id());
      if (text == null) {
        throw new IllegalStateException("play " + play.id() + " has no text");
      }
      return text;
    }
  }

  private static final class Holder {
    static final Playbook SHIPPED = new Playbook();
  }

  private final List<Play> plays = new ArrayList<>();
  private final SortedMap<String, Topic> topics = new TreeMap<>();
  private final Map<String, Topic> topicsById = new HashMap<>();
  private final List<Insight> insights = new ArrayList<>();
  private final Map<SeedLanguage, Pack> packs = new ConcurrentHashMap<>();

  private Playbook() {
    Map<?, ?> root = load("playbook.yaml");
    for (Object each : list(root, "topics")) {
      Map<?, ?> entry = (Map<?, ?>) each;
      String id = text(entry, "id");
      topics.put(
          id,
          new Topic(
              id,
              scope(text(entry, "of")),
              text(entry, "kind"),
              number(entry, "weight"),
              Boolean.TRUE.equals(entry.get("sign"))));
    }
    topicsById.putAll(topics);
    for (Object each : list(root, "plays")) {
      Map<?, ?> entry = (Map<?, ?>) each;
      plays.add(
          new Play(
              text(entry, "id"),
              text(entry, "lever"),
              strings(entry, "needs"),
              strings(entry, "any"),
              strings(entry, "fits"),
              strings(entry, "against"),
              number(entry, "cost"),
              number(entry, "reach"),
              number(entry, "harm")));
    }
    for (Object each : list(root, "insights")) {
      Map<?, ?> entry = (Map<?, ?>) each;
      insights.add(new Insight(text(entry, "id"), strings(entry, "needs")));
    }
  }

  static Playbook shipped() {
    return Holder.SHIPPED;
  }

  /// Whether there are words in a language.
  static boolean speaks(SeedLanguage language) {
    return Playbook.class.getResource(FOLDER + file(language)) != null;
  }

  private static String file(SeedLanguage language) {
    return "language/" + language.code() + ".yaml";
  }

  List<Play> plays() {
    return Collections.unmodifiableList(plays);
  }

  List<Insight> insights() {
    return Collections.unmodifiableList(insights);
  }

  SortedMap<String, Topic> topics() {
    return topics;
  }

  Topic topic(String id) {
    Topic topic = topicsById.get(id);
    if (topic == null) {
      throw new IllegalStateException("topic " + id + " is not in the playbook");
    }
    return topic;
  }

  Pack pack(SeedLanguage language) {
    return packs.computeIfAbsent(language, Playbook::read);
  }

  private static Pack read(SeedLanguage language) {
    Map<?, ?> root = load(file(language));
    TopicWords words = new TopicWords();
    SortedMap<String, String> means = new TreeMap<>();
    map(root, "topics")
        .forEach((id, value) -> words.add(String.valueOf(id), String.valueOf(value)));
    map(root, "means").forEach((id, value) -> means.put(String.valueOf(id), String.valueOf(value)));
    SortedMap<String, String> phrases = new TreeMap<>();
    map(root, "phrases")
        .forEach((id, value) -> phrases.put(String.valueOf(id), String.valueOf(value)));
    SortedMap<String, PlayText> plays = new TreeMap<>();
    map(root, "plays").forEach((id, value) -> plays.put(String.valueOf(id), play(value)));
    SortedMap<String, InsightText> insights = new TreeMap<>();
    map(root, "insights")
        .forEach((id, value) -> {
          Map<?, ?> entry = (Map<?, ?>) value;
          insights.put(
              String.valueOf(id), new InsightText(text(entry, "claim"), text(entry, "test")));
        });
    return new Pack(words, means, phrases, plays, insights);
  }

  private static PlayText play(Object value) {
    Map<?, ?> entry = (Map<?, ?>) value;
    return new PlayText(
        text(entry, "do"), text(entry, "first"), text(entry, "measure"), text(entry, "risk"));
  }

  private static Map<?, ?> load(String file) {
    try (InputStream in = Playbook.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException(FOLDER + file + " is missing");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      LoadSettings settings =
          LoadSettings.builder().setLabel(file).setCodePointLimit(text.length() + 1).build();
      return (Map<?, ?>) new Load(settings).loadFromString(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<?, ?> map(Map<?, ?> entry, String name) {
    return entry.get(name) instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(Map<?, ?> entry, String name) {
    return entry.get(name) instanceof List<?> list ? list : List.of();
  }

  private static List<String> strings(Map<?, ?> entry, String name) {
    return list(entry, name).stream().map(String::valueOf).toList();
  }

  private static Scope scope(String word) {
    return Scope.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static String text(Map<?, ?> entry, String name) {
    Object value = entry.get(name);
    if (value == null) {
      throw new IllegalStateException(name + " is missing in " + entry);
    }
    return String.valueOf(value);
  }

  private static int number(Map<?, ?> entry, String name) {
    return Integer.parseInt(text(entry, name));
  }
}
