package dev.converge.llm.provider;

import dev.converge.engine.CallScope;
import dev.converge.llm.model.CallMetadata;
import dev.converge.llm.model.Model;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.ModelAnswer.Cause;
import dev.converge.llm.model.ModelRequest;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
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
/// provider has asked callers to wait, and none for a while after repeated failures. A call that is
/// not made counts as unavailable: the run retries later or asks another model. While a call waits
/// for its turn, others may take its place in the engine, see [CallScope#RELEASE]. Thread-safe.
final class ProviderLimiter {
  /// How long a call waits for its turn at most.
  static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  /// Calls that are looked back on.
  static final int WINDOW = 10;

  /// Percent of them that must have failed for calls to be held back.
  static final int FAILURE_PERCENT = 50;

  /// How long calls are held back before one is let through to see.
  static final Duration COOLING = Duration.ofSeconds(30);

  private final String provider;
  private final int maxConcurrent;
  private final InstantSource clock;
  private final CircuitBreaker breaker;
  private final Semaphore permits;
  private final AtomicReference<Instant> closedUntil = new AtomicReference<>(Instant.MIN);

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
                .waitDurationInOpenState(COOLING)
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
    Duration longest = within.compareTo(LONGEST_WAIT) < 0 ? within : LONGEST_WAIT;
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
            COOLING));
  }

  private ModelAnswer through(Model model, ModelRequest request, Duration within)
      throws InterruptedException {
    if (!within.isPositive()) {
      return notCalled("no turn at " + provider + " before the deadline", null);
    }
    try {
      breaker.acquirePermission();
    } catch (CallNotPermittedException _) {
      return notCalled(
          "at least " + FAILURE_PERCENT + " % of the last calls to " + provider + " failed",
          COOLING);
    }
    boolean recorded = false;
    try {
      ModelAnswer answer = model.ask(request, within);
      record(answer);
      recorded = true;
      return answer;
    } finally {
      if (!recorded) {
        breaker.releasePermission();
      }
    }
  }

  private void record(ModelAnswer answer) {
    if (!(answer instanceof ModelAnswer.Unavailable unavailable)) {
      breaker.onSuccess(0, TimeUnit.MILLISECONDS);
      return;
    }
    Duration after = unavailable.retryAfter();
    if (after != null) {
      Instant until = clock.instant().plus(after);
      closedUntil.accumulateAndGet(until, (a, b) -> a.isAfter(b) ? a : b);
    }
    switch (unavailable.cause()) {
      case TIMEOUT, OVERLOADED ->
          breaker.onError(
              0, TimeUnit.MILLISECONDS, new IllegalStateException(unavailable.problem()));
      case REJECTED, NOT_CALLED, NOT_RECORDED -> breaker.releasePermission();
    }
  }

  private static ModelAnswer notCalled(String why, @Nullable Duration after) {
    return new ModelAnswer.Unavailable(
        Cause.NOT_CALLED, "not called: " + why, after, CallMetadata.unused(Duration.ZERO));
  }
}
