package dev.converge.llm.reasoner;

import dev.converge.core.agent.AgentSpec;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Says, for one output of an agent, what the evidence lets one say: as much as bears on the
/// question, within the counts of the contract.
final class Composer {
  /// Facts that are proposed under a key whose contract names no upper bound.
  private static final int ENOUGH = 5;

  private static final int MOST_OF_A_NAME = 160;

  private final PromptInput brief;
  private final Evidence evidence;
  private final AgentSpec.Output output;
  private final Relevance question;
  private final OutputKind task;
  private final Evaluator weighing;

  Composer(PromptInput brief, Evidence evidence, AgentSpec.Output output) {
    this.brief = brief;
    this.evidence = evidence;
    this.output = output;
    this.question = evidence.question();
    this.weighing = new Evaluator(output);
    this.task = OutputKind.of(output, brief.instruction());
  }

  List<Statement> statements() throws InterruptedException {
    if (output.forEach().isEmpty()) {
      return chosen(revised(candidates()), output.min(), output.max());
    }
    List<Statement> all = new ArrayList<>();
    Set<String> said = new TreeSet<>();
    List<PromptFact> due = brief.due(output);
    for (int turn = 0; turn < due.size(); turn++) {
      OfflineReasoner.checkInterrupt();
      PromptFact target = due.get(turn);
      for (Statement statement : about(target, turn, said)) {
        said.add(TextAnalysis.fold(statement.text()));
        all.add(statement.about(target));
      }
    }
    return all;
  }

  /// What was not said of another fact before; where that is too little, the rest with the fact
  /// named.
  private List<Statement> about(PromptFact target, int turn, Set<String> said) {
    List<Statement> some = of(target, turn);
    int most = output.max() > output.min() ? output.min() + 1 : output.min();
    List<Statement> kept = chosen(unsaid(some, said), output.min(), most);
    if (kept.size() >= output.min()) {
      return kept;
    }
    String whole = FieldValues.clip(target.content(), MOST_OF_A_NAME).replaceAll("[\\s.]+$", "");
    String lead = lead(evidence.of(target)).map(Clause::core).orElse(whole);
    List<Statement> named = new ArrayList<>(some);
    some.forEach(statement -> named.add(statement.named(lead)));
    some.forEach(statement -> named.add(statement.named(whole)));
    return chosen(unsaid(named, said), output.min(), output.min());
  }

  /// A proposal that was returned is not made again, as long as there is another.
  private List<Statement> revised(List<Statement> some) {
    if (brief.returned().isEmpty()) {
      return some;
    }
    Set<String> returned = new TreeSet<>();
    brief.returned().forEach(text -> returned.add(TextAnalysis.fold(text)));
    brief.said().forEach(fact -> returned.add(TextAnalysis.fold(fact.content())));
    List<Statement> others = unsaid(some, returned);
    return others.size() >= output.min() ? others : some;
  }

  private static List<Statement> unsaid(List<Statement> some, Set<String> said) {
    return some.stream().filter(s -> !said.contains(TextAnalysis.fold(s.text()))).toList();
  }

  static Optional<Clause> lead(List<Clause> used) {
    return SentenceTemplates.first(used, Clause.Role.MARKET)
        .or(() -> SentenceTemplates.first(used, Clause.Role.RIVAL))
        .or(() -> used.stream().findFirst());
  }

  /// The relevant ones, or as many of the others as the contract needs.
  private List<Statement> chosen(List<Statement> candidates, int min, int max) {
    List<Statement> kept = new ArrayList<>();
    Set<String> said = new TreeSet<>();
    int most = max == Integer.MAX_VALUE ? Math.max(min, ENOUGH) : max;
    for (Statement candidate : candidates) {
      boolean weak = candidate.confidence() < WEAK;
      if (kept.size() < most
          && !(weak && kept.size() >= min)
          && allowed(candidate)
          && said.add(TextAnalysis.fold(candidate.text()))) {
        kept.add(candidate);
      }
    }
    return kept;
  }

  /// Below this a statement is made only because the contract asks for one.
  static final int WEAK = 40;

