package dev.converge.llm.reasoner.growth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.model.PromptInput;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SeedCasesTest {
  private final AtomicLong nanos = new AtomicLong();
  private final SeedCases cases = new SeedCases(nanos::get);

  private static PromptInput brief(String text) {
    PromptFact seed =
        new PromptFact("market:1", Keys.SEEDS, "", text, Json.Obj.EMPTY, List.of(), List.of());
    return new PromptInput(
        "agent",
        "objective",
        "instruction",
        List.of(seed),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        0);
  }

  @Test
  void seedsAreReadOnceForAllAgents() throws InterruptedException {
    SeedCase first = cases.of(brief("The market grows."));
    assertSame(first, cases.of(brief("The market grows.")));
    assertNotSame(first, cases.of(brief("The market shrinks.")));
  }

  @Test
  void nothingIsKeptOnceContentIsErased() throws InterruptedException {
    SeedCase first = cases.of(brief("The market grows."));
    assertTrue(cases.characters() > 0);
    cases.clear();
    assertEquals(0, cases.characters());
    assertNotSame(first, cases.of(brief("The market grows.")));
  }

  @Test
  void seedsThatNobodyAsksAboutGoWhenTheNextAreRead() throws InterruptedException {
    cases.of(brief("The market grows."));
    SeedCase used = cases.of(brief("The market shrinks."));
    nanos.addAndGet(SeedCases.IDLE.toNanos());
    assertSame(used, cases.of(brief("The market shrinks.")));
    nanos.addAndGet(1);
    cases.of(brief("The market sleeps."));
    assertEquals(
        2 * "market:1".length() + "The market shrinks.The market sleeps.".length(),
        cases.characters());
  }

  @Test
  void noMoreCharactersAreKeptThanTheLimitSays() throws InterruptedException {
    String half = "The market grows. ".repeat(SeedCases.MOST_CHARACTERS / 35);
    SeedCase first = cases.of(brief("1 " + half));
    cases.of(brief("2 " + half));
    assertTrue(cases.characters() <= SeedCases.MOST_CHARACTERS);
    assertNotSame(first, cases.of(brief("1 " + half)));
  }
}
