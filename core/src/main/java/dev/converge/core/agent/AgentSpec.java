package dev.converge.core.agent;

import dev.converge.core.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What the program says of one agent.
///
/// @param id a letter, then letters, digits, `_` and `-`
/// @param kind by what means it answers
/// @param eligibility when it runs
/// @param outputs what it may write; an agent writes nothing else
/// @param instruction what a model is asked, empty for a rule agent
/// @param optional whether the run may converge although it failed
/// @param withheld the prefixes of the ids of seeds that it is not shown
/// @param onlyNew whether it wants to see only facts that are new since it last ran
/// @param maxAttempts how often it is asked at most in a cycle, at least 1
/// @param deadline for one attempt
/// @param giveUpAfter how long an outage of what it depends on may last before it fails, if it is
///   optional, or else its run pauses itself
/// @param requirements what it runs on, as the wiring says
public record AgentSpec(
    String id,
    Kind kind,
    Eligibility eligibility,
    List<Output> outputs,
    String instruction,
    boolean optional,
    List<String> withheld,
    boolean onlyNew,
    int maxAttempts,
    Duration deadline,
    Duration giveUpAfter,
    Json.Obj requirements) {
  /// How long an attempt may take where the wiring does not say.
  public static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(2);

  /// How often a model-backed agent is asked at most in a cycle where the wiring does not say.
  public static final int DEFAULT_ATTEMPTS = 3;

  /// How long an outage may last where the wiring does not say.
  public static final Duration DEFAULT_GIVE_UP_AFTER = Duration.ofMinutes(15);

  /// By what means an agent answers.
  public enum Kind {
    /// A pure function of the context.
    RULE,
    /// A model.
    LLM,
    /// A search in a source of documents.
    SEARCH,
    /// A tool that the operator of the server declared.
    TOOL
  }

  /// Copies the lists.
  public AgentSpec {
    outputs = List.copyOf(outputs);
    withheld = List.copyOf(withheld);
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts: " + maxAttempts + " (expected: >= 1)");
    }
  }

  /// For an agent that is shown all seeds.
  public AgentSpec(
      String id,
      Kind kind,
      Eligibility eligibility,
      List<Output> outputs,
      String instruction,
      boolean optional,
      boolean onlyNew,
      int maxAttempts,
      Duration deadline,
      Duration giveUpAfter,
      Json.Obj requirements) {
    this(
        id,
        kind,
        eligibility,
        outputs,
        instruction,
        optional,
        List.of(),
        onlyNew,
        maxAttempts,
        deadline,
        giveUpAfter,
        requirements);
  }

  /// The same agent, but on other requirements.
  public AgentSpec withRequirements(Json.Obj changed) {
    return new AgentSpec(
        id,
        kind,
        eligibility,
        outputs,
        instruction,
        optional,
        withheld,
        onlyNew,
        maxAttempts,
        deadline,
        giveUpAfter,
        changed);
  }

  /// Whether it is not shown the seed of this id, whatever rests on it.
  public boolean withholds(String seed) {
    return withheld.stream().anyMatch(seed::startsWith);
  }

  /// What it may write under a key.
  public Optional<Output> output(String key) {
    for (Output output : outputs) {
      if (output.key().equals(key)) {
        return Optional.of(output);
      }
    }
    return Optional.empty();
  }

  /// When an agent runs: when every key of `allOf` has facts, at least one key of `anyOf` has (if
  /// there are any), and something it reads has changed since it last ran: a fact that is not its
  /// own, or an invariant of `violationsOf` newly violated.
  ///
  /// @param allOf keys that must all have facts
  /// @param anyOf keys of which one must have facts
  /// @param violationsOf ids of semantic invariants whose violation wakes the agent
  public record Eligibility(List<String> allOf, List<String> anyOf, List<String> violationsOf) {
    /// Copies the lists.
    public Eligibility {
      allOf = List.copyOf(allOf);
      anyOf = List.copyOf(anyOf);
      violationsOf = List.copyOf(violationsOf);
    }

    /// All of these keys.
    public static Eligibility all(String... keys) {
      return new Eligibility(List.of(keys), List.of(), List.of());
    }
  }

  /// The contract of what an agent writes under one key.
  ///
  /// @param key where
  /// @param idPrefix with which ids start; the engine numbers from 1
  /// @param min facts an answer has at least; with `forEach`, for each of those facts
  /// @param max facts an answer has at most; with `forEach`, for each of those facts
  /// @param forEach a key: the counts hold for each fact there, all rounds together; or empty
  /// @param cites how many facts under a key each must cite
  /// @param fields what each must carry
  /// @param maxLength most characters of the content; 0 for no limit but [Limits#MAX_CONTENT_BYTES]
  /// @param minConfidence least confidence
  /// @param conflictHalts whether a conflict under this key halts the run
  public record Output(
      String key,
      String idPrefix,
      int min,
      int max,
      String forEach,
      List<Cites> cites,
      List<Field> fields,
      int maxLength,
      double minConfidence,
      boolean conflictHalts) {
    /// Copies the lists.
    public Output {
      cites = List.copyOf(cites);
      fields = List.copyOf(fields);
    }

    /// From min to max facts under a key, nothing else asked.
    public static Output of(String key, String idPrefix, int min, int max) {
      return new Output(key, idPrefix, min, max, "", List.of(), List.of(), 0, 0, false);
    }
  }

  /// Each fact cites at least this many facts under a key.
  public record Cites(int min, String key) {}
}
