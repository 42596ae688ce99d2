package dev.converge.core.proposal;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The origin of a proposal: what made it, and by what means.
///
/// @param origin the means
/// @param version of the agent or reasoner
/// @param model the model that answered, or `null` if none was asked
/// @param promptHash digest of the canonical request to the model, or `null`
/// @param unmet requirements of the agent that the model did not meet, in words for people
public record Provenance(
    Origin origin,
    String version,
    @Nullable String model,
    @Nullable String promptHash,
    List<String> unmet) {

  /// Checks that origin and version are not empty.
  public Provenance {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(version, "version");
    unmet = List.copyOf(unmet);
  }

  /// The provenance of a proposal whose requirements were all met.
  public Provenance(
      Origin origin, String version, @Nullable String model, @Nullable String promptHash) {
    this(origin, version, model, promptHash, List.of());
  }

  /// The means by which a proposal was made.
  public enum Origin {
    /// Given with the job.
    SEED,
    /// A rule agent: a pure function of the context.
    RULE,
    /// The offline reasoner: no model was asked.
    OFFLINE,
    /// A live model.
    LIVE,
    /// A search in a source of documents.
    SEARCH,
    /// A tool.
    TOOL,
    /// A person or a client: an observation or a decision.
    PERSON
  }

  /// The provenance of a rule agent's proposal.
  public static Provenance rule(String version) {
    return new Provenance(Origin.RULE, version, null, null);
  }
}
