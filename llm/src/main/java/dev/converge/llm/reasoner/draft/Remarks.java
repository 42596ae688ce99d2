package dev.converge.llm.reasoner.draft;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.text.AskedLength;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.reasoner.text.AmountReader;
import dev.converge.llm.reasoner.text.NotedFinding;
import dev.converge.llm.reasoner.text.Phrases;
import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Sentences;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What whoever asked for a text has to know about it, and what does not belong in it: where
/// sources differ, what was left out and why, which questions were not matched to a sentence for
/// certain, and how long the text is.
final class Remarks {
  private static final int LONGEST = 4_000;
  private static final int MOST_QUOTED = 160;
  private static final int MOST_NAMED = 6;
  private static final int FEW_WORDS = 5;
  private static final int PERCENT = 60;

  /// Characters by which a passage is found again.
  private static final int FIRST = 24;

  private static final Pattern FORM =
      Pattern.compile(
          "\\b(?:heading|headline|title|salutation|sign it|signed|signature|überschrift|titel|anrede|unterschrift|unterschrieben|rubrik|hälsning|underskrift|undertecknat|titre|signature|título|encabezado|saludo|firma|firmad[oa])\\b",
          Need.FLAGS);

  private static final Pattern ASKS_PRICE =
      Pattern.compile(
          "\\b(?:how much|fees?|costs?|prices?|money|discounts?|kostet|kosten|preise?|gebühr\\p{L}*|kostar|kostnad\\p{L}*|avgift\\p{L}*|pris\\p{L}*|combien|coûte|coût|prix|tarifs?|cuánto|cuesta|vale|precios?)\\b",
          Need.FLAGS);

  private final PromptInput input;
  private final AgentSpec.Output output;
  private final Brief brief;
  private final SeedLanguage language;
  private final List<PromptFact> notes;
  private final List<PromptFact> left;
  private final int words;
  private final Reading reading;

  /// @param notes that the text is made of
  /// @param left notes that did not fit
  /// @param words of the text
  Remarks(
      PromptInput input,
      AgentSpec.Output output,
      Brief brief,
      List<PromptFact> notes,
      List<PromptFact> left,
      int words)
      throws InterruptedException {
    this.input = input;
    this.output = output;
    this.brief = brief;
    this.notes = notes;
    this.left = left;
    this.words = words;
    language = brief.language();
    reading = Readings.KEPT.sources(brief, input.sources().stream().filter(Brief::draws).toList());
  }

  NotedFinding finding() {
    List<String> sentences = new ArrayList<>();
    if (!notes.isEmpty()) {
      differing(sentences);
      dismissed(sentences);
      open(sentences);
      unused(sentences);
      form(sentences);
    }
    if (sentences.isEmpty()) {
      sentences.add(Phrases.of(language, notes.isEmpty() ? "draft_cannot" : "remark_none"));
    }
    int most = output.maxLength() > 0 ? output.maxLength() : LONGEST;
    Set<String> cites = new LinkedHashSet<>();
    input.facts().forEach(fact -> cites.add(fact.id()));
    return NotedFinding.of(
        Words.clip(String.join("\n", sentences), most), List.copyOf(cites), PERCENT);
  }

  private String quoted(String text, String source) {
    String bare = Words.clip(Sentences.bare(text), MOST_QUOTED);
    return Quoted.of(language, bare) + " (" + source + ")";
  }

  /// Notes on sources that differ, and passages that others replace.
  private void differing(List<String> sentences) {
    String start = Phrases.of(language, "draft_conflict", "", "");
    String first = start.substring(0, start.indexOf(':'));
    List<String> ids =
        notes.stream().filter(n -> n.content().startsWith(first)).map(PromptFact::id).toList();
    if (!ids.isEmpty()) {
      sentences.add(Phrases.of(language, "remark_differ", String.join(", ", ids)));
    }
    Clashes clashes = Clashes.among(reading.pieces(), reading, brief);
    for (Clashes.Settled each : clashes.settled()) {
      if (used(each.holds())) {
        sentences.add(
            Phrases.of(
                language,
                "remark_replaced",
                quoted(each.lost().text(), each.lost().source()),
                quoted(each.holds().text(), each.holds().source())));
      }
    }
    for (Piece gone : clashes.gone()) {
      sentences.add(Phrases.of(language, "remark_gone", quoted(gone.text(), gone.source())));
    }
  }

  private boolean used(Piece piece) {
    return notes.stream().anyMatch(note -> note.content().contains(piece.text()));
  }

  /// What cannot be passed on, by why.
  private void dismissed(List<String> sentences) {
    for (Standing standing : Standing.values()) {
      String phrase =
          switch (standing) {
            case UNSURE -> "remark_unsure";
            case OLD -> "remark_old";
            case PRAISE -> "remark_praise";
            case TO_WRITER -> "draft_order";
            case INTERNAL -> "remark_internal";
            case STATED, ASIDE, TALK, LOOSE -> "";
          };
      List<String> quoted =
          reading.dismissed().stream()
              .filter(one -> !phrase.isEmpty() && one.standing() == standing)
              .limit(MOST_NAMED)
              .map(one -> quoted(one.text(), one.source()))
              .toList();
      if (!quoted.isEmpty()) {
        sentences.add(Phrases.of(language, phrase, String.join(", ", quoted)));
      }
    }
  }

