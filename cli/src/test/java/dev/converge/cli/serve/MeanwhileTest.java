package dev.converge.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What is opened beside the start is closed once, by whoever has it then.
final class MeanwhileTest {
  private final AtomicInteger closed = new AtomicInteger();

  @Test
  void whatWasTakenIsForTheTakerToClose() throws Exception {
    AutoCloseable part = closed::incrementAndGet;
    Meanwhile<AutoCloseable> meanwhile = Meanwhile.open("test", () -> part);
    assertSame(part, meanwhile.take());
    meanwhile.close();
    assertEquals(0, closed.get());
  }

  @Test
  void whatNobodyTookIsClosedAlsoIfItIsNotOpenYet() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);
    Meanwhile<AutoCloseable> meanwhile =
        Meanwhile.open(
            "test",
            () -> {
              begun.countDown();
              await(closing);
              return closed::incrementAndGet;
            });
    await(begun);
    closing.countDown();
    meanwhile.close();
    assertEquals(1, closed.get());
  }

  @Test
  void whatCannotBeOpenedIsThrownAtWhoeverTakesIt() throws Exception {
    IllegalStateException why = new IllegalStateException("no");
    Meanwhile<AutoCloseable> meanwhile =
        Meanwhile.open(
            "test",
            () -> {
              throw why;
            });
    assertSame(why, assertThrows(IllegalStateException.class, meanwhile::take));
    meanwhile.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
