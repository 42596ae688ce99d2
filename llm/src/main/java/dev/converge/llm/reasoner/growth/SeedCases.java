package dev.converge.llm.reasoner.growth;

import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.reasoner.text.KeptReadings;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/// The seeds that were read last, as long as [KeptReadings] keeps them. Thread-safe.
final class SeedCases {
  /// Maximum number of characters of cached seeds; the least recently used seeds are dropped first.
  static final int MOST_CHARACTERS = 1_000_000;

  /// How long seeds are kept that nobody asks about. They go when the next ones are read.
  static final Duration IDLE = KeptReadings.IDLE;

  private final KeptReadings<SeedCase> read;

  SeedCases() {
    this(System::nanoTime);
  }

  /// @param nanos a clock for durations
  SeedCases(LongSupplier nanos) {
    read = new KeptReadings<>(MOST_CHARACTERS, nanos);
  }

  /// What the seeds of a brief say.
  SeedCase of(PromptInput brief) throws InterruptedException {
    List<PromptFact> seeds = SeedCase.all(brief);
    return read.of(seeds, () -> new SeedCase(seeds));
  }

  /// Lets go of all.
  void clear() {
    read.clear();
  }

  /// Characters of the seeds that are kept.
  int characters() {
    return read.characters();
  }
}
