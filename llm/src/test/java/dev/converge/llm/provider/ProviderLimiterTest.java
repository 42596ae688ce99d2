package dev.converge.llm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.agent.CallScope;
import dev.converge.llm.Flow;
import dev.converge.llm.model.CallMetadata;
import dev.converge.llm.model.Model;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.ModelAnswer.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ProviderLimiterTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(Flow.NOON);
  private final AtomicInteger calls = new AtomicInteger();
  private ModelAnswer next = new ModelAnswer.Empty(CallMetadata.unused(Duration.ZERO));

  private final ProviderLimiter gate = new ProviderLimiter("p", 2, now::get);
  private final Model model =
      gate.guard((_, _) -> {
        calls.incrementAndGet();
        return next;
      });

  private ModelAnswer ask() throws InterruptedException {
    return model.ask(ProviderContract.request(), Duration.ofSeconds(5));
  }

  private static ModelAnswer unavailable(Cause cause, @Nullable Duration after) {
    return new ModelAnswer.Unavailable(cause, "down", after, CallMetadata.unused(Duration.ZERO));
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  @Test
  void afterRepeatedFailuresCallsAreHeldBackUntilOneGoesThrough() throws Exception {
    next = unavailable(Cause.OVERLOADED, null);
    for (int i = 0; i < ProviderLimiter.WINDOW; i++) {
      ask();
    }
    assertEquals(ProviderLimiter.WINDOW / 2, calls.get());
    assertEquals(
        "not called: at least 50 % of the last calls to p failed",
        assertInstanceOf(ModelAnswer.Unavailable.class, ask()).problem());
    pass(ProviderLimiter.PROBE_EVERY.plusMillis(1));
    next = new ModelAnswer.Empty(CallMetadata.unused(Duration.ZERO));
    assertInstanceOf(ModelAnswer.Empty.class, ask());
    assertInstanceOf(ModelAnswer.Empty.class, ask());
    assertEquals(ProviderLimiter.WINDOW / 2 + 2, calls.get());
  }

  @Test
  void whileAProviderIsAwayOneCallAtATimeSeesWhetherItIsBack() throws Exception {
    next = unavailable(Cause.OVERLOADED, null);
    for (int i = 0; i < ProviderLimiter.WINDOW; i++) {
      ask();
    }
    int before = calls.get();
    for (int seconds = 0; seconds < 60; seconds++) {
      pass(ProviderLimiter.PROBE_EVERY.plusMillis(1));
      for (int i = 0; i < ProviderLimiter.WINDOW; i++) {
        ask();
      }
    }
    assertEquals(before + 60, calls.get());
  }

  @Test
  void aCallThatTakesItsTimeDoesNotHoldBackTheOthersOnceTheProviderIsBack() throws Exception {
    next = unavailable(Cause.OVERLOADED, null);
    for (int i = 0; i < ProviderLimiter.WINDOW; i++) {
      ask();
    }
    pass(ProviderLimiter.PROBE_EVERY.plusMillis(1));
    next = new ModelAnswer.Empty(CallMetadata.unused(Duration.ZERO));
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    Model slow =
        gate.guard((_, _) -> {
          inside.countDown();
          open.await();
          return next;
        });
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<ModelAnswer> first =
          executor.submit(() -> slow.ask(ProviderContract.request(), Duration.ofSeconds(60)));
      inside.await();
      assertEquals(
          Cause.NOT_CALLED, assertInstanceOf(ModelAnswer.Unavailable.class, ask()).cause());
      pass(ProviderLimiter.PROBE_EVERY);
      assertInstanceOf(ModelAnswer.Empty.class, ask());
      assertInstanceOf(ModelAnswer.Empty.class, ask());
      open.countDown();
      assertInstanceOf(ModelAnswer.Empty.class, first.get());
    }
  }

  @Test
  void aProviderThatIsSeenToBeThereIsAskedAgain() throws Exception {
    next = unavailable(Cause.OVERLOADED, null);
    for (int i = 0; i < ProviderLimiter.WINDOW; i++) {
      ask();
    }
    assertEquals(ProviderLimiter.WINDOW / 2, calls.get());
    gate.seen();
    for (int i = 0; i < ProviderLimiter.WINDOW; i++) {
      ask();
    }
    assertEquals(ProviderLimiter.WINDOW, calls.get());
  }

  // G04
  @Test
  void oneAnswerToBeLeftAloneHoldsForEverybody() throws Exception {
    next = unavailable(Cause.OVERLOADED, Duration.ofSeconds(20));
    ask();
    pass(Duration.ofSeconds(5));
    ModelAnswer.Unavailable held = assertInstanceOf(ModelAnswer.Unavailable.class, ask());
    assertEquals(Duration.ofSeconds(15), held.retryAfter());
    assertEquals("not called: p asked callers to wait another 15000 ms", held.problem());
    assertEquals(Cause.NOT_CALLED, held.cause());
    assertEquals(1, calls.get());
    pass(Duration.ofSeconds(15));
    ask();
    assertEquals(2, calls.get());
  }

  @Test
  void aRequestThatIsRejectedSaysNothingOfTheProvider() throws Exception {
    next = unavailable(Cause.REJECTED, null);
    for (int i = 0; i < 3 * ProviderLimiter.WINDOW; i++) {
      ask();
    }
    assertEquals(3 * ProviderLimiter.WINDOW, calls.get());
  }

  @Test
  void theNumberOfCallsAtATimeIsLimited() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch two = new CountDownLatch(2);
    CountDownLatch open = new CountDownLatch(1);
    Model slow =
        gate.guard((_, _) -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          two.countDown();
          open.await();
          inside.decrementAndGet();
          return next;
        });
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = new java.util.ArrayList<Future<ModelAnswer>>();
      for (int i = 0; i < 12; i++) {
        asked.add(
            executor.submit(() -> slow.ask(ProviderContract.request(), Duration.ofSeconds(60))));
      }
      two.await();
      open.countDown();
      for (Future<ModelAnswer> each : asked) {
        assertInstanceOf(ModelAnswer.Empty.class, each.get());
      }
    }
    assertEquals(2, most.get());
  }

  @Test
  void aCallThatWaitsForItsTurnGivesUpItsPlaceInTheEngine() throws Exception {
    CountDownLatch inside = new CountDownLatch(2);
    CountDownLatch released = new CountDownLatch(3);
    CountDownLatch open = new CountDownLatch(1);
    Model slow =
        gate.guard((_, _) -> {
          inside.countDown();
          open.await();
          return next;
        });
    AtomicInteger early = new AtomicInteger();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = new java.util.ArrayList<Future<ModelAnswer>>();
      for (int i = 0; i < 5; i++) {
        asked.add(
            executor.submit(() ->
                ScopedValue.where(
                        CallScope.RELEASE,
                        () -> {
                          early.incrementAndGet();
                          released.countDown();
                        })
                    .call(() -> slow.ask(ProviderContract.request(), Duration.ofSeconds(60)))));
      }
      inside.await();
      released.await();
      open.countDown();
      for (Future<ModelAnswer> each : asked) {
        assertInstanceOf(ModelAnswer.Empty.class, each.get());
      }
    }
    assertEquals(3, early.get());
  }

  @Test
  void aCallGetsNoTurnWithinItsDeadline() throws Exception {
    CountDownLatch inside = new CountDownLatch(2);
    CountDownLatch open = new CountDownLatch(1);
    Model slow =
        gate.guard((_, _) -> {
          inside.countDown();
          open.await();
          return next;
        });
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 2; i++) {
        executor.submit(() -> slow.ask(ProviderContract.request(), Duration.ofSeconds(60)));
      }
      inside.await();
      ModelAnswer late = slow.ask(ProviderContract.request(), Duration.ofMillis(10));
      open.countDown();
      assertEquals(
          "not called: 2 calls to p are running and none ended within 9 ms",
          assertInstanceOf(ModelAnswer.Unavailable.class, late).problem());
    }
  }

  @Test
  void anInterruptedCallLeavesTheGateAsItWas() throws Exception {
    Model interrupted =
        gate.guard((_, _) -> {
          throw new InterruptedException();
        });
    for (int i = 0; i < 3 * ProviderLimiter.WINDOW; i++) {
      assertThrows(
          InterruptedException.class,
          () -> interrupted.ask(ProviderContract.request(), Duration.ofSeconds(5)));
    }
    assertInstanceOf(ModelAnswer.Empty.class, ask());
    assertTrue(calls.get() == 1);
  }
}
