package dev.converge.llm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PromptPackingTest {
  private static final int LINE = fact(Keys.SEEDS, "market:100").lineBytes() + 1;

  private static PromptFact fact(String key, String id) {
    return new PromptFact(id, key, "", "x".repeat(100), Json.Obj.EMPTY, List.of(), List.of());
  }

  private static List<PromptFact> seeds(String kind, int many) {
    List<PromptFact> seeds = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      seeds.add(fact(Keys.SEEDS, kind + ":" + (100 + i)));
    }
    return seeds;
  }

  private static List<String> ids(List<PromptFact> facts) {
    return facts.stream().map(PromptFact::id).toList();
  }

  @Test
  void whatFitsIsShownAsItIs() {
    List<PromptFact> all = seeds("market", 20);
    assertSame(all, PromptPacking.facts(all, 20 * LINE));
  }

  @Test
  void theFirstSeedsOfEachKindAreShownInFairShares() {
    List<PromptFact> all = new ArrayList<>(seeds("aaaaaa", 50));
    all.addAll(seeds("market", 50));
    all.addAll(seeds("zzzzzz", 2));
    assertEquals(
        List.of(
            "aaaaaa:100",
            "aaaaaa:101",
            "aaaaaa:102",
            "aaaaaa:103",
            "market:100",
            "market:101",
            "market:102",
            "market:103",
            "zzzzzz:100",
            "zzzzzz:101"),
        ids(PromptPacking.facts(all, 10 * LINE)));
  }

  @Test
  void ofFactsTheNewestAreShownBesideTheFirstSeeds() {
    List<PromptFact> all = seeds("market", 30);
    for (int i = 0; i < 30; i++) {
      all.add(fact("Signal", "signal:" + (100 + i)));
    }
    List<String> shown = ids(PromptPacking.facts(all, 10 * LINE));
    assertEquals(
        List.of("market:100", "market:101", "market:102", "market:103", "market:104"),
        shown.subList(0, 5));
    assertEquals(
        List.of("signal:126", "signal:127", "signal:128", "signal:129"), shown.subList(5, 9));
  }

  @Test
  void whatFactsRestOnComesBeforeOtherSeeds() {
    List<PromptFact> cited = seeds("cited", 3);
    List<PromptFact> others = new ArrayList<>(seeds("aaaaaa", 9));
    others.addAll(seeds("market", 9));
    assertEquals(
        List.of("cited:100", "cited:101", "cited:102", "aaaaaa:100", "market:100"),
        ids(PromptPacking.sources(cited, others, 5 * LINE)));
    assertEquals(List.of("cited:100"), ids(PromptPacking.sources(cited, others, LINE)));
  }

  @Test
  void charactersBoundTheLine() {
    Json.Obj data =
        Json.object().put("a\u0001", "\u0002\"\\é漢\uD83D\uDE00").put("n", 1.5e300).build();
    PromptFact fact =
        new PromptFact(
            "market:\u0003",
            "Key",
            "",
            "\u0001\u0002 é漢\uD83D\uDE00\"",
            data,
            List.of("a:b"),
            List.of());
    assertTrue(fact.characters() * 6 >= fact.lineBytes(), fact::line);
    assertEquals(fact.line().getBytes(StandardCharsets.UTF_8).length, fact.lineBytes());
  }
}