  /// Questions that were not matched to a note for certain.
  private void open(List<String> sentences) {
    List<String> open = new ArrayList<>();
    for (Questions.Question question : brief.questions()) {
      if (open.size() < MOST_NAMED && notes.stream().noneMatch(n -> answers(n, question))) {
        open.add(Quoted.of(language, question.text()));
      }
    }
    if (!open.isEmpty()) {
      sentences.add(Phrases.of(language, "draft_open", String.join(", ", open)));
    }
  }

  /// Whether a note answers a question: it has what is asked for, and speaks of what the question
  /// does, itself or with the others of its source.
  private boolean answers(PromptFact note, Questions.Question question) {
    EnumSet<Need> told = EnumSet.noneOf(Need.class);
    told.addAll(Answers.of(note.content(), AmountReader.in(note.content(), language)));
    told.retainAll(question.needs());
    boolean price = told.contains(Need.HOW_MUCH) && ASKS_PRICE.matcher(question.text()).find();
    if (told.contains(Need.WHOM) || price) {
      return true;
    }
    int shared = shared(note, question);
    int around =
        notes.stream()
            .filter(other -> DraftWriter.source(other).equals(DraftWriter.source(note)))
            .mapToInt(other -> shared(other, question))
            .sum();
    boolean whole = shared > 0 && shared * 2 >= question.roots().size();
    return (!told.isEmpty() && (around > 0 || question.roots().isEmpty()))
        || (shared > 0 && around > 1)
        || whole;
  }

  private int shared(PromptFact note, Questions.Question question) {
    String named = String.join(" ", note.cites()).replaceAll("[._:-]+", " ");
    List<String> roots = Keywords.roots(note.content() + " " + named);
    return Keywords.shared(Keywords.withPairs(roots), question.roots(), language);
  }

  private void unused(List<String> sentences) {
    Set<String> cited = new LinkedHashSet<>();
    notes.forEach(note -> cited.addAll(note.cites()));
    left.forEach(note -> cited.addAll(note.cites()));
    List<String> unused = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (PromptFact source : input.sources()) {
      if (Brief.draws(source) && !cited.contains(source.id())) {
        unused.add(source.id());
      } else if (Brief.draws(source)) {
        long apart =
            reading.bySource().getOrDefault(source.id(), List.of()).stream()
                    .filter(piece -> !within(piece))
                    .count()
                + reading.dismissed().stream()
                    .filter(one -> one.source().equals(source.id()))
                    .filter(one -> silent(one.standing()))
                    .count();
        if (apart > 0) {
          parts.add(source.id() + " (" + apart + ")");
        }
      }
    }
    if (!unused.isEmpty()) {
      sentences.add(Phrases.of(language, "draft_unused", String.join(", ", unused)));
    }
    if (!parts.isEmpty()) {
      sentences.add(Phrases.of(language, "remark_parts", String.join(", ", parts)));
    }
    if (!left.isEmpty()) {
      String ids = String.join(", ", left.stream().map(PromptFact::id).toList());
      sentences.add(Phrases.of(language, "draft_left_out", ids));
    }
  }

  private static boolean silent(Standing standing) {
    return standing == Standing.TALK || standing == Standing.LOOSE;
  }

  /// Whether a note has a passage or most of it.
  private boolean within(Piece piece) {
    String text = piece.text();
    String start =
        Sentences.bare(text.length() > MOST_QUOTED ? text.substring(0, MOST_QUOTED) : text);
    String begin = start.substring(0, Math.min(FIRST, start.length()));
    return notes.stream().anyMatch(note -> note.content().contains(begin));
  }

  private void form(List<String> sentences) {
    List<String> others =
        input.sources().stream()
            .filter(fact -> notes.stream().anyMatch(note -> note.cites().contains(fact.id())))
            .filter(fact -> Words.of(fact.content()).size() > FEW_WORDS)
            .filter(fact -> language.differs(fact.content()))
            .map(PromptFact::id)
            .toList();
    if (!others.isEmpty()) {
      sentences.add(Phrases.of(language, "draft_language", String.join(", ", others)));
    }
    if (brief.asking().stream().anyMatch(asks -> FORM.matcher(asks.content()).find())) {
      sentences.add(Phrases.of(language, "remark_form"));
    }
    AskedLength asked = brief.length().orElse(null);
    if (asked != null && !asked.met(words)) {
      sentences.add(Phrases.of(language, "draft_length", asked(asked), words));
    }
  }

  /// A range of words as a range, the most as the most, one number as about that.
  private String asked(AskedLength asked) {
    String phrase =
        asked.least() == 0 ? "length_most" : asked.about() ? "length_about" : "length_range";
    return Phrases.of(language, phrase, asked.least() == 0 ? asked.most() : asked.toString());
  }
}
