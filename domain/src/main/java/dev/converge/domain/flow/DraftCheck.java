package dev.converge.domain.flow;

import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
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

/// Checks a draft: whether every paragraph ends with notes that exist, that the draft cites and
/// that rest on a source, how long it is, and whether its sentences can be read. A draft that was
/// checked keeps its check.
final class DraftCheck implements RuleAgent {
  private static final String VERSION = "1";
  private static final String DRAFTS = "Strategies";
  private static final String NOTES = "Signals";
  private static final String CHECKS = "Evaluations";

  /// Maximum number of words of a short draft.
  static final int MAX_WORDS = 1_200;

  /// Maximum average number of words per sentence that is still easy to read.
  static final int MAX_WORDS_IN_A_SENTENCE = 30;

  private static final Pattern PARAGRAPHS = Pattern.compile("\\R\\s*\\R");
  private static final Pattern REFERENCES = Pattern.compile("\\[([^\\[\\]]+)]\\s*[.!?]?\\s*$");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}'’.,%-]*");

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
    Json.Obj data =
        Json.object()
            .put("citations_resolve", problems.isEmpty())
            .put("draft", draft.id())
            .put("paragraphs", paragraphs.size())
            .put("problems", problems)
            .put("readable", each <= MAX_WORDS_IN_A_SENTENCE)
            .put("within_length", words <= MAX_WORDS)
            .put("words", words)
            .put("words_in_a_sentence", each)
            .build();
    String text =
        String.format(
            Locale.ROOT,
            "%s: %s Paragraphs: %d. Words: %d (expected: at most %d), %d a sentence (expected: at most %d).",
            draft.id(),
            problems.isEmpty()
                ? "every paragraph rests on notes that exist."
                : String.join("; ", problems) + ".",
            paragraphs.size(),
            words,
            MAX_WORDS,
            each,
            MAX_WORDS_IN_A_SENTENCE);
    return new Proposal(
        CHECKS, null, text, data, 1, List.copyOf(cites), List.of(), Provenance.rule(VERSION));
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
    return (int) WORD.matcher(withoutReferences(text)).results().count();
  }

  private static int sentences(String text) {
    BreakIterator iterator = BreakIterator.getSentenceInstance(Locale.ROOT);
    String bare = withoutReferences(text);
    iterator.setText(bare);
    int count = 0;
    int from = iterator.first();
    for (int to = iterator.next(); to != BreakIterator.DONE; from = to, to = iterator.next()) {
      count += WORD.matcher(bare.substring(from, to)).find() ? 1 : 0;
    }
    return count;
  }

  private static String withoutReferences(String text) {
    return text.replaceAll("\\[[^\\[\\]]*]", "");
  }
}
