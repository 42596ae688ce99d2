package dev.converge.llm.reasoner;

import dev.converge.core.agent.AgentSpec;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// One text made of facts that were noted: what belongs together stands in one paragraph, and every
/// paragraph ends with the ids of the facts that it rests on. What was asked and no fact speaks of
/// is said at the end.
final class DraftWriter {
  /// Paragraphs besides the one that says what is missing.
  static final int MOST_PARAGRAPHS = 5;

  private static final int MOST_SENTENCES = 5;
  private static final int NEAR = 3;
  private static final int NAMED = 5;
  private static final int LONGEST = 20_000;

  /// Words that ask for what is said without them.
  private static final Set<String> TIMES =
      Keywords.asked("date deadline schedule timeline").keySet();

  private final PromptInput brief;
  private final List<PromptFact> briefs;
  private final List<PromptFact> notes = new ArrayList<>();
  private final List<PromptFact> lacks = new ArrayList<>();

  DraftWriter(PromptInput brief, AgentSpec.Output output) {
    this.brief = brief;
    briefs = brief.sources().stream().filter(NoteTaker::isBrief).toList();
    List<String> avoided = brief.avoided(output.key()).stream().map(TextAnalysis::fold).toList();
    int left = (output.maxLength() > 0 ? output.maxLength() : LONGEST) * 4 / 5;
    for (PromptFact fact : brief.facts()) {
      String text = TextAnalysis.fold(fact.content());
      left -= text.length() + fact.id().length() + 6;
      if (briefs.stream().anyMatch(asks -> fact.cites().contains(asks.id()))) {
        lacks.add(fact);
      } else if (left > 0 && avoided.stream().noneMatch(text::contains)) {
        notes.add(fact);
      }
    }
  }

  /// Whether what the facts rest on asks for something to be written.
  static boolean asked(PromptInput brief) {
    return brief.sources().stream().anyMatch(NoteTaker::isBrief);
  }

  List<Statement> statements() {
    List<String> paragraphs = new ArrayList<>();
    for (List<PromptFact> group : groups()) {
      List<String> sentences = group.stream().map(f -> TextAnalysis.sentence(f.content())).toList();
      paragraphs.add(String.join(" ", sentences) + " " + references(group));
    }
    if (!lacks.isEmpty()) {
      List<String> sentences = lacks.stream().map(f -> TextAnalysis.sentence(f.content())).toList();
      paragraphs.add(
          "Nothing can be written that answers the brief. "
              + String.join(" ", sentences)
              + " "
              + references(lacks));
    }
    List<PromptFact> used = new ArrayList<>(notes);
    used.addAll(lacks);
    String unspoken = unspoken();
    if (!unspoken.isEmpty()) {
      paragraphs.add(
          "No note takes up these words of the brief: " + unspoken + ". " + references(notes));
    }
    if (used.isEmpty()) {
      used.addAll(brief.facts());
      paragraphs.add("Nothing that was noted may be repeated here. " + references(used));
    }
    List<Clause> rests =
        used.stream().map(fact -> NoteTaker.quote(fact.id(), fact.content())).toList();
    return List.of(Statement.of(String.join("\n\n", paragraphs), 30, rests));
  }

  private static String references(List<PromptFact> facts) {
    return "[" + String.join(", ", facts.stream().map(PromptFact::id).toList()) + "]";
  }

  /// Parts of the brief of which no word stands in a note, in quotation marks.
  private String unspoken() {
    if (notes.isEmpty()) {
      return "";
    }
    Set<String> said = new LinkedHashSet<>();
    Set<Cue> cues = EnumSet.noneOf(Cue.class);
    for (PromptFact note : notes) {
      String named = String.join(" ", note.cites()).replaceAll("[._:-]+", " ");
      said.addAll(Keywords.withPairs(Keywords.roots(note.content() + " " + named)));
      cues.addAll(Cue.in(note.content()));
    }
    List<String> parts = new ArrayList<>();
    for (PromptFact asks : briefs) {
      for (String part : Keywords.parts(asks)) {
        boolean when = TextAnalysis.overlap(Keywords.asked(part).keySet(), TIMES) > 0;
        boolean hinted = when || Cue.in(part).stream().anyMatch(cues::contains);
        if (!hinted && TextAnalysis.overlap(Keywords.asked(part).keySet(), said) == 0) {
          parts.add("“" + part.replaceFirst("^(?:and|or)\\s+", "") + "”");
        }
      }
    }
    return String.join(", ", parts.stream().distinct().limit(NAMED).toList());
  }

  /// Notes that share most, beside what the brief says anyway, stand together; those of one source
  /// rather than those of two, and in the order in which the source has them.
  private List<List<PromptFact>> groups() {
    Set<String> asked = new LinkedHashSet<>();
    briefs.forEach(asks -> asked.addAll(Keywords.roots(asks.content())));
    Map<String, Set<String>> roots = new LinkedHashMap<>();
    for (PromptFact note : notes) {
      Set<String> own = new LinkedHashSet<>(Keywords.roots(note.content()));
      own.removeAll(asked);
      roots.put(note.id(), own);
    }
    List<List<PromptFact>> groups = new ArrayList<>();
    List<PromptFact> left = new ArrayList<>(notes);
    int size = Math.max(MOST_SENTENCES, (notes.size() + MOST_PARAGRAPHS - 1) / MOST_PARAGRAPHS);
    while (!left.isEmpty()) {
      List<PromptFact> group = new ArrayList<>(List.of(left.removeFirst()));
      boolean more = true;
      while (more && group.size() < size) {
        more = false;
        PromptFact nearest =
            left.stream()
                .max(Comparator.comparingInt(note -> nearness(note, group, roots)))
                .orElse(null);
        boolean last = groups.size() == MOST_PARAGRAPHS - 1;
        if (nearest != null && (last || nearness(nearest, group, roots) >= NEAR)) {
          group.add(nearest);
          left.remove(nearest);
          more = true;
        }
      }
      group.sort(Comparator.comparing((PromptFact n) -> place(n)));
      groups.add(group);
    }
    return groups;
  }

  private static int nearness(
      PromptFact note, List<PromptFact> group, Map<String, Set<String>> roots) {
    int most = 0;
    Set<String> own = roots.getOrDefault(note.id(), Set.of());
    for (PromptFact other : group) {
      int shared = TextAnalysis.overlap(own, roots.getOrDefault(other.id(), Set.of()));
      most = Math.max(most, shared + (note.cites().equals(other.cites()) ? NEAR : 0));
    }
    return most;
  }

  /// The source of a note and where in it the note's words stand.
  private String place(PromptFact note) {
    String source = note.cites().isEmpty() ? "" : note.cites().getFirst();
    int at =
        brief.sources().stream()
            .filter(passage -> passage.id().equals(source))
            .findFirst()
            .map(passage -> at(passage, note))
            .orElse(0);
    return String.format(Locale.ROOT, "%s %08d", source, at);
  }

  private static int at(PromptFact source, PromptFact note) {
    return Math.max(
        0, TextAnalysis.fold(source.content()).indexOf(TextAnalysis.fold(note.content())));
  }
}
