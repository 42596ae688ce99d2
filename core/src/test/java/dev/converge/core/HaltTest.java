package dev.converge.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.converge.core.agent.FailureKind;
import dev.converge.core.json.Json;
import dev.converge.core.status.Halt;
import dev.converge.core.status.HaltReason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class HaltTest {
  private static final List<Halt> ALL =
      List.of(
          new Halt.Invariants(List.of("cited", "named")),
          new Halt.Limit(Halt.Limit.Which.MAX_COST_MICROS, 100, 90, 20L),
          new Halt.Limit(Halt.Limit.Which.MAX_CYCLES, 3, 3, null),
          new Halt.Conflict("a", "fact:1"),
          new Halt.FailedAgents(new TreeMap<>(Map.of("a", FailureKind.NO_MODEL))),
          new Halt.RejectedProposal("prop:1:a:1"),
          new Halt.ProviderAway("a", "p"));

  @Test
  void everyHaltIsReadBackAsItWasWritten() {
    TreeSet<HaltReason> reasons = new TreeSet<>();
    for (Halt halt : ALL) {
      assertEquals(halt, Halt.read(halt.reason(), halt.json()));
      reasons.add(halt.reason());
    }
    assertEquals(new TreeSet<>(Arrays.asList(HaltReason.values())), reasons);
  }

  @Test
  void aHaltThatLacksAMemberIsRefused() {
    for (HaltReason reason : HaltReason.values()) {
      assertThrows(IllegalArgumentException.class, () -> Halt.read(reason, Json.Obj.EMPTY));
    }
  }
}
