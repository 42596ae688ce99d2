package dev.converge.domain.flow;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Program;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Seed;
import dev.converge.engine.agent.Confidentiality;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfidentialityTest {
  private static boolean restricted(Seed seed) {
    Program program = PatentRun.PROGRAM;
    CoreRun run = new CoreRun(program, PatentRun.search(PatentRun.SEARCHES));
    run.start(List.of(new Seed("invention:1", "A lid for a kettle.", null), seed));
    return Confidentiality.restricted(program, run.state().context());
  }

  private static Seed matter(String text, Json.Obj data) {
    return new Seed("matter:7", text, data);
  }

  @Test
  void aMatterThatSaysNothingIsOpen() {
    assertFalse(restricted(new Seed("matter:7", "For Kettles Ltd, unrestrictedly.", null)));
    assertFalse(restricted(matter("", Json.object().put("confidentiality", "Open").build())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"restricted", " Restricted ", "restrictd", "", "secret"})
  void everyTierButOpenRestricts(String tier) {
    assertTrue(restricted(matter("", Json.object().put("confidentiality", tier).build())));
  }

  @Test
  void whatIsNotTextRestrictsToo() {
    assertTrue(restricted(matter("", Json.object().put("confidentiality", false).build())));
  }

  @Test
  void theWordInTheTextOfTheMatterRestrictsWhateverTheDataSay() {
    assertTrue(restricted(new Seed("matter:7", "Confidentiality: RESTRICTED.", null)));
    assertTrue(
        restricted(matter("Restricted.", Json.object().put("confidentiality", "open").build())));
  }

  @Test
  void theWordElsewhereDoesNot() {
    assertFalse(restricted(new Seed("invention:2", "A restricted opening.", null)));
  }
}
