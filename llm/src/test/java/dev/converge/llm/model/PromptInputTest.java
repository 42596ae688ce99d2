package dev.converge.llm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Seed;
import dev.converge.llm.Flow;
import dev.converge.llm.ModelAgents;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// What is shown of a context that is too large, and that what is not is said.
final class PromptInputTest {
  private static final AgentSpec READER =
      Flow.agent(
          "reader",
          AgentSpec.Eligibility.all(Keys.SEEDS),
          "Say what the seeds say.",
          Flow.output("Words", "word:", 1, 2, Keys.SEEDS));

  /// Reads nothing but words, so that seeds are sources to it.
  private static final AgentSpec SECOND =
      Flow.agent(
          "second",
          AgentSpec.Eligibility.all("Words"),
          "Say it again.",
          Flow.output("More", "more:", 1, 2, "Words"));

  /// The same, and some seeds are kept from it.
  private static final AgentSpec THIRD =
      new AgentSpec(
          "third",
          AgentSpec.Kind.LLM,
          AgentSpec.Eligibility.all("Words", Keys.SEEDS),
          List.of(Flow.output("Rest", "rest:", 1, 2, "Words")),
          "Say it once more.",
          false,
          List.of("s:0001", "s:0002"),
          false,
          1,
          AgentSpec.DEFAULT_DEADLINE,
          AgentSpec.DEFAULT_GIVE_UP_AFTER,
          Json.Obj.EMPTY);

  private static List<Seed> seeds(int count, int bytes) {
    List<Seed> seeds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = String.format(Locale.ROOT, "s:%04d", i);
      seeds.add(new Seed(id, "Line " + i + " grows. " + "x".repeat(bytes), null));
    }
    return seeds;
  }

  private static PromptInput brief(AgentSpec spec, List<Seed> seeds) throws InterruptedException {
    Program program = Flow.program("Read.", List.of(READER, SECOND), List.of());
    Flow.Ran ran =
        Flow.run(program, new ModelAgents(InstantSource.fixed(Flow.NOON)), Mode.OFFLINE, seeds);
    return PromptInput.before(program, spec, ran.state().context());
  }

  private static int bytes(List<PromptFact> passages) {
    return passages.stream()
        .mapToInt(passage -> passage.line().getBytes(StandardCharsets.UTF_8).length + 1)
        .sum();
  }

  @Test
  void whatFitsIsShownWholeAndNothingIsSaidOfIt() throws Exception {
    PromptInput brief = brief(READER, seeds(20, 100));
    assertEquals(20, brief.facts().size());
    assertEquals(0, brief.leftOut());
    assertFalse(PromptWriter.request(brief, Json.Obj.EMPTY).user().contains("left out"));
  }

  @Test
  void ofTooManySeedsTheFirstAreShownAndItIsSaidHowMany() throws Exception {
    PromptInput brief = brief(READER, seeds(60, 10_000));
    int shown = brief.facts().size();
    assertTrue(shown > 30 && shown < 60, "shown: " + shown);
    assertTrue(bytes(brief.facts()) <= PromptInput.MAX_FACT_BYTES);
    assertEquals("s:0000", brief.facts().getFirst().id());
    assertEquals(60 - shown, brief.leftOut());
    assertEquals(60 - shown, brief.leftOutSeeds());
    String user = PromptWriter.request(brief, Json.Obj.EMPTY).user();
    assertTrue(
        user.contains((60 - shown) + " facts, cited facts and earlier proposals do not fit"),
        "said");
  }

  @Test
  void ofTooManySourcesTheFurthestAreLeftOutAndItIsSaidHowMany() throws Exception {
    PromptInput brief = brief(SECOND, seeds(60, 2_000));
    assertTrue(bytes(brief.sources()) <= PromptInput.MAX_SOURCE_BYTES);
    assertTrue(brief.sources().size() < 60);
    assertEquals(60 - brief.sources().size(), brief.leftOut());
    assertTrue(
        PromptWriter.request(brief, Json.Obj.EMPTY)
            .user()
            .contains(brief.leftOut() + " facts, cited facts and earlier proposals do not fit"));
  }

  @Test
  void seedsThatAreWithheldAreNotShownEvenWhereAFactRestsOnThem() throws Exception {
    PromptInput brief = brief(THIRD, seeds(4, 10));
    List<String> ids = new ArrayList<>();
    brief.facts().forEach(fact -> ids.add(fact.id()));
    brief.sources().forEach(fact -> ids.add(fact.id()));
    assertTrue(ids.containsAll(List.of("s:0000", "s:0003")), ids::toString);
    assertFalse(ids.contains("s:0001"), ids::toString);
    assertFalse(ids.contains("s:0002"), ids::toString);
    assertEquals(0, brief.leftOut());
  }
}
