package dev.converge.llm.model;

import dev.converge.core.Body;
import dev.converge.core.Condition;
import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.Invariant;
import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.decision.Returned;
import dev.converge.core.proposal.Keys;
import dev.converge.engine.agent.AgentCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// What a model is told, in parts: everything that an answer may depend on, and nothing of when or
/// by whom it is asked.
///
/// @param agent id of the agent
/// @param objective of the flow
/// @param instruction of the agent
/// @param facts under the keys that the agent reads
/// @param sources what those rest on, and the seeds, for understanding; without the seeds that the
///   agent is not shown
/// @param said what the agent proposed in earlier rounds
/// @param outputs what it may write
/// @param avoid terms that may not be mentioned, by key
/// @param notes what was wrong with the answer before, and invariants to be remedied
/// @param leftOut how many facts, sources and earlier proposals were left out for size
/// @param returned what the agent is to revise, and what it proposed beside that; the instruction
///   has it too
public record PromptInput(
    String agent,
    String objective,
    String instruction,
    List<PromptFact> facts,
    List<PromptFact> sources,
    List<PromptFact> said,
    List<AgentSpec.Output> outputs,
    Map<String, List<String>> avoid,
    List<String> notes,
    int leftOut,
    List<String> returned) {
  /// Bytes of facts that are shown at most; beyond it the oldest are left out and the model is told
  /// how many.
  static final int MAX_FACT_BYTES = 400_000;

  /// Bytes of sources that are shown at most.
  static final int MAX_SOURCE_BYTES = 48_000;

  /// Bytes of notes that are shown at most.
  public static final int MAX_NOTE_BYTES = 2_048;

  private static final int MAX_NOTE = 1_000;

  /// How much of the facts is shown.
  ///
  /// @param facts bytes of the facts to work on, at most
  /// @param sources bytes of what those rest on, and of the agent's own proposals, at most
  record Room(int facts, int sources) {
    /// As much as is ever shown.
    static final Room WHOLE = new Room(MAX_FACT_BYTES, MAX_SOURCE_BYTES);
  }

  /// Copies the lists.
  public PromptInput {
    facts = List.copyOf(facts);
    sources = List.copyOf(sources);
    said = List.copyOf(said);
    outputs = List.copyOf(outputs);
    notes = List.copyOf(notes);
    returned = List.copyOf(returned);
  }

  /// For an agent that has nothing to revise.
  public PromptInput(
      String agent,
      String objective,
      String instruction,
      List<PromptFact> facts,
      List<PromptFact> sources,
      List<PromptFact> said,
      List<AgentSpec.Output> outputs,
      Map<String, List<String>> avoid,
      List<String> notes,
      int leftOut) {
    this(
        agent,
        objective,
        instruction,
        facts,
        sources,
        said,
        outputs,
        avoid,
        notes,
        leftOut,
        List.of());
  }

  /// For an agent that is asked.
  public static PromptInput of(AgentCall call) {
    return of(call, Room.WHOLE);
  }

  static PromptInput of(AgentCall call, Room room) {
    List<String> notes = new ArrayList<>(call.request().violations());
    for (Body.InvariantViolated broken : call.request().broken()) {
      notes.add(broken.name() + ": " + broken.message());
    }
    List<String> returned = new ArrayList<>();
    for (Returned one : call.request().returned()) {
      returned.add(one.proposal().content());
      returned.addAll(one.beside());
    }
    return of(call.program(), call.spec(), call.context(), call::facts, notes, room, returned);
  }

  /// For an agent about to be asked: at least what it will be shown, without notes.
  public static PromptInput before(Program program, AgentSpec spec, Context context) {
    return before(program, spec, context, Room.WHOLE);
  }

  static PromptInput before(Program program, AgentSpec spec, Context context, Room room) {
    return of(program, spec, context, context::facts, List.of(), room, List.of());
  }

  private static PromptInput of(
      Program program,
      AgentSpec spec,
      Context context,
      Function<String, List<Fact>> read,
      List<String> notes,
      Room room,
      List<String> returned) {
    Set<Fact> facts = new LinkedHashSet<>();
    spec.eligibility().allOf().forEach(key -> facts.addAll(read.apply(key)));
    spec.eligibility().anyOf().forEach(key -> facts.addAll(read.apply(key)));
    for (AgentSpec.Output output : spec.outputs()) {
      if (!output.forEach().isEmpty()) {
        facts.addAll(context.facts(output.forEach()));
      }
    }
    facts.removeIf(fact -> withheld(spec, fact));
    List<PromptFact> said = new ArrayList<>();
    for (AgentSpec.Output output : spec.outputs()) {
      for (Fact fact : context.facts(output.key())) {
        if (fact.agent().equals(spec.id())) {
          said.add(PromptFact.of(fact));
        }
      }
    }
    List<PromptFact> all = facts.stream().map(PromptFact::of).toList();
    List<PromptFact> shown = newest(all, room.facts());
    List<PromptFact> sources = sources(spec, context, facts);
    List<PromptFact> near = first(sources, room.sources());
    List<PromptFact> own = newest(said, room.sources());
    int known = all.size() + sources.size() + said.size();
    return new PromptInput(
        spec.id(),
        program.definition().objective(),
        spec.instruction(),
        shown,
        near,
        own,
        spec.outputs(),
        avoid(program),
        bounded(notes),
        known - shown.size() - near.size() - own.size(),
        returned);
  }

  private static boolean withheld(AgentSpec spec, Fact fact) {
    return fact.key().equals(Keys.SEEDS) && spec.withholds(fact.id());
  }

  /// What the facts rest on, nearest first, then the seeds.
  private static List<PromptFact> sources(AgentSpec spec, Context context, Set<Fact> facts) {
    Set<String> seen = new LinkedHashSet<>();
    facts.forEach(fact -> seen.add(fact.id()));
    Deque<Fact> open = new ArrayDeque<>(facts);
    Map<String, Fact> found = new LinkedHashMap<>();
    while (!open.isEmpty()) {
      for (String id : open.removeFirst().cites()) {
        Fact cited = context.fact(id).orElse(null);
        if (cited != null && !withheld(spec, cited) && seen.add(id)) {
          found.put(id, cited);
          open.addLast(cited);
        }
      }
    }
    for (Fact seed : context.facts(Keys.SEEDS)) {
      if (!withheld(spec, seed) && seen.add(seed.id())) {
        found.put(seed.id(), seed);
      }
    }
    return found.values().stream().map(PromptFact::of).toList();
  }

  /// As many as fit, from the first on.
  private static List<PromptFact> first(List<PromptFact> passages, int most) {
    int bytes = 0;
    int to = 0;
    while (to < passages.size()) {
      bytes += size(passages.get(to));
      if (bytes > most) {
        break;
      }
      to++;
    }
    return passages.subList(0, to);
  }

  /// As many as fit, from the last back; at least the last.
  static List<PromptFact> newest(List<PromptFact> passages, int most) {
    int bytes = 0;
    int from = passages.size();
    while (from > 0) {
      bytes += size(passages.get(from - 1));
      if (bytes > most && from < passages.size()) {
        break;
      }
      from--;
    }
    return passages.subList(from, passages.size());
  }

  private static int size(PromptFact passage) {
    return passage.line().getBytes(StandardCharsets.UTF_8).length + 1;
  }

  private static List<String> bounded(List<String> notes) {
    List<String> kept = new ArrayList<>();
    int bytes = 0;
    for (String each : notes) {
      String note = each.length() > MAX_NOTE ? each.substring(0, MAX_NOTE) + "…" : each;
      bytes += note.getBytes(StandardCharsets.UTF_8).length + 1;
      if (bytes > MAX_NOTE_BYTES) {
        kept.add((notes.size() - kept.size()) + " more of the kind");
        break;
      }
      kept.add(note);
    }
    return kept;
  }

  private static Map<String, List<String>> avoid(Program program) {
    Map<String, List<String>> terms = new TreeMap<>();
    for (Invariant invariant : program.definition().invariants()) {
      collect(invariant.condition(), terms);
    }
    return terms;
  }

  private static void collect(Condition condition, Map<String, List<String>> terms) {
    if (condition instanceof Condition.MentionsNone(String key, List<String> banned)) {
      terms.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(banned);
    } else if (condition instanceof Condition.AllOf(List<Condition> parts)) {
      parts.forEach(part -> collect(part, terms));
    }
  }

  /// Terms that facts under a key may not mention.
  public List<String> avoided(String key) {
    List<String> terms = new ArrayList<>(avoid.getOrDefault(key, List.of()));
    terms.addAll(avoid.getOrDefault("", List.of()));
    return terms;
  }

  /// The facts that an output is still due for: those of its `forEach` key that too few facts of
  /// earlier rounds cite.
  public List<PromptFact> due(AgentSpec.Output output) {
    List<PromptFact> left = new ArrayList<>();
    for (PromptFact fact : facts) {
      if (fact.key().equals(output.forEach()) && count(output, fact.id()) < output.min()) {
        left.add(fact);
      }
    }
    return left;
  }

  private int count(AgentSpec.Output output, String id) {
    int count = 0;
    for (PromptFact earlier : said) {
      if (earlier.key().equals(output.key()) && earlier.cites().contains(id)) {
        count++;
      }
    }
    return count;
  }

  /// Least and most facts that an answer has under an output's key.
  Range range(AgentSpec.Output output) {
    if (output.forEach().isEmpty()) {
      return new Range(output.min(), output.max());
    }
    int due = due(output).size();
    boolean open = output.max() == Integer.MAX_VALUE;
    return new Range(due * output.min(), open ? output.max() : due * output.max());
  }

  /// From min to max.
  record Range(int min, int max) {}
}
