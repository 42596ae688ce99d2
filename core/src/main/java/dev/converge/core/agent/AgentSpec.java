package dev.converge.core.agent;

import dev.converge.core.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The specification of an agent in a program.
///
/// @param id a letter, then letters, digits, `_` and `-`
/// @param kind what answers for it
/// @param eligibility when it runs
/// @param outputs what it may write; it can write nothing else
/// @param instruction for the model; empty for a rule agent
/// @param optional whether the run can converge although it failed
/// @param withheld id prefixes of seeds that it is not shown
/// @param onlyNew whether it sees only facts that are new since it last ran
/// @param maxAttempts maximum attempts in a cycle, at least 1
/// @param deadline for one attempt
/// @param giveUpAfter how long an outage may last before the agent fails, if it is optional, or
///   else the run pauses itself
/// @param requirements from the wiring
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
  /// Deadline of an attempt if the wiring does not set one.
  public static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(2);

  /// Maximum attempts of a model-backed agent in a cycle if the wiring does not set them.
  public static final int DEFAULT_ATTEMPTS = 3;

  /// How long an outage may last if the wiring does not say.
  public static final Duration DEFAULT_GIVE_UP_AFTER = Duration.ofMinutes(15);

  /// What answers for an agent.
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

  /// The same agent with other requirements.
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

  /// Whether it is not shown the seed with this id, even if something cites it.
  public boolean withholds(String seed) {
    return withheld.stream().anyMatch(seed::startsWith);
  }

  /// The output under a key.
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
  /// @param idPrefix start of the ids; the engine numbers them from 1
  /// @param min minimum number of facts in an answer; with `forEach`, for each of those facts
  /// @param max maximum number of facts in an answer; with `forEach`, for each of those facts
  /// @param forEach a key: the counts apply to each fact there, over all rounds; or empty
  /// @param cites how many facts under a key each fact must cite
  /// @param fields of the data of each fact
  /// @param maxLength maximum characters of the content; 0 for no limit other than
  ///   [Limits#MAX_CONTENT_BYTES]
  /// @param minConfidence minimum confidence
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

    /// From min to max facts under a key, without other requirements.
    public static Output of(String key, String idPrefix, int min, int max) {
      return new Output(key, idPrefix, min, max, "", List.of(), List.of(), 0, 0, false);
    }
  }

  /// Each fact cites at least this many facts under a key.
  public record Cites(int min, String key) {}
}
