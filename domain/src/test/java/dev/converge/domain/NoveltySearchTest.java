package dev.converge.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Body;
import dev.converge.core.Fact;
import dev.converge.core.HaltReason;
import dev.converge.core.Invariant;
import dev.converge.core.Proposal;
import dev.converge.core.Seed;
import dev.converge.core.Status;
import java.time.LocalDate;
import java.util.List;
import java.util.function.UnaryOperator;
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

  private static UnaryOperator<List<Proposal>> each(String key, UnaryOperator<Proposal> change) {
    return all -> all.stream().map(p -> p.key().equals(key) ? change.apply(p) : p).toList();
  }

  @Test
  void aLateDocumentIsRefusedAtTheMerge() {
    CoreRun run =
        PatentRun.but(
            "patent_search_executor",
            MESSAGES,
            each("Documents", p -> PatentRun.altered(p, true, true, "timing", "after priority")));
    assertEquals(List.of(), run.state().context().facts("Documents"));
    assertRefused(run, "nothing_after_priority");
  }

  @Test
  void evidenceWithoutAPassageIsRefusedAtTheMerge() {
    CoreRun run =
        PatentRun.but(
            "patent_evidence_collector",
            MESSAGES,
            each("Evidence", p -> PatentRun.altered(p, true, false, "", "")));
    assertEquals(List.of(), run.state().context().facts("Evidence"));
    assertRefused(run, "evidence_has_a_passage");
  }

  @Test
  void evidenceOfNoDocumentBlocksConvergence() {
    CoreRun run =
        PatentRun.but(
            "patent_evidence_collector",
            MESSAGES,
            each("Evidence", p -> PatentRun.altered(p, false, true, "", "")));
    assertViolated(run, "evidence_rests_on_documents", Invariant.Kind.SEMANTIC);
  }

  @Test
  void aDocumentFromNowhereBlocksConvergence() {
    CoreRun run =
        PatentRun.but(
            "patent_search_executor",
            MESSAGES,
            each("Documents", p -> PatentRun.altered(p, false, true, "", "")));
    assertViolated(run, "documents_come_from_searches", Invariant.Kind.SEMANTIC);
  }

  @Test
  void aPlanThatNobodyCarriedOutHaltsTheRun() {
    CoreRun run =
        PatentRun.but(
            "patent_search_executor",
            MESSAGES,
            all -> all.stream().filter(p -> !p.key().equals("Searches")).toList());
    assertViolated(run, "every_plan_searched", Invariant.Kind.ACCEPTANCE);
  }

  @Test
  void aShortlistWithoutEvidenceHaltsTheRun() {
    CoreRun run =
        PatentRun.but(
            "prior_art_shortlist",
            MESSAGES,
            each("Shortlist", p -> PatentRun.altered(p, false, true, "", "")));
    assertViolated(run, "shortlist_cites_evidence", Invariant.Kind.ACCEPTANCE);
  }

  @Test
  void aLateDocumentOnTheShortlistHaltsTheRun() {
    CoreRun run =
        PatentRun.but(
            "prior_art_shortlist",
            MESSAGES,
            each("Shortlist", p -> PatentRun.altered(p, true, true, "timing", "after priority")));
    assertViolated(run, "shortlist_before_priority", Invariant.Kind.ACCEPTANCE);
  }

  @Test
  void evidenceThatNobodyRankedHaltsTheRun() {
    CoreRun run = PatentRun.but("prior_art_shortlist", MESSAGES, _ -> List.of());
    assertViolated(run, "evidence_is_ranked", Invariant.Kind.ACCEPTANCE);
  }

  private static void assertRefused(CoreRun run, String id) {
    assertTrue(
        run.events().stream()
            .anyMatch(event ->
                event.body() instanceof Body.ProposalRejected r
                    && id.equals(String.valueOf(r.invariant()))));
  }

  private static void assertViolated(CoreRun run, String id, Invariant.Kind kind) {
    assertEquals(Status.HALTED, run.state().status());
    assertEquals(HaltReason.INVARIANT, run.state().reason().orElseThrow());
    assertTrue(run.state().detail().orElse("").contains(id), run.state().detail().orElse(""));
    assertTrue(
        run.events().stream()
            .anyMatch(event ->
                event.body() instanceof Body.InvariantViolated v
                    && v.id().equals(id)
                    && v.kind() == kind));
  }
}