  private boolean allowed(Statement statement) {
    String text = TextAnalysis.fold(statement.text());
    return brief.avoided(output.key()).stream().map(TextAnalysis::fold).noneMatch(text::contains)
        && statement.confidence() >= output.minConfidence() * 100;
  }

  private List<Statement> candidates() throws InterruptedException {
    List<Statement> found =
        switch (task) {
          case SELECT -> NoteTaker.asked(brief) ? new NoteTaker(brief).statements() : select();
          case RIVALS -> rivals();
          case INFER -> infer();
          case ACT -> act();
          case DOUBT, JUDGE -> doubts();
          case COMPOSE ->
              DraftWriter.asked(brief) ? new DraftWriter(brief, output).statements() : compose();
          case TERMS -> terms();
        };
    List<Statement> all = new ArrayList<>(found);
    all.addAll(missing());
    return all;
  }

  private List<Statement> select() {
    List<Statement> strong = new ArrayList<>();
    List<Statement> weak = new ArrayList<>();
    Set<String> labels = new TreeSet<>();
    for (Clause clause : evidence.spread()) {
      if (!question.tells()) {
        strong.add(Statement.of(TextAnalysis.sentence(clause.scoped()), 25, List.of(clause)));
      } else if (evidence.relevance(clause) >= Evidence.RELEVANT) {
        strong.add(Statement.of(labelled(clause, labels), 35, List.of(clause)));
      } else {
        weak.add(Statement.of(TextAnalysis.sentence(clause.scoped()), 5, List.of(clause)));
      }
    }
    strong.addAll(weak);
    return strong;
  }

  /// Begins with the word of the instruction that the clause answers, where it does not say it.
  private String labelled(Clause clause, Set<String> used) {
    for (String word : question.words()) {
      boolean answers = Cue.of(word).stream().anyMatch(clause.cues()::contains);
      if (answers && clause.stems().contains(TextAnalysis.stem(word))) {
        return TextAnalysis.sentence(clause.scoped());
      }
      if (answers && used.add(TextAnalysis.stem(word))) {
        return TextAnalysis.sentence(TextAnalysis.capital(word) + ": " + clause.innerScoped());
      }
    }
    return TextAnalysis.sentence(clause.scoped());
  }

  private List<Statement> rivals() {
    List<Statement> found = new ArrayList<>();
    for (Clause rival : evidence.role(Clause.Role.RIVAL)) {
      String text = TextAnalysis.sentence(rival.scoped());
      found.add(Statement.of(text, 35, List.of(rival)).kind("direct competitor"));
    }
    String none = found.isEmpty() ? "The sources name no " + subject(Cue.RIVAL) + ". " : "";
    List<Clause> ranked = new ArrayList<>(evidence.spread());
    ranked.removeIf(c -> c.role() == Clause.Role.AIM || c.role() == Clause.Role.RIVAL);
    ranked.sort(
        Comparator.comparing((Clause clause) -> !clause.cues().contains(Cue.DEMAND))
            .thenComparing(clause -> !clause.finite()));
    boolean matched = false;
    for (Clause clause : ranked) {
      boolean match = !matched && clause.cues().contains(Cue.DEMAND);
      String text =
          (none + (match ? "What any has to match: " : "Doing nothing leaves this as it is: "))
              + TextAnalysis.sentence(clause.innerScoped(), false);
      String kind = match ? "indirect alternative" : "status quo nothing";
      found.add(Statement.of(text, 5, List.of(clause)).kind(kind));
      matched |= match;
      none = "";
    }
    return found;
  }

  /// The word of the instruction that stands for a cue, else the key.
  private String subject(Cue cue) {
    return TextAnalysis.content(brief.instruction()).stream()
        .filter(word -> Cue.of(word).contains(cue))
        .findFirst()
        .orElse(output.key())
        .toLowerCase(Locale.ROOT);
  }

