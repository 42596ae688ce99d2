package dev.converge.core.status;

/// The result of checking a proposal.
public sealed interface ProposalCheck {
  /// The proposal is acceptable.
  record Sound() implements ProposalCheck {}

  /// It is rejected; the run continues.
  record Rejected() implements ProposalCheck {}

  /// It is rejected, and the run halts.
  ///
  /// @param detail the same for people
  record Halts(Halt halt, String detail) implements ProposalCheck {}

  /// See [Sound].
  ProposalCheck SOUND = new Sound();

  /// See [Rejected].
  ProposalCheck REJECTED = new Rejected();
}
