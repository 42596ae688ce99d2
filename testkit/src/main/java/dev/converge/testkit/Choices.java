package dev.converge.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/// A source of choices from which a test case is made: drawn from a seed and written down, or given
/// again from what was written down. A case is shrunk by shortening and lowering what was written
/// down (the internal reduction of MacIver and Donaldson, ECOOP 2020), so whatever is made of
/// choices shrinks; 0 is always the simplest choice. Not thread-safe.
final class Choices {
  private static final int MAX_TRIES = 20_000;

  private final SplittableRandom random;
  private final boolean drawing;
  private int[] taken;
  private int at;

  private Choices(SplittableRandom random, boolean drawing, int[] taken) {
    this.random = random;
    this.drawing = drawing;
    this.taken = taken;
  }

  static Choices of(long seed) {
    return new Choices(new SplittableRandom(seed), true, new int[256]);
  }

  static Choices again(int[] taken) {
    return new Choices(new SplittableRandom(0), false, taken.clone());
  }

  /// From 0 to one below the bound; 0 once everything written down is used up.
  int below(int bound) {
    if (!drawing) {
      return at < taken.length ? Math.floorMod(taken[at++], bound) : 0;
    }
    if (at == taken.length) {
      taken = Arrays.copyOf(taken, at * 2);
    }
    taken[at] = random.nextInt(bound);
    return taken[at++];
  }

  int between(int least, int most) {
    return least + below(most - least + 1);
  }

  /// Once in so many times.
  boolean oneIn(int times) {
    return below(times) == times - 1;
  }

  <T> T pick(List<T> items) {
    return items.get(below(items.size()));
  }

  /// What was written down.
  int[] taken() {
    return Arrays.copyOf(taken, at);
  }

  /// Shorter and lower choices that fail still.
  static int[] shrink(int[] failing, Predicate<int[]> fails) {
    int[] best = failing;
    int tries = 0;
    boolean better = true;
    while (better && tries < MAX_TRIES) {
      better = false;
      for (int size = Math.max(1, best.length / 2); size >= 1; size /= 2) {
        for (int from = best.length - size; from >= 0 && tries < MAX_TRIES; from -= size) {
          int[] shorter = without(best, from, size);
          tries++;
          if (fails.test(shorter)) {
            best = shorter;
            better = true;
            from = Math.min(from, best.length);
          }
        }
      }
      for (int i = 0; i < best.length && tries < MAX_TRIES; i++) {
        for (int value = 0; value < best[i]; value += Math.max(1, (best[i] - value) / 2)) {
          int[] lower = best.clone();
          lower[i] = value;
          tries++;
          if (fails.test(lower)) {
            best = lower;
            better = true;
            break;
          }
        }
      }
    }
    return best;
  }

  private static int[] without(int[] choices, int from, int size) {
    int end = Math.min(choices.length, from + size);
    int[] shorter = new int[choices.length - (end - from)];
    System.arraycopy(choices, 0, shorter, 0, from);
    System.arraycopy(choices, end, shorter, from, choices.length - end);
    return shorter;
  }
}
