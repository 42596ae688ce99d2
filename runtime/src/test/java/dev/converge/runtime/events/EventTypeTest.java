package dev.converge.runtime.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.converge.core.event.EventType;
import dev.converge.core.status.Status;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventTypeTest {
  @Test
  void everyTypeIsFoundByItsName() {
    for (EventType type : EventType.values()) {
      assertEquals(type, EventType.of(type.journalName()));
    }
  }

  @Test
  void clientsMayUseEitherName() {
    assertEquals(Optional.of(EventType.FACT_PROMOTED), EventType.named("fact"));
    assertEquals(Optional.of(EventType.FACT_PROMOTED), EventType.named("fact_promoted"));
    assertEquals(Optional.empty(), EventType.named("facts"));
    assertThrows(IllegalArgumentException.class, () -> EventType.of("fact"));
  }

  @Test
  void everyStatusHasAWord() {
    for (Status status : Status.values()) {
      assertEquals(Optional.of(status), Statuses.named(Statuses.word(status)));
    }
    assertEquals(Optional.empty(), Statuses.named("done"));
  }
}
