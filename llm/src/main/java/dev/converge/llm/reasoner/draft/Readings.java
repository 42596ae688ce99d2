package dev.converge.llm.reasoner.draft;

import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.reasoner.text.KeptReadings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// The briefs and sources that were read last, as long as [KeptReadings] keeps them: one agent of a
/// run takes notes from them, another writes about them. Thread-safe.
final class Readings {
  /// Maximum number of characters of the briefs, and of the sources, that are kept. What is found
  /// out about a source takes some fifty times its characters.
  static final int MOST_CHARACTERS = 250_000;

  /// Those of the offline reasoner.
  static final Readings KEPT = new Readings(System::nanoTime);

  private final KeptReadings<Brief> briefs;
  private final KeptReadings<Reading> sources;

  /// @param nanos a clock for durations
  Readings(LongSupplier nanos) {
    briefs = new KeptReadings<>(MOST_CHARACTERS, nanos);
    sources = new KeptReadings<>(MOST_CHARACTERS, nanos);
  }

  /// The brief among what an agent is shown.
  Brief brief(PromptInput input) throws InterruptedException {
    List<PromptFact> asking = Brief.asking(input);
    return briefs.of(asking, () -> new Brief(asking));
  }

  /// What sources say to a brief.
  Reading sources(Brief brief, List<PromptFact> from) throws InterruptedException {
    // The brief tells how the sources are read.
    List<PromptFact> all = new ArrayList<>(brief.asking());
    all.addAll(from);
    return sources.of(all, () -> new Reading(brief, from));
  }

  /// Lets go of all.
  void clear() {
    briefs.clear();
    sources.clear();
  }

  /// Characters of what is kept.
  int characters() {
    return briefs.characters() + sources.characters();
  }
}
