package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Budget;
import dev.converge.core.decision.Gate;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.SeedRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A compiled template, ready to run. Immutable. Agents are sorted by id (code points), which is
/// the order in which they are merged.
public final class Program {
  /// The parts of a program.
  ///
  /// @param name of the template
  /// @param version of the template
  /// @param hash of the template's content
  /// @param objective of the flow, which models are told
  /// @param seeds that a job must contain
  /// @param agents in any order, ids unique
  /// @param invariants what must be true
  /// @param gates for decisions of people
  /// @param budget of a job by default
  /// @param policy settings that agents and hosts read, such as confidentiality
  /// @param outputs keys whose facts are the answer, in reading order; empty if the template does
  ///   not define them
  /// @param observed keys under which clients may add observations although no agent reads them
  public record Definition(
      String name,
      String version,
      String hash,
      String objective,
      List<SeedRule> seeds,
      List<AgentSpec> agents,
      List<Invariant> invariants,
      List<Gate> gates,
      Budget budget,
      Json.Obj policy,
      List<String> outputs,
      List<String> observed) {
    /// A program without outputs and without keys only for observations.
    public Definition(
        String name,
        String version,
        String hash,
        String objective,
        List<SeedRule> seeds,
        List<AgentSpec> agents,
        List<Invariant> invariants,
        List<Gate> gates,
        Budget budget,
        Json.Obj policy) {
      this(
          name,
          version,
          hash,
          objective,
          seeds,
          agents,
          invariants,
          gates,
          budget,
          policy,
          List.of(),
          List.of());
    }

    /// Copies the lists and sorts the agents.
    public Definition {
      outputs = List.copyOf(outputs);
      observed = List.copyOf(observed);
      seeds = List.copyOf(seeds);
      agents =
          agents.stream()
              .sorted(Comparator.comparing(AgentSpec::id, Program::byCodePoint))
              .toList();
      invariants = List.copyOf(invariants);
      gates = List.copyOf(gates);
    }

    /// The same program with other agents.
    public Definition withAgents(List<AgentSpec> changed) {
      return new Definition(
          name,
          version,
          hash,
          objective,
          seeds,
          changed,
          invariants,
          gates,
          budget,
          policy,
          outputs,
          observed);
    }
  }

  private static final int FEW = 8;

  private final Definition definition;
  private final List<String> keys = new ArrayList<>();
  // Only used for look-ups and never iterated, so their order does not matter.
  private final Map<String, Integer> agentIndex = new HashMap<>();
  private final Map<String, Integer> keyIndex = new HashMap<>();
  private final Map<String, int[]> readers = new HashMap<>();
  private final Map<String, int[]> watchers = new HashMap<>();
  private final List<Invariant> structural;
  private final List<Invariant> semantic;
  private final List<Invariant> acceptance;
  private final List<String> tiers;
  private final String[] ids;
  private final String[] names;
  private final AgentState[] fresh;
  private final boolean hashing;

  private Program(Definition definition, boolean hashing) {
    this.definition = definition;
    this.hashing = hashing;
    TreeMap<String, List<Integer>> reading = new TreeMap<>();
    TreeMap<String, List<Integer>> watching = new TreeMap<>();
    key(Keys.SEEDS);
    key(Keys.DECISIONS);
    for (int i = 0; i < definition.agents.size(); i++) {
      AgentSpec agent = definition.agents.get(i);
      if (agentIndex.put(agent.id(), i) != null) {
        throw new IllegalArgumentException("agent id: " + agent.id() + " (expected: unique)");
      }
      for (String key : agent.eligibility().allOf()) {
        note(reading, key, i);
      }
      for (String key : agent.eligibility().anyOf()) {
        note(reading, key, i);
      }
      for (String invariant : agent.eligibility().violationsOf()) {
        note(watching, invariant, i);
      }
      agent.outputs().forEach(output -> key(writable(agent.id(), output.key())));
    }
    reading.keySet().forEach(this::key);
    definition.observed.forEach(this::key);
    freeze(reading, readers);
    freeze(watching, watchers);
    structural = of(Invariant.Kind.STRUCTURAL);
    semantic = of(Invariant.Kind.SEMANTIC);
    acceptance = of(Invariant.Kind.ACCEPTANCE);
    tiers =
        acceptance.stream()
            .map(Invariant::tier)
            .filter(t -> !t.isEmpty())
            .distinct()
            .sorted()
            .toList();
    ids = definition.agents.stream().limit(FEW).map(AgentSpec::id).toArray(String[]::new);
    names = keys.stream().limit(FEW).toArray(String[]::new);
    fresh = definition.agents.stream().map(AgentState::fresh).toArray(AgentState[]::new);
  }

