package dev.converge.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Tries a property on as many cases as the tier asks for, one on each processor at a time: a
/// property is a function of its choices alone. A failure is shrunk and says which seed it was and
/// what reruns it alone: `-Dconverge.seed=…`.
final class Trials {
  /// Where the same tests run once for each mutant, a fraction of the cases must do.
  private static final int FEWER = 50;

  private final String test;
  private final long first;
  private final int count;

  /// @param test name of class and method, for the line that reruns a failure
  /// @param first seed
  /// @param normal how many in every build
  /// @param longTier how many in the long tier
  Trials(String test, long first, int normal, int longTier) {
    this.test = test;
    this.first = first;
    this.count =
        switch (System.getProperty("converge.tests", "")) {
          case "long" -> longTier;
          case "few" -> Math.max(1, normal / FEWER);
          default -> normal;
        };
  }

  void run(Consumer<Choices> property) {
    Long only = Long.getLong("converge.seed");
    if (only != null) {
      check(only, property);
      return;
    }
    long from = Long.getLong("converge.first", first);
    AtomicLong next = new AtomicLong(from);
    int threads = Math.min(count, Runtime.getRuntime().availableProcessors());
    try (ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads))) {
      List<Future<?>> shares = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        shares.add(pool.submit(() -> share(next, from + count, property)));
      }
      for (Future<?> share : shares) {
        share.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof AssertionError failed ? failed : new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// Tries one seed after the other until none is left, or one failed.
  private void share(AtomicLong next, long end, Consumer<Choices> property) {
    for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
      try {
        check(seed, property);
      } catch (Throwable e) {
        next.set(end);
        throw e;
      }
    }
  }

  /// Tries seeds that once failed.
  void again(List<Long> seeds, Consumer<Choices> property) {
    seeds.forEach(seed -> check(seed, property));
  }

  private void check(long seed, Consumer<Choices> property) {
    Choices choices = Choices.of(seed);
    try {
      property.accept(choices);
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      throw failed(seed, choices.taken(), property, e);
    }
  }

  private AssertionError failed(
      long seed, int[] taken, Consumer<Choices> property, Throwable first) {
    int[] small = Choices.shrink(taken, choices -> failure(choices, property) != null);
    Throwable shrunk = failure(small, property);
    return new AssertionError(
        "seed "
            + seed
            + ": "
            + first
            + "\nshrunk to "
            + Arrays.toString(small)
            + ": "
            + shrunk
            + "\nrerun: ./mvnw -q -Dquick -pl testkit -am test -Dtest='"
            + test
            + "' -Dconverge.seed="
            + seed,
        shrunk == null ? first : shrunk);
  }

  private static @org.jspecify.annotations.Nullable Throwable failure(
      int[] choices, Consumer<Choices> property) {
    try {
      property.accept(Choices.again(choices));
      return null;
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      return e;
    }
  }
}
