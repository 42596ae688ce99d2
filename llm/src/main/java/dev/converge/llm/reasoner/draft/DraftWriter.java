package dev.converge.llm.reasoner.draft;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.text.AskedLength;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.reasoner.text.AmountReader;
import dev.converge.llm.reasoner.text.Interrupts;
import dev.converge.llm.reasoner.text.NotedFinding;
import dev.converge.llm.reasoner.text.Phrases;
import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Sentences;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One text made of facts that were noted: a paragraph of each source, in the order of the
/// questions that they answer, its sentences in their order; then whom to ask. Every paragraph ends
/// with the ids of the facts that it rests on. What whoever asked for the text has to know about it
/// is in [Remarks].
public final class DraftWriter {
  /// Maximum number of paragraphs.
  static final int MOST_PARAGRAPHS = 6;

  private static final int LONGEST = 20_000;
  private static final int MANY_SENTENCES = 8;

  /// Maximum number of points that a source gets for one question.
  private static final int MOST_POINTS = 3;

  private static final Pattern CONTACT =
      Pattern.compile(
          "^(?:press |media )?(?:contacts?|queries|questions|enquiries|orders and questions|bookings|kontakt|fragen|rückfragen|ansprechpartner\\p{L}*|auskunft|auskünfte|frågor|vid frågor|contactez|contact presse|renseignements|dudas|contacto|consultas)\\b",
          Need.FLAGS);

  /// The first quotation of a note on sources that differ.
  private static final Pattern QUOTED = Pattern.compile("[“„”«]\u00a0?([^“„”«»]+)");

  private final PromptInput input;
  private final Brief brief;
  private final SeedLanguage language;
  private final List<PromptFact> notes = new ArrayList<>();
  private final List<PromptFact> left = new ArrayList<>();
  private final List<PromptFact> lacks = new ArrayList<>();

  /// What is found out of a note once, by its content.
  private final Map<String, Set<Need>> answered = new HashMap<>();

  private final Map<String, List<String>> roots = new HashMap<>();
  private final Map<String, Boolean> whom = new HashMap<>();
  private final Map<String, Boolean> speaks = new HashMap<>();

  private @Nullable List<Paragraph> made;

  /// @param notes that it is made of
  /// @param text without what it rests on
  private record Paragraph(List<PromptFact> notes, String text) {}

