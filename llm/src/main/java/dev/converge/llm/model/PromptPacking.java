package dev.converge.llm.model;

import dev.converge.core.proposal.Keys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// What of too many passages is shown: of facts the newest, of what they rest on the nearest, and
/// of seeds the first of each kind, in fair shares. The kind of a seed is what its id begins with,
/// up to the colon; an agent that is to work on markets and products needs some of each.
final class PromptPacking {
  /// Where both are too many, facts have at least this part of the room, and seeds the rest.
  private static final int PART_OF_FACTS = 2;

  /// Maximum number of bytes that a character takes within a line.
  private static final int MOST_A_CHARACTER = 6;

  private PromptPacking() {}

  /// Facts to work on: all if they fit, in their order.
  static List<PromptFact> facts(List<PromptFact> all, int most) {
    if (fit(all, most)) {
      return all;
    }
    List<PromptFact> seeds = all.stream().filter(PromptPacking::seed).toList();
    List<PromptFact> others = all.stream().filter(fact -> !seed(fact)).toList();
    if (seeds.isEmpty() || others.isEmpty()) {
      return seeds.isEmpty() ? newest(others, most) : fair(seeds, most);
    }
    int forSeeds = Math.min(size(seeds), most - most / PART_OF_FACTS);
    List<PromptFact> shown = new ArrayList<>(newest(others, most - forSeeds));
    shown.addAll(fair(seeds, most - size(shown)));
    return inOrder(all, shown);
  }

  /// What facts rest on, the nearest first, and then seeds.
  static List<PromptFact> sources(List<PromptFact> cited, List<PromptFact> seeds, int most) {
    List<PromptFact> shown = new ArrayList<>(first(cited, most));
    if (shown.size() == cited.size() && !seeds.isEmpty()) {
      int left = most - size(shown);
      shown.addAll(fit(seeds, left) ? seeds : fair(seeds, left));
    }
    return shown;
  }

  static boolean seed(PromptFact fact) {
    return fact.key().equals(Keys.SEEDS);
  }

  /// Seeds of one kind that are still to be taken.
  private static final class Kind {
    private final int place;
    private final Deque<PromptFact> left = new ArrayDeque<>();
    private int bytes;

    Kind(int place) {
      this.place = place;
    }
  }

  /// The first of each kind, and so on from the kind that has had least, until the next one does
  /// not fit.
  private static List<PromptFact> fair(List<PromptFact> seeds, int most) {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    for (PromptFact seed : seeds) {
      String name = PromptFact.kind(seed.id());
      kinds.computeIfAbsent(name, _ -> new Kind(kinds.size())).left.add(seed);
    }
    PriorityQueue<Kind> next =
        new PriorityQueue<>(
            Comparator.comparingInt((Kind kind) -> kind.bytes)
                .thenComparingInt(kind -> kind.place));
    next.addAll(kinds.values());
    List<PromptFact> shown = new ArrayList<>();
    int bytes = 0;
    while (!next.isEmpty()) {
      Kind kind = next.remove();
      PromptFact seed = kind.left.removeFirst();
      int size = size(seed);
      if (bytes + size > most) {
        // Those after it would come before it; a kind whose next one is shorter may go on.
        continue;
      }
      shown.add(seed);
      bytes += size;
      kind.bytes += size;
      if (!kind.left.isEmpty()) {
        next.add(kind);
      }
    }
    return inOrder(seeds, shown);
  }

  private static List<PromptFact> inOrder(List<PromptFact> all, List<PromptFact> some) {
    Set<PromptFact> shown = Collections.newSetFromMap(new IdentityHashMap<>());
    shown.addAll(some);
    return all.stream().filter(shown::contains).toList();
  }

  /// As many as fit, from the first on.
  static List<PromptFact> first(List<PromptFact> passages, int most) {
    if (fit(passages, most)) {
      return passages;
    }
    int bytes = 0;
    int to = 0;
    while (to < passages.size()) {
      bytes += size(passages.get(to));
      if (bytes > most) {
        break;
      }
      to++;
    }
    return passages.subList(0, to);
  }

  /// As many as fit, from the last back; at least the last.
  static List<PromptFact> newest(List<PromptFact> passages, int most) {
    if (fit(passages, most)) {
      return passages;
    }
    int bytes = 0;
    int from = passages.size();
    while (from > 0) {
      bytes += size(passages.get(from - 1));
      if (bytes > most && from < passages.size()) {
        break;
      }
      from--;
    }
    return passages.subList(from, passages.size());
  }

  /// Whether all fit. Where that is so whatever characters they have, no line is written for it.
  private static boolean fit(List<PromptFact> passages, int most) {
    long bytes = 0;
    for (PromptFact passage : passages) {
      bytes += (long) MOST_A_CHARACTER * passage.characters();
      if (bytes > most) {
        return size(passages) <= most;
      }
    }
    return true;
  }

  private static int size(List<PromptFact> passages) {
    long bytes = 0;
    for (PromptFact passage : passages) {
      bytes += size(passage);
    }
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  private static int size(PromptFact passage) {
    return passage.lineBytes() + 1;
  }
}
