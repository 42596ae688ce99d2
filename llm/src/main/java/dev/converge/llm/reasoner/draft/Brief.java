package dev.converge.llm.reasoner.draft;

import dev.converge.core.proposal.Keys;
import dev.converge.core.text.AskedLength;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is to be written: the seeds that ask for it, their language, what they are about, what they
/// want to know, and how long the text is to be.
final class Brief {
  private static final int FEW_WORDS = 2;

  private static final Set<String> BRIEFS =
      new TreeSet<>(
          List.of("brief", "question", "request", "assignment", "auftrag", "uppdrag", "encargo"));

  /// First persons in which whoever asks speaks of the sender of the text.
  private static final Pattern WE =
      Pattern.compile(
          "\\b(?:we|we're|we've|we'll|our|us|wir|uns|unser\\p{L}*|vi|vår|vårt|våra|oss|nous|notre|nos|nosotros|nuestr[oa]s?)\\b",
          Need.FLAGS);

  private final List<PromptFact> asking;
  private final SeedLanguage language;
  private final Map<String, String> asked = new LinkedHashMap<>();
  private final Set<String> heads = new LinkedHashSet<>();
  private final Set<Need> needs = EnumSet.noneOf(Need.class);
  private final List<String> parts = new ArrayList<>();
  private final List<Questions.Question> questions;
  private final @Nullable AskedLength length;
  private final boolean we;

  Brief(List<PromptFact> asking) {
    this.asking = asking;
    String all = String.join("\n", asking.stream().map(PromptFact::content).toList());
    language = SeedLanguage.of(all).orElse(SeedLanguage.EN);
    for (PromptFact fact : asking) {
      String bare = Keywords.withoutReaders(fact.content());
      String text = Keywords.asked(bare).size() >= FEW_WORDS ? bare : fact.content();
      Keywords.asked(text).forEach(asked::putIfAbsent);
      heads.addAll(Keywords.heads(fact.id(), text));
      parts.addAll(Keywords.parts(fact));
    }
    parts.forEach(part -> needs.addAll(Need.asked(part)));
    questions = Questions.of(parts);
    length = AskedLength.in(all).orElse(null);
    we = WE.matcher(all).find();
  }

  /// The brief among what an agent is shown; without asking seeds it asks for nothing.
  static Brief of(PromptInput input) throws InterruptedException {
    return Readings.KEPT.brief(input);
  }

  /// The seeds among what an agent is shown that ask for something to be written.
  static List<PromptFact> asking(PromptInput input) {
    Map<String, PromptFact> asking = new LinkedHashMap<>();
    input.facts().stream().filter(Brief::asks).forEach(f -> asking.put(f.id(), f));
    input.sources().stream().filter(Brief::asks).forEach(f -> asking.putIfAbsent(f.id(), f));
    return List.copyOf(asking.values());
  }

  /// Whether a seed asks for something to be written.
  static boolean asks(PromptFact passage) {
    int end = passage.id().indexOf(':');
    return end > 0 && BRIEFS.contains(Words.fold(passage.id().substring(0, end)));
  }

  /// Whether a seed is there to be drawn on.
  static boolean draws(PromptFact passage) {
    return passage.key().equals(Keys.SEEDS) && !asks(passage);
  }

  List<PromptFact> asking() {
    return asking;
  }

  SeedLanguage language() {
    return language;
  }

  /// Roots of what is asked about, each with the word that it stands for.
  Map<String, String> asked() {
    return Collections.unmodifiableMap(asked);
  }

  /// Roots of what it is mostly about.
  Set<String> heads() {
    return Collections.unmodifiableSet(heads);
  }

  /// What it wants to know.
  Set<Need> needs() {
    return Collections.unmodifiableSet(needs);
  }

  /// The parts that each ask for something.
  List<String> parts() {
    return Collections.unmodifiableList(parts);
  }

  /// What it asks to be told, in order.
  List<Questions.Question> questions() {
    return questions;
  }

  /// How long the text is to be, where the brief says it.
  Optional<AskedLength> length() {
    return Optional.ofNullable(length);
  }

  /// Words that the text is to have and not only may have, where the brief says it.
  OptionalInt wanted() {
    return length()
        .filter(asked -> asked.least() > 0)
        .map(asked -> OptionalInt.of((asked.least() + asked.most()) / 2))
        .orElse(OptionalInt.empty());
  }

  /// Words that the text may have at most, where the brief says it.
  OptionalInt words() {
    return length().map(asked -> OptionalInt.of(asked.most())).orElse(OptionalInt.empty());
  }

  /// Whether the text is to speak of its sender as "we".
  boolean we() {
    return we;
  }
}