  private List<Clause> leads() {
    List<Clause> leads = new ArrayList<>(evidence.role(Clause.Role.MARKET));
    leads.addAll(evidence.role(Clause.Role.RIVAL));
    leads.addAll(evidence.role(Clause.Role.OTHER));
    if (leads.isEmpty()) {
      leads.addAll(evidence.role(Clause.Role.LIMIT));
    }
    List<Clause> specific = leads.stream().filter(clause -> !clause.isScope()).toList();
    if (!specific.isEmpty()) {
      return specific;
    }
    return leads.isEmpty() ? evidence.ranked() : leads;
  }

  private List<Statement> infer() {
    List<Statement> found = new ArrayList<>();
    List<Clause> offers = evidence.role(Clause.Role.OFFER);
    List<Clause> aims = evidence.role(Clause.Role.AIM);
    List<Clause> rivals = evidence.role(Clause.Role.RIVAL);
    int turn = 0;
    for (Clause lead : leads()) {
      Optional<Clause> aim = turn(aims, turn);
      Optional<String> gap = aim.flatMap(goal -> SentenceTemplates.gap(lead, goal));
      if (gap.isPresent()) {
        found.add(Statement.of(gap.get(), 20, List.of(lead, aim.orElseThrow())));
      }
      List<Clause> offered = offered(offers, turn);
      boolean beside = lead.cues().contains(Cue.DEMAND) && !offered.isEmpty();
      if (beside && lead.role() != Clause.Role.RIVAL) {
        Optional<Clause> rival = turn(rivals, turn);
        List<Clause> used = used(lead, offered, rival);
        found.add(Statement.of(SentenceTemplates.beside(lead, offered, rival), 10, used));
      } else {
        String text = SentenceTemplates.infer(lead, offered, aim);
        found.add(Statement.of(text, 5, used(lead, offered, aim)));
      }
      turn++;
    }
    return found;
  }

  private static Optional<Clause> turn(List<Clause> clauses, int turn) {
    return clauses.isEmpty() ? Optional.empty() : Optional.of(clauses.get(turn % clauses.size()));
  }

  private static List<Clause> used(Clause lead, List<Clause> offered, Optional<Clause> aim) {
    Set<Clause> used = new LinkedHashSet<>(List.of(lead));
    used.addAll(offered);
    aim.ifPresent(used::add);
    return new ArrayList<>(used);
  }

  private List<Statement> act() {
    List<Statement> found = new ArrayList<>();
    List<Clause> offers = evidence.role(Clause.Role.OFFER);
    List<Clause> aims = evidence.role(Clause.Role.AIM);
    int turn = 0;
    for (Clause lead : leads()) {
      List<Clause> offered = offered(offers, turn);
      Optional<Clause> aim = turn(aims, turn);
      Optional<Clause> limit = turn(evidence.role(Clause.Role.LIMIT), turn);
      String mind = limit.map(c -> " Mind: " + TextAnalysis.sentence(c.inner(), false)).orElse("");
      List<Clause> used = used(lead, offered, aim);
      limit.filter(c -> !used.contains(c)).ifPresent(used::add);
      found.add(Statement.of(SentenceTemplates.act(lead, offered, aim, turn) + mind, 15, used));
      turn++;
    }
    return found;
  }

  /// What is offered comes first; every second time with a further thing said of it.
  private static List<Clause> offered(List<Clause> offers, int turn) {
    if (offers.isEmpty()) {
      return List.of();
    }
    List<Clause> mains = offers.stream().filter(Clause::first).toList();
    List<Clause> from = mains.isEmpty() ? offers : mains;
    Clause main = from.get(turn % from.size());
    List<Clause> more =
        offers.stream()
            .filter(c -> c.order() != main.order() && c.source().equals(main.source()))
            .toList();
    if (more.isEmpty() || turn % 2 == 0) {
      return List.of(main);
    }
    return List.of(main, more.get(turn / 2 % more.size()));
  }

