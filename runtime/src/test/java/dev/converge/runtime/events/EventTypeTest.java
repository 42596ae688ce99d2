package dev.converge.runtime.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.converge.core.Body;
import dev.converge.core.status.Status;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventTypeTest {
  @Test
  void everyTypeIsFoundByItsName() {
    for (Body.Type type : Body.Type.values()) {
      assertEquals(type, Body.Type.of(type.journalName()));
    }
  }

  @Test
  void clientsMayUseEitherName() {
    assertEquals(Optional.of(Body.Type.FACT_PROMOTED), Body.Type.named("fact"));
    assertEquals(Optional.of(Body.Type.FACT_PROMOTED), Body.Type.named("fact_promoted"));
    assertEquals(Optional.empty(), Body.Type.named("facts"));
    assertThrows(IllegalArgumentException.class, () -> Body.Type.of("fact"));
  }

  @Test
  void everyStatusHasAWord() {
    for (Status status : Status.values()) {
      assertEquals(Optional.of(status), Statuses.named(Statuses.word(status)));
    }
    assertEquals(Optional.empty(), Statuses.named("done"));
  }
}
