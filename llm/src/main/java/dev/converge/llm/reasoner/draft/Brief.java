package dev.converge.llm.reasoner.draft;

import dev.converge.core.proposal.Keys;
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
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is to be written: the seeds that ask for it, their language, what they are about, what they
/// want to know, and how long the text is to be.
final class Brief {
  private static final int MOST_ASKED = 5_000;
  private static final int FEW_WORDS = 2;

  private static final Set<String> BRIEFS =
      new TreeSet<>(
          List.of("brief", "question", "request", "assignment", "auftrag", "uppdrag", "encargo"));

  private static final Pattern LENGTH =
      Pattern.compile(
          "(\\d{2,4})(?:\\s?(?:-|–|to|bis|till|à|a)\\s?(\\d{2,4}))?[\\s-]?(?:words?|wörter[n]?|worte[n]?|ord|mots|palabras)(?![\\p{L}])",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// What says that a text may not have more words.
  private static final Pattern MOST_BEFORE =
      Pattern.compile(
          "(?:no more than|not more than|at most|up to|under|max\\.?|maximum(?: de)?|maximal|höchstens|nicht mehr als|bis zu|unter"
              + "|högst|maximalt|inte mer än|au plus|maximum|pas plus de|máximo(?: de)?|no más de|hasta)\\s*$",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern MOST_BEHIND =
      Pattern.compile(
          "^\\s*(?:maximum|max\\b|maximal|at most|or less|or fewer|höchstens|högst|au maximum|au plus|máximo|como máximo|a lo sumo)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final int NEAR = 24;

  private final List<PromptFact> asking;
  private final SeedLanguage language;
  private final Map<String, String> asked = new LinkedHashMap<>();
  private final Set<String> heads = new LinkedHashSet<>();
  private final Set<Need> needs = EnumSet.noneOf(Need.class);
  private final List<String> parts = new ArrayList<>();

  private Brief(List<PromptFact> asking) {
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
  }

  /// The brief among what an agent is shown; without asking seeds it asks for nothing.
  static Brief of(PromptInput input) {
    Map<String, PromptFact> asking = new LinkedHashMap<>();
    input.facts().stream().filter(Brief::asks).forEach(f -> asking.put(f.id(), f));
    input.sources().stream().filter(Brief::asks).forEach(f -> asking.putIfAbsent(f.id(), f));
    return new Brief(List.copyOf(asking.values()));
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

  /// Words that the text is to have and not only may have, where the brief says it.
  OptionalInt wanted() {
    for (PromptFact fact : asking) {
      String text = fact.content();
      Matcher length = LENGTH.matcher(text);
      if (length.find()) {
        String before = text.substring(Math.max(0, length.start() - NEAR), length.start());
        boolean most =
            MOST_BEFORE.matcher(before).find()
                || MOST_BEHIND.matcher(text.substring(length.end())).find();
        int least = Integer.parseInt(length.group(1));
        int highest = length.group(2) == null ? least : Integer.parseInt(length.group(2));
        return most
            ? OptionalInt.empty()
            : OptionalInt.of(Math.min(MOST_ASKED, (least + highest) / 2));
      }
    }
    return OptionalInt.empty();
  }

  /// Words that the text may have at most, where the brief says it.
  OptionalInt words() {
    for (PromptFact fact : asking) {
      Matcher length = LENGTH.matcher(fact.content());
      if (length.find()) {
        String most = length.group(2) == null ? length.group(1) : length.group(2);
        return OptionalInt.of(Math.min(MOST_ASKED, Integer.parseInt(most)));
      }
    }
    return OptionalInt.empty();
  }
}