  /// One doubt of each fact before the second of any.
  private List<Statement> doubts() throws InterruptedException {
    List<List<Statement>> each = new ArrayList<>();
    for (PromptFact target : brief.facts()) {
      OfflineReasoner.checkInterrupt();
      each.add(of(target, each.size()));
    }
    List<Statement> found = new ArrayList<>();
    Set<String> said = new TreeSet<>();
    boolean more = true;
    while (more) {
      more = false;
      for (int i = 0; i < each.size(); i++) {
        for (Statement statement : each.get(i)) {
          if (said.add(TextAnalysis.fold(statement.text()))) {
            found.add(statement.about(brief.facts().get(i)));
            more = true;
            break;
          }
        }
      }
    }
    return found;
  }

  /// What can be said of one fact.
  private List<Statement> of(PromptFact target, int turn) {
    List<Clause> used = evidence.of(target);
    List<Statement> doubts = Objections.of(evidence, used, turn);
    if (task == OutputKind.JUDGE) {
      return List.of(weighing.judge(target, used, doubts));
    }
    if (task == OutputKind.DOUBT) {
      return doubts.isEmpty()
          ? List.of(Statement.of("No source speaks against it.", 0, used))
          : doubts;
    }
    return evidence.of(target).stream()
        .map(clause -> Statement.of(TextAnalysis.sentence(clause.scoped()), 30, List.of(clause)))
        .toList();
  }

  /// What rests on the same source stands together, in the order of the source; every sentence says
  /// which fact it rests on.
  private List<Statement> compose() {
    List<PromptFact> facts = new ArrayList<>(evidence.facts());
    facts.sort(Comparator.comparingInt(this::place));
    StringBuilder text = new StringBuilder();
    Set<Clause> used = new LinkedHashSet<>();
    String source = "";
    for (PromptFact fact : facts) {
      String next = evidence.of(fact).stream().findFirst().map(Clause::source).orElse("");
      String sentence =
          TextAnalysis.sentence(ClauseSplitter.unlabelled(fact.content())) + " [" + fact.id() + "]";
      String joint = text.isEmpty() ? "" : next.equals(source) ? " " : "\n\n";
      int length = text.length() + joint.length() + sentence.length();
      if (output.maxLength() > 0 && length > output.maxLength() && !text.isEmpty()) {
        break;
      }
      text.append(joint).append(sentence);
      used.addAll(evidence.of(fact));
      source = next;
    }
    return text.isEmpty()
        ? List.of()
        : List.of(Statement.of(text.toString(), 30, new ArrayList<>(used)));
  }

  private int place(PromptFact fact) {
    return evidence.of(fact).stream().mapToInt(Clause::order).min().orElse(Integer.MAX_VALUE);
  }

  private List<Statement> terms() {
    List<Statement> found = new ArrayList<>();
    for (Clause clause : evidence.spread()) {
      String words = String.join(" ", TextAnalysis.content(clause.core()));
      found.add(Statement.of(words, 30, List.of(clause)));
    }
    return found;
  }

  /// What is asked for and nothing speaks of: said only where the contract asks for more.
  private List<Statement> missing() {
    if (NoteTaker.asked(brief)) {
      return List.of();
    }
    return switch (task) {
      case ACT, INFER ->
          SentenceTemplates.open(
              lead(evidence.ranked()),
              evidence.role(Clause.Role.OFFER).stream().findFirst(),
              !evidence.role(Clause.Role.RIVAL).isEmpty());
      case SELECT, RIVALS, DOUBT, JUDGE, COMPOSE, TERMS -> unspoken();
    };
  }

  /// One word of the instruction each.
  private List<Statement> unspoken() {
    List<Statement> found = new ArrayList<>();
    List<Clause> all = evidence.ranked();
    for (String word : question.words()) {
      String stem = TextAnalysis.stem(word);
      Set<Cue> cues = Cue.of(word);
      boolean said =
          all.stream()
              .anyMatch(
                  c -> c.stems().contains(stem) || cues.stream().anyMatch(c.cues()::contains));
      if (!said && !cues.isEmpty()) {
        String text = "No source speaks of " + word.toLowerCase(Locale.ROOT) + ".";
        found.add(Statement.of(text, 0, all.stream().limit(1).toList()));
      }
    }
    return found;
  }
}
