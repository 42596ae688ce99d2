package dev.converge.runtime.operations;

import dev.converge.core.Limits;
import dev.converge.core.Mode;
import dev.converge.domain.template.SeedCheck;

/// What jobs may bring.
///
/// @param defaultMode of jobs that name none
/// @param maxSeeds seeds of one job
/// @param maxSeedBytes bytes of a seed's content and data together
public record JobSettings(Mode defaultMode, int maxSeeds, int maxSeedBytes) {
  /// Offline, 1,000 seeds of 256 KiB.
  public static final JobSettings DEFAULT =
      new JobSettings(Mode.OFFLINE, SeedCheck.MAX_SEEDS, Limits.MAX_CONTENT_BYTES);
}
