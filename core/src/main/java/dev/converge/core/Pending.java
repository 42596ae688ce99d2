package dev.converge.core;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A proposal that a person must decide on.
///
/// @param proposalId of the proposal
/// @param agent that made it
/// @param proposal itself
/// @param gate that holds it
/// @param role of whoever must decide
/// @param factId the id that the fact would have
/// @param expiresAt when `onSilence` stands, or `null` for never
/// @param onSilence what stands then
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
    Body.@Nullable ApprovalDecided decided) {

  Pending decide(Body.ApprovalDecided decision) {
    return new Pending(
        proposalId, agent, proposal, gate, role, factId, expiresAt, onSilence, decision);
  }

  /// The decision, if there is one.
  public Optional<Body.ApprovalDecided> decision() {
    return Optional.ofNullable(decided);
  }
}
