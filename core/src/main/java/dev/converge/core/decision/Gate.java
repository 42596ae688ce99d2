package dev.converge.core.decision;

import dev.converge.core.budget.Limits;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Judged;
import dev.converge.core.proposal.Surroundings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Selects proposals that a person must approve before they become facts. All conditions that are
/// set must hold.
///
/// @param id unique in the program
/// @param key of the proposal
/// @param idPrefix start of the fact's id, or empty for any
/// @param confidenceBelow selects proposals with less confidence; above 1 for any
/// @param field a value in the data, or `null`
/// @param role that must decide
/// @param within how long the decision can take, or `null` for no deadline
/// @param onSilence the decision if nobody decides in time
/// @param rejectionHalts whether a rejection halts the run
/// @param approvals number of people who must approve, at least 1; one rejection is enough to
///   reject
/// @param notSubmitter whether the submitter of the job is not allowed to decide
/// @param revisions how often a person may return a proposal for revision; 0 for never
/// @param provisos further conditions on the proposal
public record Gate(
    String id,
    String key,
    String idPrefix,
    double confidenceBelow,
    @Nullable FieldIs field,
    String role,
    @Nullable Duration within,
    Decision onSilence,
    boolean rejectionHalts,
    int approvals,
    boolean notSubmitter,
    int revisions,
    List<Proviso> provisos) {
  /// The maximum number of approvals that a gate can require.
  public static final int MAX_APPROVALS = 2;

  /// The maximum number of revisions of a proposal that a gate can allow.
  public static final int MAX_REVISIONS = 10;

  /// Cuts the time to milliseconds. Written out, since javac drops `@Nullable` on a nested type
  /// from the parameters of a compact constructor.
  public Gate(
      String id,
      String key,
      String idPrefix,
      double confidenceBelow,
      @Nullable FieldIs field,
      String role,
      @Nullable Duration within,
      Decision onSilence,
      boolean rejectionHalts,
      int approvals,
      boolean notSubmitter,
      int revisions,
      List<Proviso> provisos) {
    if (revisions < 0 || revisions > MAX_REVISIONS) {
      throw new IllegalArgumentException(
          "revisions: " + revisions + " (expected: 0 to " + MAX_REVISIONS + ")");
    }
    if (approvals < 1 || approvals > MAX_APPROVALS) {
      throw new IllegalArgumentException(
          "approvals: " + approvals + " (expected: 1 to " + MAX_APPROVALS + ")");
    }
    this.id = id;
    this.key = key;
    this.idPrefix = idPrefix;
    this.confidenceBelow = confidenceBelow;
    this.field = field;
    this.role = role;
    this.within = within == null ? null : Limits.time(within);
    this.onSilence = onSilence;
    this.rejectionHalts = rejectionHalts;
    this.approvals = approvals;
    this.notSubmitter = notSubmitter;
    this.revisions = revisions;
    this.provisos = List.copyOf(provisos);
  }

  /// A member of the data has a value.
  ///
  /// @param name of the member
  /// @param value that it must equal
  public record FieldIs(String name, Json value) {
    /// Whether a fact's data has the value.
    public static boolean of(Judged fact, @Nullable FieldIs asked) {
      return asked == null
          || Optional.ofNullable(fact.data())
              .flatMap(data -> data.get(asked.name()))
              .filter(asked.value()::equals)
              .isPresent();
    }
  }

  /// Whether a person must approve a proposal.
  ///
  /// @param fact what the proposal would be
  /// @param around the existing facts
  public boolean holds(Judged fact, Surroundings around) {
    return fact.key().equals(key)
        && fact.id().startsWith(idPrefix)
        && fact.confidence() < confidenceBelow
        && FieldIs.of(fact, field)
        && provisos.stream().allMatch(proviso -> proviso.holds(fact, around));
  }
}
