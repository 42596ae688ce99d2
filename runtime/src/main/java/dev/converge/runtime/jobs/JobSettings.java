package dev.converge.runtime.jobs;

import dev.converge.core.Mode;

/// What jobs may bring.
///
/// @param defaultMode of jobs that name none
/// @param maxSeeds seeds of one job
/// @param maxSeedBytes bytes of a seed's content, and of its data
public record JobSettings(Mode defaultMode, int maxSeeds, int maxSeedBytes) {
  /// Offline, 1,000 seeds of 256 KiB.
  public static final JobSettings DEFAULT = new JobSettings(Mode.OFFLINE, 1_000, 262_144);
}
