package dev.converge.engine.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CollectedHeapTest {
  @Test
  void aHeapIsFullWhenACollectionLeavesNearlyAllOfItInUse() {
    assertEquals(Optional.empty(), CollectedHeap.problem(80 << 20, 100 << 20));
    assertEquals(
        Optional.of(
            "81 of 100 MiB of the heap are in use after a collection (expected: at most 80"
                + " percent)"),
        CollectedHeap.problem(81 << 20, 100 << 20));
  }

  @Test
  void whatGrowsWithWhatIsAskedForMayTakeAPartOfWhatTheServerItselfLeaves() {
    assertEquals(52 << 20, CollectedHeap.share(256 << 20));
    assertEquals(20 << 20, CollectedHeap.share(128 << 20));
    assertEquals(12 << 20, CollectedHeap.share(32 << 20), "too small for anything");
  }

  @Test
  void aHeapWithoutABoundIsNeverFull() {
    assertEquals(Optional.empty(), CollectedHeap.problem(1L << 40, -1));
  }
}
