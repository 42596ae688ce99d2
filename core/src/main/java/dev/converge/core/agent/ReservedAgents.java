package dev.converge.core.agent;

/// Names used instead of an agent where no agent acted. No agent of a program can have them,
/// because an agent's id starts with a letter.
public final class ReservedAgents {
  /// Admitted the seeds.
  public static final String SEED = "_seed";

  /// Sent an observation.
  public static final String OBSERVER = "_observer";

  /// Decided on a proposal.
  public static final String PERSON = "_person";

  private ReservedAgents() {}
}
