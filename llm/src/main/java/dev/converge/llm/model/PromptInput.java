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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// The input of a prompt, in parts: everything that the answer may depend on. When the model is
/// asked, and for whom, is not part of it.
///
/// @param agent id of the agent
/// @param objective of the flow
/// @param instruction of the agent
/// @param facts under the keys that the agent reads
/// @param sources the facts that those cite, and the seeds, as background; without the seeds that
///   are hidden from the agent
/// @param said what the agent proposed in earlier rounds
/// @param outputs what it may write
/// @param avoid terms that must not be mentioned, by key
/// @param notes problems with the previous answer, and violated invariants to fix
/// @param leftOut number of facts, sources and earlier proposals that were left out for size
/// @param returned the proposal to revise, and what the agent proposed with it; the instruction
///   contains it too
/// @param leftOutSeeds how many of those left out are seeds
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
    List<String> returned,
    int leftOutSeeds) {
  /// Maximum bytes of facts in a prompt; if there are more, [PromptPacking] leaves some out, and
  /// the prompt says how many.
  public static final int MAX_FACT_BYTES = 400_000;

  /// Maximum bytes of sources in a prompt.
  public static final int MAX_SOURCE_BYTES = 48_000;

  /// Maximum bytes of notes in a prompt.
  public static final int MAX_NOTE_BYTES = 2_048;

  private static final int MAX_NOTE = 1_000;

  /// How much of the facts is shown.
  ///
  /// @param facts maximum bytes of the facts to work on
  /// @param sources maximum bytes of the facts that those cite, and of the agent's own proposals
  record Room(int facts, int sources) {
    /// The maximum that is ever shown.
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

  /// The input for an agent that has nothing to revise.
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
        List.of(),
        0);
  }

  /// The input for a call of an agent.
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

  /// The input for an agent that is about to be called: at least what it will be shown, no notes.
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
    List<PromptFact> shown = PromptPacking.facts(all, room.facts());
    Rest rest = rest(spec, context, facts);
    List<PromptFact> near = PromptPacking.sources(rest.cited(), rest.seeds(), room.sources());
    List<PromptFact> own = PromptPacking.newest(said, room.sources());
    int known = all.size() + rest.cited().size() + rest.seeds().size() + said.size();
    long seeds = seeds(all) + seeds(rest.cited()) + rest.seeds().size();
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
        returned,
        (int) (seeds - seeds(shown) - seeds(near)));
  }

  private static long seeds(List<PromptFact> some) {
    return some.stream().filter(PromptPacking::seed).count();
  }

  private static boolean withheld(AgentSpec spec, Fact fact) {
    return fact.key().equals(Keys.SEEDS) && spec.withholds(fact.id());
  }

  /// What is shown in addition to the facts.
  ///
  /// @param cited the facts that they cite, the nearest first
  /// @param seeds the other seeds
  private record Rest(List<PromptFact> cited, List<PromptFact> seeds) {}

  private static Rest rest(AgentSpec spec, Context context, Set<Fact> facts) {
    Set<String> seen = new LinkedHashSet<>();
    facts.forEach(fact -> seen.add(fact.id()));
    Deque<Fact> open = new ArrayDeque<>(facts);
    List<PromptFact> cited = new ArrayList<>();
    while (!open.isEmpty()) {
      for (String id : open.removeFirst().cites()) {
        Fact found = context.fact(id).orElse(null);
        if (found != null && !withheld(spec, found) && seen.add(id)) {
          cited.add(PromptFact.of(found));
          open.addLast(found);
        }
      }
    }
    List<PromptFact> seeds = new ArrayList<>();
    for (Fact seed : context.facts(Keys.SEEDS)) {
      if (!withheld(spec, seed) && seen.add(seed.id())) {
        seeds.add(PromptFact.of(seed));
      }
    }
    return new Rest(cited, seeds);
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

  /// Terms that facts under a key must not mention.
  public List<String> avoided(String key) {
    List<String> terms = new ArrayList<>(avoid.getOrDefault(key, List.of()));
    terms.addAll(avoid.getOrDefault("", List.of()));
    return terms;
  }

  /// The facts that still need an output: those under its `forEach` key that too few facts of
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

  /// The allowed number of facts in an answer under an output's key.
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