  /// The agents before the first event.
  AgentState[] freshAgents() {
    return fresh.clone();
  }

  /// Builds the indexes.
  ///
  /// @throws IllegalArgumentException if two agents have the same id, or an agent writes under the
  ///   keys of seeds or decisions
  public static Program of(Definition definition) {
    return new Program(definition, true);
  }

  /// This program without a `result_hash` at the end of its runs, to measure what the rest costs.
  public Program withoutHashing() {
    return new Program(definition, false);
  }

  private static String writable(String agent, String key) {
    if (key.equals(Keys.SEEDS) || key.equals(Keys.DECISIONS)) {
      throw new IllegalArgumentException(
          "output of " + agent + ": " + key + " (expected: a key that no one else owns)");
    }
    return key;
  }

  private void key(String key) {
    if (keyIndex.putIfAbsent(key, keys.size()) == null) {
      keys.add(key);
    }
  }

  private static void note(Map<String, List<Integer>> map, String name, int agent) {
    List<Integer> list = map.computeIfAbsent(name, _ -> new ArrayList<>());
    if (!list.contains(agent)) {
      list.add(agent);
    }
  }

  private static void freeze(Map<String, List<Integer>> from, Map<String, int[]> to) {
    for (Map.Entry<String, List<Integer>> entry : from.entrySet()) {
      to.put(entry.getKey(), entry.getValue().stream().mapToInt(Integer::intValue).toArray());
    }
  }

  private List<Invariant> of(Invariant.Kind kind) {
    return definition.invariants.stream().filter(i -> i.kind() == kind).toList();
  }

  /// The parts of the program.
  public Definition definition() {
    return definition;
  }

  /// Name of the template.
  public String name() {
    return definition.name;
  }

  /// Version of the template.
  public String version() {
    return definition.version;
  }

  /// Hash of the template's content.
  public String hash() {
    return definition.hash;
  }

  /// Keys whose facts are the answer, in reading order.
  public List<String> outputs() {
    return definition.outputs;
  }

  /// Agents in merge order.
  public List<AgentSpec> agents() {
    return definition.agents;
  }

  /// The agent with an id.
  public Optional<AgentSpec> agent(String id) {
    return Optional.ofNullable(agentIndex.get(id)).map(definition.agents::get);
  }

  /// Whether facts can exist under this key.
  public boolean hasKey(String key) {
    return keyIndex.containsKey(key);
  }

  /// The gate with an id.
  ///
  /// @throws java.util.NoSuchElementException if the program has no gate with this id
  public Gate gate(String id) {
    return definition.gates().stream()
        .filter(gate -> gate.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /// Whether an outage of a provider halts a run that would otherwise wait.
  boolean haltsOnOutage() {
    return definition.policy().get("on_outage").equals(Optional.of(Json.of("halt")));
  }

  int indexOf(String agent) {
    return indexOf(agent, ids, agentIndex);
  }

  int keyIndexOf(String key) {
    return indexOf(key, names, keyIndex);
  }

  /// Most arguments are the very strings of the program. Comparing a few references is faster than
  /// a look-up.
  @SuppressWarnings("ReferenceEquality")
  private static int indexOf(String name, String[] first, Map<String, Integer> all) {
    for (int i = 0; i < first.length; i++) {
      if (first[i] == name) {
        return i;
      }
    }
    Integer index = all.get(name);
    return index == null ? -1 : index;
  }

  int keyCount() {
    return keys.size();
  }

  String key(int index) {
    return keys.get(index);
  }

  int[] readers(String key) {
    return readers.getOrDefault(key, NONE);
  }

  int[] watchers(String invariant) {
    return watchers.getOrDefault(invariant, NONE);
  }

  List<Invariant> structural() {
    return structural;
  }

  List<Invariant> semantic() {
    return semantic;
  }

  List<Invariant> acceptance() {
    return acceptance;
  }

  /// Names of tiers, sorted.
  List<String> tiers() {
    return tiers;
  }

  boolean hashing() {
    return hashing;
  }

  private static final int[] NONE = {};

  static int byCodePoint(String a, String b) {
    int n = Math.min(a.length(), b.length());
    for (int i = 0; i < n; ) {
      int x = a.codePointAt(i);
      int y = b.codePointAt(i);
      if (x != y) {
        return Integer.compare(x, y);
      }
      i += Character.charCount(x);
    }
    return Integer.compare(a.length(), b.length());
  }
}
