package dev.converge.engine.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class StripedSecureRandomTest {
  private static final int THREADS = 100;
  private static final int EACH = 200;

  @Test
  void noTwoThreadsGetTheSameBytes() throws Exception {
    StripedSecureRandom random = new StripedSecureRandom();
    Set<String> seen = ConcurrentHashMap.newKeySet();
    Callable<Void> draw =
        () -> {
          for (int i = 0; i < EACH; i++) {
            byte[] salt = new byte[16];
            random.nextBytes(salt);
            seen.add(HexFormat.of().formatHex(salt));
          }
          return null;
        };
    List<Future<Void>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < THREADS; i++) {
        all.add(threads.submit(draw));
      }
      for (Future<Void> one : all) {
        one.get();
      }
    }
    assertEquals(THREADS * EACH, seen.size());
  }

  @Test
  void moreBytesThanABlockAreAllDifferent() {
    byte[] bytes = new byte[64 * 1024];
    new StripedSecureRandom().nextBytes(bytes);
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    for (ByteBuffer all = ByteBuffer.wrap(bytes); all.hasRemaining(); ) {
      seen.add(all.getLong());
    }
    assertEquals(bytes.length / Long.BYTES, seen.size());
  }

  @Test
  void twoGeneratorsAreNotSeededAlike() {
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 50; i++) {
      seen.add(new StripedSecureRandom().nextLong());
    }
    assertEquals(50, seen.size());
  }
}
