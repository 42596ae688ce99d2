package dev.converge.domain.flow;

import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.text.AskedLength;
import dev.converge.engine.agent.AgentCall;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks a draft: whether every paragraph ends with notes that exist, that the draft cites and
/// that rest on a source, how long it is and was to be, and whether its sentences can be read. A
/// draft that was checked keeps its check.
final class DraftCheck implements RuleAgent {
  private static final String VERSION = "2";
  private static final String DRAFTS = "Strategies";
  private static final String NOTES = "Signals";
  private static final String CHECKS = "Evaluations";
  private static final String BRIEF = "brief:";

  /// Maximum number of words of a short draft.
  static final int MAX_WORDS = 1_200;

  /// Maximum average number of words per sentence that is still easy to read.
  static final int MAX_WORDS_IN_A_SENTENCE = 30;

  private static final Pattern PARAGRAPHS = Pattern.compile("\\R\\s*\\R");
  private static final Pattern REFERENCES = Pattern.compile("\\[([^\\[\\]]+)]\\s*[.!?]?\\s*$");

  @Override
  public String id() {
    return "draft_check";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Set<String> checked = new LinkedHashSet<>();
    call.context().facts(CHECKS).forEach(fact -> checked.addAll(fact.cites()));
    List<Proposal> proposals = new ArrayList<>();
    for (Fact draft : call.context().facts(DRAFTS)) {
      if (!checked.contains(draft.id())) {
        proposals.add(check(call, draft));
      }
    }
    return proposals;
  }

  private static Proposal check(AgentCall call, Fact draft) {
    List<String> paragraphs =
        PARAGRAPHS
            .splitAsStream(draft.content().strip())
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .toList();
    List<String> problems = new ArrayList<>();
    Set<String> cites = new LinkedHashSet<>(List.of(draft.id()));
    for (int i = 0; i < paragraphs.size(); i++) {
      problem(call, draft, paragraphs.get(i), i + 1, cites).ifPresent(problems::add);
    }
    if (paragraphs.isEmpty()) {
      problems.add("there is no paragraph");
    }
    int words = words(draft.content());
    int sentences = sentences(draft.content());
    int each = sentences == 0 ? 0 : (words + sentences - 1) / sentences;
    AskedLength asked = asked(call);
    Json.Builder data =
        Json.object()
            .put("citations_resolve", problems.isEmpty())
            .put("draft", draft.id())
            .put("paragraphs", paragraphs.size())
            .put("problems", problems)
            .put("readable", each <= MAX_WORDS_IN_A_SENTENCE)
            .put("within_length", words <= MAX_WORDS)
            .put("words", words)
            .put("words_in_a_sentence", each);
    if (asked != null) {
      data.put("as_long_as_asked", asked.met(words)).put("words_asked", asked.toString());
    }
    String text =
        String.format(
            Locale.ROOT,
            "%s: %s Paragraphs: %d. Words: %d (expected: %s), %d a sentence (expected: at most %d).",
            draft.id(),
            problems.isEmpty()
                ? "every paragraph rests on notes that exist."
                : String.join("; ", problems) + ".",
            paragraphs.size(),
            words,
            asked == null ? "at most " + MAX_WORDS : asked.inWords(),
            each,
            MAX_WORDS_IN_A_SENTENCE);
    return new Proposal(
        CHECKS,
        null,
        text,
        data.build(),
        1,
        List.copyOf(cites),
        List.of(),
        Provenance.rule(VERSION));
  }

  /// How long the draft is to be, where a brief says it.
  private static @Nullable AskedLength asked(AgentCall call) {
    return call.context().facts(Keys.SEEDS).stream()
        .filter(seed -> seed.id().startsWith(BRIEF))
        .flatMap(seed -> AskedLength.in(seed.content()).stream())
        .findFirst()
        .orElse(null);
  }

  private static Optional<String> problem(
      AgentCall call, Fact draft, String paragraph, int number, Set<String> cites) {
    Matcher references = REFERENCES.matcher(paragraph);
    if (!references.find()) {
      return Optional.of("paragraph " + number + " names no note");
    }
    for (String part : references.group(1).split(",", -1)) {
      String id = part.strip();
      Optional<Fact> note = call.context().fact(id).filter(fact -> fact.key().equals(NOTES));
      if (note.isEmpty()) {
        return Optional.of("paragraph " + number + " names " + id + ", which is no note");
      }
      if (!draft.cites().contains(id)) {
        return Optional.of(
            "paragraph " + number + " names " + id + ", which the draft does not cite");
      }
      if (!rests(call, note.get())) {
        return Optional.of("paragraph " + number + " names " + id + ", which rests on no source");
      }
      cites.add(id);
    }
    return Optional.empty();
  }

  private static boolean rests(AgentCall call, Fact note) {
    return !note.citations().isEmpty()
        || note.cites().stream()
            .flatMap(id -> call.context().fact(id).stream())
            .anyMatch(fact -> fact.key().equals(Keys.SEEDS));
  }

  private static int words(String text) {
    return AskedLength.words(withoutReferences(text));
  }

  private static int sentences(String text) {
    BreakIterator iterator = BreakIterator.getSentenceInstance(Locale.ROOT);
    String bare = withoutReferences(text);
    iterator.setText(bare);
    int count = 0;
    int from = iterator.first();
    for (int to = iterator.next(); to != BreakIterator.DONE; from = to, to = iterator.next()) {
      count += AskedLength.words(bare.substring(from, to)) > 0 ? 1 : 0;
    }
    return count;
  }

  private static String withoutReferences(String text) {
    return text.replaceAll("\\[[^\\[\\]]*]", "");
  }
}