  /// @param input what an agent is shown
  /// @param output under which the text itself is written
  public DraftWriter(PromptInput input, AgentSpec.Output output) throws InterruptedException {
    this.input = input;
    brief = Brief.of(input);
    language = brief.language();
    int most = output.maxLength() > 0 ? output.maxLength() : LONGEST;
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

  /// The draft.
  public List<NotedFinding> draft() throws InterruptedException {
    return List.of(finding());
  }

  /// What whoever asked for the text has to know about it.
  ///
  /// @param output under which that is written
  public List<NotedFinding> remarks(AgentSpec.Output output) throws InterruptedException {
    return List.of(new Remarks(input, output, brief, notes, left, words()).finding());
  }

  /// The contract of the text itself, which the same agent writes as what has to be known of it.
  public static AgentSpec.Output written(PromptInput input, AgentSpec.Output other) {
    return input.outputs().stream().filter(one -> !one.equals(other)).findFirst().orElse(other);
  }

  private int words() throws InterruptedException {
    int words = 0;
    for (Paragraph paragraph : made()) {
      words += AskedLength.words(paragraph.text());
    }
    return words;
  }

  /// The paragraphs: the text needs them, and what has to be known of it their length.
  private List<Paragraph> made() throws InterruptedException {
    List<Paragraph> known = made;
    if (known == null) {
      known = new ArrayList<>();
      for (List<PromptFact> group : paragraphs(sorted())) {
        Interrupts.check();
        known.add(new Paragraph(group, paragraph(group)));
      }
      made = known;
    }
    return known;
  }

  private NotedFinding finding() throws InterruptedException {
    List<String> paragraphs = new ArrayList<>();
    for (Paragraph paragraph : made()) {
      paragraphs.add(paragraph.text() + " " + references(paragraph.notes()));
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
    }
    Set<String> cites = new LinkedHashSet<>();
    used.forEach(fact -> cites.add(fact.id()));
    used.forEach(fact -> cites.addAll(fact.cites()));
    int percent = notes.isEmpty() ? 35 : 60;
    return NotedFinding.of(String.join("\n\n", paragraphs), List.copyOf(cites), percent);
  }

  /// The notes of a paragraph; those in which their author speaks as "I" or "we" between quotation
  /// marks, with who says it, and those of the same source that stand between two such.
  private String paragraph(List<PromptFact> group) {
    List<String> said = new ArrayList<>();
    for (int i = 0; i < group.size(); ) {
      int last = lastSpoken(group, i);
      if (last < i) {
        said.add(sentence(group.get(i).content()));
        i++;
      } else {
        List<String> spoken =
            group.subList(i, last + 1).stream().map(note -> sentence(note.content())).toList();
        said.add(Quoted.by(language, source(group.get(i)), String.join(" ", spoken)));
        i = last + 1;
      }
    }
    return String.join(" ", said);
  }

  /// The last of the notes from one on, all of one source, in which its author speaks; less than
  /// the first if its author does not speak in that.
  private int lastSpoken(List<PromptFact> group, int first) {
    int last = first - 1;
    for (int i = first; i < group.size() && alone(group.get(i), group.get(first)); i++) {
      if (speaks(group.get(i))) {
        last = i;
      } else if (i == first) {
        return last;
      }
    }
    return last;
  }

  private static boolean alone(PromptFact note, PromptFact first) {
    return note.cites().size() == 1 && source(note).equals(source(first));
  }

  private boolean speaks(PromptFact note) {
    return speaks.computeIfAbsent(note.content(), _ -> spoken(note));
  }

  private boolean spoken(PromptFact note) {
    SeedLanguage its = SeedLanguage.of(note.content()).orElse(language);
    SeedLanguage own = language.differs(note.content()) ? its : language;
    return Speaker.in(note.content(), own, brief.we());
  }

  static String sentence(String text) {
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

  /// Whether a note only says whom to ask, so that it can stand at the end.
  private boolean whom(PromptFact note) {
    return whom.computeIfAbsent(note.content(), _ -> contacts(note));
  }

  private boolean contacts(PromptFact note) {
    return answered(note).contains(Need.WHOM)
        && contact(note.content())
        && !speaks(note)
        && Sentences.of(note.content()).size() == 1;
  }

  /// Whether a passage begins by saying that it tells whom to ask.
  static boolean contact(String text) {
    return CONTACT.matcher(text).lookingAt();
  }

  /// What a note answers, found out once.
  private Set<Need> answered(PromptFact note) {
    return answered.computeIfAbsent(
        note.content(), _ -> Answers.of(note.content(), AmountReader.in(note.content(), language)));
  }

  private List<String> rootsOf(PromptFact note) {
    return roots.computeIfAbsent(note.content(), _ -> Keywords.roots(note.content()));
  }

  static String source(PromptFact note) {
    return note.cites().isEmpty() ? "" : note.cites().getFirst();
  }

  /// By source, in the order of the questions of the brief; then where in it their words stand.
  /// Whom to ask comes last.
  private List<PromptFact> sorted() {
    Map<String, PromptFact> sources = new LinkedHashMap<>();
    input.sources().forEach(source -> sources.put(source.id(), source));
    List<String> order = order();
    return notes.stream()
        .sorted(
            Comparator.comparing(this::whom)
                .thenComparingInt((PromptFact note) -> order.indexOf(source(note)))
                .thenComparingInt(note -> at(note, sources))
                .thenComparing(PromptFact::id))
        .toList();
  }

  /// The sources: first the one that answers the first question of the brief best, and so on; then
  /// the others, the one with the most words first.
  private List<String> order() {
    Map<String, Integer> words = new LinkedHashMap<>();
    notes.forEach(note -> words.merge(source(note), Words.of(note.content()).size(), Integer::sum));
    List<String> sources =
        words.keySet().stream()
            .sorted(
                Comparator.comparingInt((String source) -> -words.getOrDefault(source, 0))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    Set<String> order = new LinkedHashSet<>();
    List<Questions.Question> questions = brief.questions();
    main(sources, questions).ifPresent(order::add);
    for (Questions.Question question : questions) {
      String best = "";
      int most = 0;
      for (String source : sources) {
        int score = answered(source, question.needs(), question.roots());
        if (score > most) {
          best = source;
          most = score;
        }
      }
      if (most > 0) {
        order.add(best);
      }
    }
    order.addAll(sources);
    return List.copyOf(order);
  }

  /// The source that answers most of all that is asked; of those that answer as much, the longest.
  ///
  /// @param sources the one with the most words first
  private Optional<String> main(List<String> sources, List<Questions.Question> questions) {
    String best = "";
    int most = 0;
    for (String source : sources) {
      int score = 0;
      for (Questions.Question question : questions) {
        int points = answered(source, question.needs(), question.roots());
        boolean first = question.equals(questions.getFirst());
        score += Math.min(MOST_POINTS, points) * (first ? 2 : 1);
      }
      if (score > most) {
        best = source;
        most = score;
      }
    }
    return most == 0 ? Optional.empty() : Optional.of(best);
  }

  /// Words of a part of the brief in a note of a source, and twice what it asks for.
  private int answered(String source, Set<Need> needs, Set<String> asking) {
    int score = 0;
    for (PromptFact note : notes) {
      if (source(note).equals(source) && !whom(note)) {
        Set<Need> told = answered(note);
        int asked = (int) needs.stream().filter(told::contains).count();
        int shared = Keywords.shared(rootsOf(note), asking, language);
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
    // A note can be of several items, which stand on lines of their own.
    int end = text.indexOf(". ");
    int at =
        source
            .content()
            .indexOf(text.substring(0, Math.min(end > 0 ? end : 24, Math.min(24, text.length()))));
    return at < 0 ? source.content().length() : at;
  }

  /// A paragraph of each source, as far as there may be so many; whom to ask is the last.
  private List<List<PromptFact>> paragraphs(List<PromptFact> sorted) {
    List<List<PromptFact>> all = new ArrayList<>();
    for (PromptFact note : sorted) {
      List<PromptFact> last = all.isEmpty() ? List.of() : all.getLast();
      boolean other =
          !last.isEmpty()
              && (!source(last.getLast()).equals(source(note))
                  || whom(last.getLast()) != whom(note));
      boolean full = last.size() >= MANY_SENTENCES;
      boolean both = !last.isEmpty() && whom(last.getLast()) && whom(note);
      if (all.isEmpty() || (all.size() < MOST_PARAGRAPHS && !both && (full || other))) {
        all.add(new ArrayList<>());
      }
      all.getLast().add(note);
    }
    return all;
  }
}
