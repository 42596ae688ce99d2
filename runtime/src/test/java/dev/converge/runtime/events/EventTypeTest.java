package dev.converge.runtime.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.converge.core.Body;
import dev.converge.core.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EventTypeTest {
  /// `FactPromoted` is `fact_promoted`; `Wake` and `Summary` are parts of events, not events.
  private static TreeSet<String> typesOfCore() {
    TreeSet<String> names = new TreeSet<>();
    for (Class<?> body : Body.class.getPermittedSubclasses()) {
      names.add(body.getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT));
    }
    return names;
  }

  @Test
  void everyEventOfTheCoreHasARow() {
    List<String> rows = Arrays.stream(EventType.values()).map(EventType::journalName).toList();
    assertEquals(typesOfCore(), new TreeSet<>(rows));
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
