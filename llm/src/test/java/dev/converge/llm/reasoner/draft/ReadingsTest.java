package dev.converge.llm.reasoner.draft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.reasoner.text.KeptReadings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ReadingsTest {
  private static final String ASKED = "How do bees survive winter?";
  private static final String OTHER = "How do wasps survive winter?";

  private final AtomicLong nanos = new AtomicLong();
  private final Readings readings = new Readings(nanos::get);

  private static PromptFact seed(String id, String text) {
    return new PromptFact(id, Keys.SEEDS, "", text, Json.Obj.EMPTY, List.of(), List.of());
  }

  private Brief brief(String text) throws InterruptedException {
    return readings.brief(
        new PromptInput(
            "agent",
            "objective",
            "instruction",
            List.of(seed("brief:1", text)),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            0));
  }

  private Reading sources(String brief, String text) throws InterruptedException {
    return readings.sources(brief(brief), List.of(seed("source:1", text)));
  }

  @Test
  void briefAndSourcesAreReadOnceForAllAgents() throws InterruptedException {
    assertSame(brief(ASKED), brief(ASKED));
    assertNotSame(brief(ASKED), brief(OTHER));
    Reading read = sources(ASKED, "Bees do not hibernate.");
    assertSame(read, sources(ASKED, "Bees do not hibernate."));
    assertNotSame(read, sources(ASKED, "Bees do not sleep."));
  }

  @Test
  void aSourceIsReadAgainForAnotherBrief() throws InterruptedException {
    assertNotSame(
        sources(ASKED, "Bees do not hibernate."), sources(OTHER, "Bees do not hibernate."));
  }

  @Test
  void nothingIsKeptOnceContentIsErased() throws InterruptedException {
    Brief brief = brief(ASKED);
    Reading read = sources(ASKED, "Bees do not hibernate.");
    assertTrue(readings.characters() > 0);
    readings.clear();
    assertEquals(0, readings.characters());
    assertNotSame(brief, brief(ASKED));
    assertNotSame(read, sources(ASKED, "Bees do not hibernate."));
  }

  @Test
  void whatNobodyAsksAboutGoesWhenTheNextIsRead() throws InterruptedException {
    brief(ASKED);
    nanos.addAndGet(KeptReadings.IDLE.toNanos() + 1);
    brief(OTHER);
    assertEquals(("brief:1" + OTHER).length(), readings.characters());
  }

  @Test
  void noMoreCharactersAreKeptThanTheLimitSays() throws InterruptedException {
    String half = "Bees sleep. ".repeat(Readings.MOST_CHARACTERS / 23);
    Reading first = sources(ASKED, "1 " + half);
    sources(ASKED, "2 " + half);
    assertTrue(readings.characters() <= Readings.MOST_CHARACTERS + ("brief:1" + ASKED).length());
    assertNotSame(first, sources(ASKED, "1 " + half));
  }
}
