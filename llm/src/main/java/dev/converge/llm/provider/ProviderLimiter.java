package dev.converge.llm.provider;

import dev.converge.engine.agent.CallScope;
import dev.converge.llm.model.CallMetadata;
import dev.converge.llm.model.Model;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.ModelAnswer.Cause;
import dev.converge.llm.model.ModelRequest;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Limits the calls of all runs to one provider: a number of calls at a time, none while the
/// provider has asked callers to wait, and few after repeated failures, until one succeeds. A call
/// that is not made is an outage: the run retries later or asks another model, without using up an
/// attempt. While a call waits for its turn, others may take its place in the engine, see
/// [CallScope#RELEASE]. Thread-safe.
final class ProviderLimiter {
  /// How long a call waits for its turn at most.
  static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  /// Calls that are looked back on.
  static final int WINDOW = 10;

  /// Percent of them that must have failed for calls to be held back.
  static final int FAILURE_PERCENT = 50;

  /// How long calls are held back before one is let through to see whether the provider is back.
  /// Short, so that runs go on soon after it is.
  static final Duration PROBE_EVERY = Duration.ofSeconds(1);

  /// Maximum number of times that the number of permitted calls doubles before the first call is
  /// answered.
  private static final int MOST_DOUBLINGS = 10;

  /// What is left of an agent's deadline when a call stops waiting for its turn, so that it is told
  /// as a call that was not made.
  private static final int PART_KEPT = 10;

  private final String provider;
  private final int maxConcurrent;
  private final InstantSource clock;
  private final CircuitBreaker breaker;
  private final Semaphore permits;
  private final AtomicReference<Instant> closedUntil = new AtomicReference<>(Instant.MIN);
  private final AtomicReference<Trial> trial = new AtomicReference<>(new Trial(Instant.MAX, 0));

  /// Calls that see whether the provider is back.
  ///
  /// @param since when the first was let through
  /// @param calls how many were
  private record Trial(Instant since, int calls) {
    /// With one call more, if it is time for one: a call that is not answered may be one that takes
    /// its time, so each second as many more are let through as there were before.
    Trial more(Instant now) {
      long passed = Duration.between(since, now).dividedBy(PROBE_EVERY);
      return calls < 1L << Math.clamp(passed, 0, MOST_DOUBLINGS)
          ? new Trial(since, calls + 1)
          : this;
    }
  }

  ProviderLimiter(String provider, int maxConcurrent, InstantSource clock) {
    this.provider = provider;
    this.maxConcurrent = maxConcurrent;
    this.clock = clock;
    permits = new Semaphore(maxConcurrent, true);
    breaker =
        CircuitBreaker.of(
            provider,
            CircuitBreakerConfig.custom()
                .slidingWindow(WINDOW, WINDOW / 2, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(FAILURE_PERCENT)
                .waitDurationInOpenState(PROBE_EVERY)
                .permittedNumberOfCallsInHalfOpenState(1)
                .clock(clock.withZone(ZoneOffset.UTC))
                .currentTimestampFunction(_ -> clock.millis(), TimeUnit.MILLISECONDS)
                .build());
  }

  /// The model behind this limit.
  Model guard(Model model) {
    return (request, within) -> {
      Optional<ModelAnswer> held = held();
      if (held.isPresent()) {
        return held.get();
      }
      Instant start = clock.instant();
      Optional<ModelAnswer> full = enter(within);
      if (full.isPresent()) {
        return full.get();
      }
      try {
        Optional<ModelAnswer> meanwhile = held();
        if (meanwhile.isPresent()) {
          return meanwhile.get();
        }
        Duration left = within.minus(Duration.between(start, clock.instant()));
        return through(model, request, left);
      } finally {
        permits.release();
      }
    };
  }

  /// Whether the provider has asked callers to wait.
  boolean resting() {
    return clock.instant().isBefore(closedUntil.get());
  }

  /// The provider was seen to be there: calls are made again until they fail.
  void seen() {
    if (breaker.getState() != CircuitBreaker.State.CLOSED) {
      breaker.transitionToClosedState();
    }
  }

  private Optional<ModelAnswer> held() {
    Duration left = Duration.between(clock.instant(), closedUntil.get());
    return left.isPositive()
        ? Optional.of(
            notCalled(provider + " asked callers to wait another " + left.toMillis() + " ms", left))
        : Optional.empty();
  }

  /// Waits for a turn, without a place in the engine once it has to wait.
  private Optional<ModelAnswer> enter(Duration within) throws InterruptedException {
    if (permits.tryAcquire()) {
      return Optional.empty();
    }
    if (CallScope.RELEASE.isBound()) {
      CallScope.RELEASE.get().run();
    }
    Duration most = within.minus(within.dividedBy(PART_KEPT));
    Duration longest = most.compareTo(LONGEST_WAIT) < 0 ? most : LONGEST_WAIT;
    if (permits.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
      return Optional.empty();
    }
    return Optional.of(
        notCalled(
            maxConcurrent
                + " calls to "
                + provider
                + " are running and none ended within "
                + longest.toMillis()
                + " ms",
            null));
  }

  private ModelAnswer through(Model model, ModelRequest request, Duration within)
      throws InterruptedException {
    if (!within.isPositive()) {
      return notCalled("no turn at " + provider + " before the deadline", null);
    }
    boolean permitted = breaker.tryAcquirePermission();
    if (!permitted && !further()) {
      return notCalled(
          "at least " + FAILURE_PERCENT + " % of the last calls to " + provider + " failed", null);
    }
    if (permitted && breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
      trial.set(new Trial(clock.instant(), 1));
    }
    boolean recorded = false;
    try {
      ModelAnswer answer = model.ask(request, within);
      recorded = record(answer);
      return answer;
    } finally {
      if (!recorded && permitted) {
        breaker.releasePermission();
      }
    }
  }

  /// Whether a further call may see whether the provider is back, while the first is not answered.
  private boolean further() {
    if (breaker.getState() != CircuitBreaker.State.HALF_OPEN) {
      return false;
    }
    Instant now = clock.instant();
    Trial before = trial.get();
    Trial after = before.more(now);
    return !after.equals(before) && trial.compareAndSet(before, after);
  }

  /// Keeps what a call says of the provider, if it says anything.
  private boolean record(ModelAnswer answer) {
    if (!(answer instanceof ModelAnswer.Unavailable unavailable)) {
      breaker.onSuccess(0, TimeUnit.MILLISECONDS);
      return true;
    }
    Duration after = unavailable.retryAfter();
    if (after != null) {
      Instant until = clock.instant().plus(after);
      closedUntil.accumulateAndGet(until, (a, b) -> a.isAfter(b) ? a : b);
    }
    return switch (unavailable.cause()) {
      case TIMEOUT, OVERLOADED -> {
        breaker.onError(0, TimeUnit.MILLISECONDS, new IllegalStateException(unavailable.problem()));
        yield true;
      }
      case REJECTED, NOT_CALLED, NOT_RECORDED -> false;
    };
  }

  private static ModelAnswer notCalled(String why, @Nullable Duration after) {
    return new ModelAnswer.Unavailable(
        Cause.NOT_CALLED, "not called: " + why, after, CallMetadata.unused(Duration.ZERO));
  }
}
