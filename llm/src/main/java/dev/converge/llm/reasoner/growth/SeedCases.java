package dev.converge.llm.reasoner.growth;

import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The seeds that were read last: every agent of a run asks about the same ones, and reading them
/// is most of the work of an answer. They are kept in memory alone: until others take their place,
/// until nobody has asked about them for some time, or until content of any job is erased.
/// Thread-safe.
final class SeedCases {
  /// Maximum number of characters of cached seeds; the least recently used seeds are dropped first.
  static final int MOST_CHARACTERS = 1_000_000;

  /// How long seeds are kept that nobody asks about. They go when the next ones are read.
  static final Duration IDLE = Duration.ofMinutes(10);

  /// A seed as far as reading it depends on it.
  private record Key(String id, String content) {}

  private static final class Kept {
    private final SeedCase seeds;
    private long usedNanos;

    Kept(SeedCase seeds, long usedNanos) {
      this.seeds = seeds;
      this.usedNanos = usedNanos;
    }
  }

  private final Map<List<Key>, Kept> read = new LinkedHashMap<>(16, 0.75f, true);
  private final LongSupplier nanos;
  private int characters;

  SeedCases() {
    this(System::nanoTime);
  }

  /// @param nanos a clock for durations
  SeedCases(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// What the seeds of a brief say.
  SeedCase of(PromptInput brief) throws InterruptedException {
    List<PromptFact> seeds = SeedCase.all(brief);
    List<Key> key = new ArrayList<>();
    seeds.forEach(seed -> key.add(new Key(seed.id(), seed.content())));
    SeedCase known = known(key);
    if (known == null) {
      // Two agents that ask at once may both read.
      known = new SeedCase(seeds);
      keep(key, known);
    }
    return known;
  }

  private synchronized @Nullable SeedCase known(List<Key> key) {
    Kept kept = read.get(key);
    if (kept == null) {
      return null;
    }
    kept.usedNanos = nanos.getAsLong();
    return kept.seeds;
  }

  private synchronized void keep(List<Key> key, SeedCase one) {
    long now = nanos.getAsLong();
    if (characters(key) <= MOST_CHARACTERS && read.putIfAbsent(key, new Kept(one, now)) == null) {
      characters += characters(key);
    }
    Iterator<Map.Entry<List<Key>, Kept>> oldest = read.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<List<Key>, Kept> next = oldest.next();
      boolean idle = now - next.getValue().usedNanos > IDLE.toNanos();
      if (characters <= MOST_CHARACTERS && !idle) {
        return;
      }
      characters -= characters(next.getKey());
      oldest.remove();
    }
  }

  /// Lets go of all.
  synchronized void clear() {
    read.clear();
    characters = 0;
  }

  /// Characters of the seeds that are kept.
  synchronized int characters() {
    return characters;
  }

  private static int characters(List<Key> key) {
    return key.stream().mapToInt(seed -> seed.id().length() + seed.content().length()).sum();
  }
}
