package dev.converge.core.decision;

import dev.converge.core.budget.Limits;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Judged;
import dev.converge.core.proposal.Surroundings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Proposals that a person must approve before they become facts. All conditions that are set must
/// hold.
///
/// @param id unique in the program
/// @param key the proposal's key
/// @param idPrefix with which the fact's id would start, or empty for any
/// @param confidenceBelow holds for proposals of less confidence; above 1 for any
/// @param field a member of the data that decides, or `null`
/// @param role who must decide
/// @param within how long the decision can take, or `null` for no deadline
/// @param onSilence what stands once that is over
/// @param rejectionHalts whether a rejection halts the run
/// @param approvals how many people must approve, from 1; one rejection is enough to reject
/// @param notSubmitter whether whoever submitted the job may not decide
/// @param revisions how often a person may return a proposal to be revised; 0 for never
/// @param provisos what else must be true of the proposal
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
  /// The maximum number of people that a gate can demand.
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
    /// Whether a fact's data has the value; so has every fact where none is asked for.
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
  /// @param around the facts that are there
  public boolean holds(Judged fact, Surroundings around) {
    return fact.key().equals(key)
        && fact.id().startsWith(idPrefix)
        && fact.confidence() < confidenceBelow
        && FieldIs.of(fact, field)
        && provisos.stream().allMatch(proviso -> proviso.holds(fact, around));
  }
}
