package dev.converge.domain.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Fact;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.domain.patent.search.PatentFacts;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoveltySearchTest {
  private static final List<Seed> PRINTER =
      PatentRun.seeds(
          "invention:printer",
          "A machine that builds up a solid part in thin layers from a bath of liquid resin, where"
              + " each layer is cured by light that a computer steers.",
          "claim:1",
          "An apparatus for making parts, comprising: a bath of liquid resin; a beam of light that"
              + " hardens the surface of the liquid; a computer that steers the beam along each"
              + " cross-section; a platform that lowers the part by one layer.",
          "priority:1",
          "2000-01-01");

  private static final List<Seed> COOKER =
      PatentRun.seeds(
          "invention:cooker",
          "An oven that cooks food quickly by sending microwaves through it, so that heat arises"
              + " inside the food itself.",
          "element:a",
          "a generator of microwaves",
          "element:b",
          "food that is heated from within");

  private static final List<Seed> MESSAGES =
      PatentRun.seeds(
          "invention:messages",
          "Messages between computers are kept secret: the sender encrypts with a public number, and"
              + " only the receiver, who knows two prime numbers, can decrypt.",
          "priority:1",
          "filed first on 1995-06-30 in Germany");

  @Test
  void threeUnlikeInventionsConvergeWithTheirPatentAmongTheFirstThree() {
    assertConverged(PRINTER, "US4575330");
    assertConverged(COOKER, "US2495429");
    assertConverged(MESSAGES, "US4405829");
  }

  private static void assertConverged(List<Seed> seeds, String nearest) {
    CoreRun run = PatentRun.honest(seeds);
    assertEquals(Status.CONVERGED, run.state().status(), run.state().detail().orElse(""));
    assertTrue(PatentRun.shortlist(run).indexOf(nearest) < 3, nearest);
    assertTrue(PatentRun.shortlist(run).contains(nearest), nearest);
    for (Fact prior : run.state().context().facts("Shortlist")) {
      assertTrue(prior.cites().stream().anyMatch(id -> id.startsWith("evidence:")), prior.id());
      assertFalse(prior.citations().isEmpty(), prior.id());
    }
    for (Fact evidence : run.state().context().facts("Evidence")) {
      Fact document = run.state().context().fact(evidence.cites().getFirst()).orElseThrow();
      String passage = evidence.citations().getFirst().passage();
      assertTrue(
          PatentFacts.texts(document, "passages").stream()
              .anyMatch(line -> line.endsWith(": " + passage)),
          evidence.id());
    }
  }

  @Test
  void theElementsOfAClaimAreItsParts() {
    CoreRun run = PatentRun.honest(PRINTER);
    assertEquals(
        List.of(
            "a bath of liquid resin",
            "a beam of light that hardens the surface of the liquid",
            "a computer that steers the beam along each cross-section",
            "a platform that lowers the part by one layer"),
        run.state().context().facts("Elements").stream().map(Fact::content).toList());
  }

  @Test
  void nothingFromThePriorityDateOnIsFound() {
    List<Seed> early =
        PatentRun.seeds(
            "invention:printer", PRINTER.getFirst().content(), "priority:1", "1986-03-11");
    CoreRun run = PatentRun.honest(early);
    assertEquals(Status.CONVERGED, run.state().status(), run.state().detail().orElse(""));
    for (Fact document : run.state().context().facts("Documents")) {
      LocalDate published = LocalDate.parse(PatentFacts.text(document, "published"));
      assertTrue(published.isBefore(LocalDate.parse("1986-03-11")), document.content());
    }
    assertFalse(PatentRun.shortlist(run).contains("US4575330"));
    List<Seed> aDayLater =
        PatentRun.seeds(
            "invention:printer", PRINTER.getFirst().content(), "priority:1", "1986-03-12");
    assertEquals("US4575330", PatentRun.shortlist(PatentRun.honest(aDayLater)).getFirst());
  }

  @Test
  void whereNothingIsFoundTheRunSaysSo() {
    CoreRun run =
        PatentRun.honest(PatentRun.seeds("invention:x", "Qwxyzzy frobnicates blorptang."));
    assertEquals(Status.CONVERGED, run.state().status(), run.state().detail().orElse(""));
    assertEquals(List.of(), run.state().context().facts("Shortlist"));
    assertTrue(
        run.state().context().facts("Searches").getFirst().content().contains("nothing found"));
  }

  @Test
  void equalSeedsGiveEqualFacts() {
    assertEquals(
        PatentRun.honest(PRINTER).state().context(), PatentRun.honest(PRINTER).state().context());
  }
}
