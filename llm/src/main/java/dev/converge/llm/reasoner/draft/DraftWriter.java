package dev.converge.llm.reasoner.draft;

import dev.converge.core.agent.AgentSpec;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.reasoner.text.AmountReader;
import dev.converge.llm.reasoner.text.Interrupts;
import dev.converge.llm.reasoner.text.NotedFinding;
import dev.converge.llm.reasoner.text.Orders;
import dev.converge.llm.reasoner.text.Phrases;
import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Sentences;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One text made of facts that were noted: a paragraph of each source, the one that says most
/// first, its sentences in their order; then whom to ask. Every paragraph ends with the ids of the
/// facts that it rests on; the last one says what was not used and what was asked and not
/// recognised.
public final class DraftWriter {
  /// Maximum number of paragraphs, not counting the one about missing information.
  static final int MOST_PARAGRAPHS = 5;

  private static final int LONGEST = 20_000;
  private static final int MOST_QUOTED = 200;
  private static final int NAMED = 5;
  private static final int FEW_SENTENCES = 2;
  private static final int MANY_SENTENCES = 6;

  /// A text that has less than this part of the words that are asked for is short.
  private static final double SHORT = 0.8;

  private static final Pattern QUESTION =
      Pattern.compile(
          "\\?$|^(?:and |or |und |och |et |y )?(?:how|what|which|who|whose|why|is|are|does|do|can|wie|was|welche[rsn]?|ob|warum|vad|hur|vilk[aet]+n?|varför|comment|quel(?:le)?s?|pourquoi|cómo|qué|cuál(?:es)?|por qué)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

  /// The first quotation of a note on sources that differ.
  private static final Pattern QUOTED = Pattern.compile("[“„”«]\u00a0?([^“„”«»]+)");

  private final PromptInput input;
  private final Brief brief;
  private final SeedLanguage language;
  private final List<PromptFact> notes = new ArrayList<>();
  private final List<PromptFact> left = new ArrayList<>();
  private final List<PromptFact> lacks = new ArrayList<>();
  private final Map<String, Set<Need>> answered = new HashMap<>();
  private final int most;

  private DraftWriter(PromptInput input, AgentSpec.Output output) {
    this.input = input;
    brief = Brief.of(input);
    language = brief.language();
    most = output.maxLength() > 0 ? output.maxLength() : LONGEST;
    List<String> avoided = input.avoided(output.key()).stream().map(Words::fold).toList();
    int room = most * 3 / 5;
    int words = brief.words().orElse(Integer.MAX_VALUE);
    for (PromptFact fact : input.facts()) {
      String text = Words.fold(fact.content());
      if (brief.asking().stream().anyMatch(asks -> fact.cites().contains(asks.id()))) {
        lacks.add(fact);
      } else if (avoided.stream().noneMatch(text::contains)) {
        int length = Words.of(fact.content()).size();
        boolean fits = room > text.length() && (notes.isEmpty() || length <= words);
        (fits ? notes : left).add(fact);
        room -= fits ? text.length() + fact.id().length() + 6 : 0;
        words -= fits ? length : 0;
      }
    }
  }

  /// Whether what the facts rest on asks for something to be written.
  public static boolean asked(PromptInput input) {
    return input.sources().stream().anyMatch(Brief::asks);
  }

  /// The draft for an output.
  public static List<NotedFinding> draft(PromptInput input, AgentSpec.Output output)
      throws InterruptedException {
    return List.of(new DraftWriter(input, output).finding());
  }

  private NotedFinding finding() throws InterruptedException {
    List<String> paragraphs = new ArrayList<>();
    for (List<PromptFact> group : paragraphs(sorted())) {
      Interrupts.check();
      List<String> sentences = group.stream().map(f -> sentence(f.content())).toList();
      paragraphs.add(String.join(" ", sentences) + " " + references(group));
    }
    List<PromptFact> used = new ArrayList<>(notes);
    if (!lacks.isEmpty()) {
      List<String> sentences = lacks.stream().map(f -> sentence(f.content())).toList();
      String start = Phrases.of(language, "draft_cannot");
      paragraphs.add(start + " " + String.join(" ", sentences) + " " + references(lacks));
      used.addAll(lacks);
    }
    if (used.isEmpty()) {
      used.addAll(input.facts());
      paragraphs.add(Phrases.of(language, "draft_forbidden") + " " + references(used));
    } else if (!notes.isEmpty()) {
      String last = last();
      if (!last.isEmpty()) {
        paragraphs.add(last + " " + references(notes));
      }
    }
    Set<String> cites = new LinkedHashSet<>();
    used.forEach(fact -> cites.add(fact.id()));
    used.forEach(fact -> cites.addAll(fact.cites()));
    int percent = notes.isEmpty() ? 35 : 60;
    return NotedFinding.of(String.join("\n\n", paragraphs), List.copyOf(cites), percent);
  }

  private static String sentence(String text) {
    String whole = text.strip();
    int last = whole.length() - 1;
    while (last > 0 && "\"”“’»)".indexOf(whole.charAt(last)) >= 0) {
      last--;
    }
    boolean ends = last >= 0 && ".!?…。！？".indexOf(whole.charAt(last)) >= 0;
    return Words.capital(ends ? whole : whole + ".");
  }

  private static String references(List<PromptFact> facts) {
    return "[" + String.join(", ", facts.stream().map(PromptFact::id).toList()) + "]";
  }

  private boolean whom(PromptFact note) {
    return answered(note).contains(Need.WHOM);
  }

  /// What a note answers, found out once.
  private Set<Need> answered(PromptFact note) {
    return answered.computeIfAbsent(
        note.id(), _ -> Answers.of(note.content(), AmountReader.in(note.content(), language)));
  }

  private static String source(PromptFact note) {
    return note.cites().isEmpty() ? "" : note.cites().getFirst();
  }

  /// By source, first the one that answers the questions of the brief best, then the one with the
  /// most words; then where in it their words stand. Whom to ask comes last.
  private List<PromptFact> sorted() {
    Map<String, PromptFact> sources = new LinkedHashMap<>();
    input.sources().forEach(source -> sources.put(source.id(), source));
    Map<String, Integer> words = new LinkedHashMap<>();
    notes.stream()
        .filter(note -> !whom(note))
        .forEach(note -> words.merge(source(note), Words.of(note.content()).size(), Integer::sum));
    String first = first(words);
    return notes.stream()
        .sorted(
            Comparator.comparing(this::whom)
                .thenComparing((PromptFact note) -> !source(note).equals(first))
                .thenComparingInt(note -> -words.getOrDefault(source(note), 0))
                .thenComparing(DraftWriter::source)
                .thenComparingInt(note -> at(note, sources))
                .thenComparing(PromptFact::id))
        .toList();
  }

  /// The source whose notes answer the questions of the brief best; empty if none does.
  private String first(Map<String, Integer> words) {
    List<String> sources =
        words.keySet().stream()
            .sorted(
                Comparator.comparingInt((String source) -> -words.getOrDefault(source, 0))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    Map<String, Integer> scores = new HashMap<>();
    for (String part : brief.parts()) {
      Set<Need> needs = Need.asked(part);
      if (needs.isEmpty() && !QUESTION.matcher(part).find()) {
        continue;
      }
      Set<String> roots = Keywords.asked(part).keySet();
      for (String source : sources) {
        scores.merge(source, answered(source, needs, roots), Integer::sum);
      }
    }
    String best = "";
    int most = 0;
    for (String source : sources) {
      int score = scores.getOrDefault(source, 0);
      if (score > most) {
        best = source;
        most = score;
      }
    }
    return best;
  }

  /// Words of a part of the brief in a note of a source, and twice what it asks for.
  private int answered(String source, Set<Need> needs, Set<String> roots) {
    int score = 0;
    for (PromptFact note : notes) {
      if (source(note).equals(source) && !whom(note)) {
        Set<Need> told = answered(note);
        int asked = (int) needs.stream().filter(told::contains).count();
        int shared = NoteTaker.overlap(new LinkedHashSet<>(Keywords.roots(note.content())), roots);
        score = Math.max(score, shared + 2 * asked);
      }
    }
    return score;
  }

  private static int at(PromptFact note, Map<String, PromptFact> sources) {
    PromptFact source = note.cites().isEmpty() ? null : sources.get(note.cites().getFirst());
    if (source == null) {
      return 0;
    }
    Matcher quoted = QUOTED.matcher(note.cites().size() > 1 ? note.content() : "");
    String text = quoted.find() ? quoted.group(1) : note.content();
    int at = source.content().indexOf(text.substring(0, Math.min(24, text.length())));
    return at < 0 ? source.content().length() : at;
  }

  /// A paragraph of each source, unless it would be too short or there are too many.
  private List<List<PromptFact>> paragraphs(List<PromptFact> sorted) {
    List<List<PromptFact>> all = new ArrayList<>();
    for (PromptFact note : sorted) {
      List<PromptFact> last = all.isEmpty() ? List.of() : all.getLast();
      boolean other = !last.isEmpty() && !source(last.getLast()).equals(source(note));
      boolean small = last.size() < FEW_SENTENCES;
      boolean full = last.size() >= MANY_SENTENCES;
      if (all.isEmpty() || (all.size() < MOST_PARAGRAPHS && (full || (other && !small)))) {
        all.add(new ArrayList<>());
      }
      all.getLast().add(note);
    }
    return all;
  }

  /// What was asked and not recognised, what was not used, and why the text is short.
  private String last() {
    List<String> sentences = new ArrayList<>();
    String open = open();
    if (!open.isEmpty()) {
      sentences.add(Phrases.of(language, "draft_open", open));
    }
    Set<String> cited = new LinkedHashSet<>();
    notes.forEach(note -> cited.addAll(note.cites()));
    left.forEach(note -> cited.addAll(note.cites()));
    List<String> unused =
        input.sources().stream()
            .filter(fact -> Brief.draws(fact) && !cited.contains(fact.id()))
            .map(PromptFact::id)
            .toList();
    if (!unused.isEmpty()) {
      sentences.add(Phrases.of(language, "draft_unused", String.join(", ", unused)));
    }
    if (!left.isEmpty()) {
      String ids = String.join(", ", left.stream().map(PromptFact::id).toList());
      sentences.add(Phrases.of(language, "draft_left_out", ids));
    }
    foreign(cited).ifPresent(sentences::add);
    orders().ifPresent(sentences::add);
    OptionalInt wanted = brief.wanted();
    int have = notes.stream().mapToInt(note -> Words.of(note.content()).size()).sum();
    if (wanted.isPresent() && left.isEmpty() && have < wanted.getAsInt() * SHORT) {
      sentences.add(Phrases.of(language, "draft_length", wanted.getAsInt(), have));
    }
    String text = String.join(" ", sentences);
    return text.length() > most / 4 ? Words.clip(text, most / 4) : text;
  }

  private Optional<String> foreign(Set<String> cited) {
    List<String> others =
        input.sources().stream()
            .filter(fact -> cited.contains(fact.id()) && Words.of(fact.content()).size() > NAMED)
            .filter(fact -> language.differs(fact.content()))
            .map(PromptFact::id)
            .toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(Phrases.of(language, "draft_language", String.join(", ", others)));
  }

  /// Sentences of the sources that give orders.
  private Optional<String> orders() {
    for (PromptFact source : input.sources()) {
      if (Brief.draws(source)) {
        for (String sentence : Sentences.of(source.content())) {
          if (Orders.in(sentence)) {
            String bare = Words.clip(Sentences.bare(sentence), MOST_QUOTED);
            String quoted = language.quote(bare) + " (" + source.id() + ")";
            return Optional.of(Phrases.of(language, "draft_order", quoted));
          }
        }
      }
    }
    return Optional.empty();
  }

  /// Parts of the brief to which no note was recognised as an answer, in quotation marks.
  private String open() {
    Set<String> said = new LinkedHashSet<>();
    EnumSet<Need> found = EnumSet.noneOf(Need.class);
    for (PromptFact note : notes) {
      String named = String.join(" ", note.cites()).replaceAll("[._:-]+", " ");
      List<String> roots = Keywords.roots(note.content() + " " + named);
      said.addAll(Keywords.withPairs(roots));
      if (language == SeedLanguage.DE || language == SeedLanguage.SV) {
        roots.forEach(root -> said.addAll(Keywords.compounds(root, brief.asked().keySet())));
      }
      found.addAll(answered(note));
    }
    Set<String> parts = new LinkedHashSet<>();
    for (String part : brief.parts()) {
      Set<Need> needs = Need.asked(part);
      boolean told = Keywords.asked(part).keySet().stream().anyMatch(said::contains);
      boolean asks = !needs.isEmpty() || QUESTION.matcher(part).find();
      boolean open = needs.isEmpty() ? !told : needs.stream().noneMatch(found::contains) && !told;
      if (asks && open && parts.size() < NAMED) {
        parts.add(language.quote(part.replaceFirst("^(?:and|or|und|och|et|y)\\s+", "")));
      }
    }
    return String.join(", ", parts);
  }
}
