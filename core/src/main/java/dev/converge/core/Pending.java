package dev.converge.core;

import dev.converge.core.decision.Decision;
import dev.converge.core.proposal.Proposal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A proposal that a person must decide on.
///
/// @param proposalId of the proposal
/// @param agent that made it
/// @param proposal the proposal
/// @param gate that holds it
/// @param role that must decide
/// @param factId the id that the fact would have
/// @param expiresAt when `onSilence` applies, or `null` for never
/// @param onSilence the decision if nobody decides in time
/// @param given approvals so far, if more than one is needed
/// @param revision how often the proposal was returned and revised
/// @param decided the decision, once there is one; it takes effect at the next cycle boundary
public record Pending(
    String proposalId,
    String agent,
    Proposal proposal,
    String gate,
    String role,
    String factId,
    @Nullable Instant expiresAt,
    Decision onSilence,
    List<Body.ApprovalGiven> given,
    int revision,
    Body.@Nullable ApprovalDecided decided) {

  /// Copies the list. Written out, since javac drops `@Nullable` on a nested type from the
  /// parameters of a compact constructor.
  public Pending(
      String proposalId,
      String agent,
      Proposal proposal,
      String gate,
      String role,
      String factId,
      @Nullable Instant expiresAt,
      Decision onSilence,
      List<Body.ApprovalGiven> given,
      int revision,
      Body.@Nullable ApprovalDecided decided) {
    this.proposalId = proposalId;
    this.agent = agent;
    this.proposal = proposal;
    this.gate = gate;
    this.role = role;
    this.factId = factId;
    this.expiresAt = expiresAt;
    this.onSilence = onSilence;
    this.given = List.copyOf(given);
    this.revision = revision;
    this.decided = decided;
  }

  Pending give(Body.ApprovalGiven approval) {
    List<Body.ApprovalGiven> more = new ArrayList<>(given);
    more.add(approval);
    return new Pending(
        proposalId,
        agent,
        proposal,
        gate,
        role,
        factId,
        expiresAt,
        onSilence,
        more,
        revision,
        decided);
  }

  Pending decide(Body.ApprovalDecided decision) {
    return new Pending(
        proposalId,
        agent,
        proposal,
        gate,
        role,
        factId,
        expiresAt,
        onSilence,
        given,
        revision,
        decision);
  }

  /// The decision, if there is one.
  public Optional<Body.ApprovalDecided> decision() {
    return Optional.ofNullable(decided);
  }
}
