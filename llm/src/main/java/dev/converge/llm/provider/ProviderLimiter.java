package dev.converge.llm.provider;

import dev.converge.llm.model.CallMetadata;
import dev.converge.llm.model.Model;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.ModelAnswer.Cause;
import dev.converge.llm.model.ModelRequest;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.exception.AcquirePermissionCancelledException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// What stands between all runs and one provider with one key: so many calls at a time; none while
/// the provider has asked to be left alone; none for a while after it failed again and again. A
/// call that is held back is told as unavailable, and the run asks again later or asks another
/// model. Thread-safe.
final class ProviderLimiter {
  /// How long a call waits for its turn at most.
  static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  /// Calls that are looked back on.
  static final int WINDOW = 10;

  /// Percent of them that must have failed for calls to be held back.
  static final int FAILURE_PERCENT = 50;

  /// How long calls are held back before one is let through to see.
  static final Duration COOLING = Duration.ofSeconds(30);

  private final InstantSource clock;
  private final CircuitBreaker breaker;
  private final Bulkhead bulkhead;
  private final AtomicReference<Instant> closedUntil = new AtomicReference<>(Instant.MIN);

  ProviderLimiter(String provider, int maxConcurrent, InstantSource clock) {
    this.clock = clock;
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
    bulkhead =
        Bulkhead.of(
            provider,
            BulkheadConfig.custom()
                .maxConcurrentCalls(maxConcurrent)
                .maxWaitDuration(LONGEST_WAIT)
                .build());
  }

  /// The model behind this gate.
  Model guard(Model model) {
    return (request, within) -> {
      Optional<ModelAnswer> held = held();
      if (held.isPresent()) {
        return held.get();
      }
      Instant start = clock.instant();
      Optional<ModelAnswer> full = enter();
      if (full.isPresent()) {
        return full.get();
      }
      try {
        Duration left = within.minus(Duration.between(start, clock.instant()));
        return through(model, request, left);
      } finally {
        bulkhead.onComplete();
      }
    };
  }

  private Optional<ModelAnswer> held() {
    Duration left = Duration.between(clock.instant(), closedUntil.get());
    return left.isPositive()
        ? Optional.of(unavailable("the provider asked to be left alone", left))
        : Optional.empty();
  }

  private Optional<ModelAnswer> enter() throws InterruptedException {
    try {
      bulkhead.acquirePermission();
      return Optional.empty();
    } catch (BulkheadFullException _) {
      return Optional.of(unavailable("too many calls at a time", COOLING));
    } catch (AcquirePermissionCancelledException _) {
      Thread.interrupted();
      throw new InterruptedException("the answer is no longer wanted");
    }
  }

  private ModelAnswer through(Model model, ModelRequest request, Duration within)
      throws InterruptedException {
    if (!within.isPositive()) {
      return new ModelAnswer.Unavailable(
          Cause.TIMEOUT, "no turn in time", null, CallMetadata.unused(Duration.ZERO));
    }
    try {
      breaker.acquirePermission();
    } catch (CallNotPermittedException _) {
      return unavailable("held back after repeated failures", COOLING);
    }
    boolean told = false;
    try {
      ModelAnswer answer = model.ask(request, within);
      tell(answer);
      told = true;
      return answer;
    } finally {
      if (!told) {
        breaker.releasePermission();
      }
    }
  }

  private void tell(ModelAnswer answer) {
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
      case REJECTED, NOT_RECORDED -> breaker.releasePermission();
    }
  }

  private static ModelAnswer unavailable(String problem, Duration after) {
    return new ModelAnswer.Unavailable(
        Cause.OVERLOADED, problem, after, CallMetadata.unused(Duration.ZERO));
  }
}
