package dev.converge.llm.reasoner.growth;

import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The seeds that were read last: every agent of a run asks about the same ones, and reading them
/// is most of the work of an answer. They are kept in memory alone, until others take their place.
/// Thread-safe.
final class SeedCases {
  /// Characters of the seeds that are kept; the seeds used longest ago go first.
  static final int MOST_CHARACTERS = 1_000_000;

  /// A seed as far as reading it depends on it.
  private record Key(String id, String content) {}

  private final Map<List<Key>, SeedCase> read = new LinkedHashMap<>(16, 0.75f, true);
  private int characters;

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
    return read.get(key);
  }

  private synchronized void keep(List<Key> key, SeedCase one) {
    if (characters(key) > MOST_CHARACTERS || read.putIfAbsent(key, one) != null) {
      return;
    }
    characters += characters(key);
    Iterator<List<Key>> oldest = read.keySet().iterator();
    while (characters > MOST_CHARACTERS) {
      characters -= characters(oldest.next());
      oldest.remove();
    }
  }

  private static int characters(List<Key> key) {
    return key.stream().mapToInt(seed -> seed.id().length() + seed.content().length()).sum();
  }
}
