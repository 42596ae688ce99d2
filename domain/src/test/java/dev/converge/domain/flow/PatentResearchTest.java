package dev.converge.domain.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.decision.Decision;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import dev.converge.domain.patent.search.LocalPatents;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.domain.patent.search.PatentHit;
import dev.converge.domain.patent.search.PatentQuery;
import dev.converge.domain.patent.search.PatentSearchException;
import dev.converge.domain.patent.search.PatentSource;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.TemplateSource;
import dev.converge.domain.template.Templates;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PatentResearchTest {
  static List<List<Seed>> matters() {
    return List.of(ResearchRun.PRINTER, ResearchRun.BREWING, ResearchRun.KETTLE);
  }

  @ParameterizedTest
  @MethodSource("matters")
  void threeUnlikeMattersWaitForTheAttorneyAndConverge(List<Seed> seeds) {
    CoreRun run = ResearchRun.asked(seeds);
    assertEquals(Status.WAITING, run.state().status(), run.state().detail().orElse(""));
    assertEquals("submission", run.state().pending().getFirst().gate());
    assertEquals(List.of(), run.state().context().facts("Submissions"));
    run.decide(Decision.APPROVED);
    assertEquals(Status.CONVERGED, run.state().status(), run.state().detail().orElse(""));
    assertEquals(1, run.state().context().facts("Records").size());
  }

  @ParameterizedTest
  @MethodSource("matters")
  void chartsQuoteWhatTheDocumentsSay(List<Seed> seeds) {
    CoreRun run = ResearchRun.approved(seeds);
    List<Fact> charts = run.state().context().facts("Charts");
    assertFalse(charts.isEmpty());
    for (Fact chart : charts) {
      for (String id : PatentFacts.texts(chart, "evidence")) {
        Fact evidence = run.state().context().fact(id).orElseThrow();
        String passage = String.valueOf(evidence.citations().getFirst().passage());
        assertTrue(chart.content().contains("\"" + passage + "\" [" + id + "]"), chart.content());
        Fact document = run.state().context().fact(evidence.cites().getFirst()).orElseThrow();
        assertEquals(PatentFacts.text(document, "patent"), PatentFacts.text(chart, "patent"));
        assertTrue(
            PatentFacts.texts(document, "passages").stream()
                .anyMatch(line -> line.endsWith(": " + passage)));
      }
    }
  }

  private static List<String> claims(CoreRun run) {
    return run.state().context().facts("Claims").stream().map(Fact::content).toList();
  }

  @Test
  void theBroadClaimComesDownToWhatNobodyShowed() {
    List<String> claims = claims(ResearchRun.asked(ResearchRun.PRINTER));
    assertEquals(
        "1. A machine for building a solid part layer by layer from a bath of liquid resin,"
            + " comprising:\n  a platform configured to lower the part by one layer; and\n  a sensor on"
            + " the platform, configured to weigh the part and to report a missing layer.",
        claims.getFirst());
    assertEquals(
        "4. The machine of claim 3, further comprising a computer configured to steer the light along"
            + " each cross-section of the part.",
        claims.get(3));
    assertTrue(claims.getLast().contains("weighing the part and reporting a missing layer"));
  }

  @Test
  void whatIsDescribedInSentencesIsClaimedInSteps() {
    assertEquals(
        List.of(
            "1. A method of brewing beer in a closed vessel, comprising:\n  cooling wort under a"
                + " lid; and\n  emptying the vessel through a valve at the bottom.",
            "2. The method of claim 1, further comprising returning yeast to the vessel with a"
                + " pump."),
        claims(ResearchRun.asked(ResearchRun.BREWING)));
  }

  @Test
  void sentencesOfADisclosureBecomeElements() {
    CoreRun run =
        ResearchRun.asked(
            PatentRun.seeds(
                "matter:1",
                "Lock.",
                "invention:1",
                "A bicycle lock that contains a small motor and a radio: it opens when the owner's"
                    + " phone is near and locks itself when it moves away."));
    assertEquals(
        "1. A bicycle lock, comprising:\n  a motor; and\n  a radio, wherein the bicycle lock is"
            + " configured to open when an owner's phone is near and to lock itself when it moves"
            + " away.",
        claims(run).getFirst());
  }

  @Test
  void aClaimThatContradictsItselfIsFlaggedFirst() {
    CoreRun run =
        ResearchRun.approved(
            PatentRun.seeds(
                "matter:1",
                "Battery.",
                "invention:1",
                "A battery with an anode of silicon, and an anode that is free of silicon.",
                "claim:1",
                "A battery, comprising: an anode of silicon; and an anode that is free of silicon."));
    Fact analysis = run.state().context().facts("Analyses").getFirst();
    assertEquals(
        List.of("\"anode\" has silicon and is without silicon"),
        PatentFacts.texts(analysis, "contradictions"),
        analysis::content);
    assertTrue(
        run.state().context().facts("Alerts").stream()
            .anyMatch(alert ->
                PatentFacts.is(alert, "severity", "high")
                    && alert.content().contains("it contradicts itself")));
  }

  @Test
  void theReportFollowsTheRanks() {
    CoreRun run = ResearchRun.approved(ResearchRun.PRINTER);
    String report = run.state().context().facts("Reports").getFirst().content();
    List<Fact> ranked = PriorArt.ranked(run.state().context());
    assertEquals(1, PatentFacts.number(ranked.getFirst(), "rank"));
    assertTrue(
        report.contains("Prior art\n1. " + PatentFacts.text(ranked.getFirst(), "patent")), report);
    assertTrue(report.contains("History of the search\nS1. the whole: "), report);
  }

  @Test
  void draftedClaimsKeepTheirWords() {
    List<String> claims = claims(ResearchRun.asked(ResearchRun.KETTLE));
    assertEquals("2. The lid of claim 1, wherein a bell rings when the lid opens.", claims.get(1));
  }

  @Test
  void whatOnlyADraftedClaimSaysHasNoSupport() {
    List<Seed> seeds =
        PatentRun.seeds(
            "matter:1",
            "Lid.",
            "invention:1",
            "A lid for a kettle. A spring lifts the lid.",
            "claim:1",
            "A lid for a kettle, comprising: a spring; and a titanium hinge.");
    CoreRun run = ResearchRun.approved(seeds);
    Bites.assertBites(ResearchRun.PROGRAM, "every_term_supported", run);
    assertTrue(run.state().detail().orElse("").contains("titanium hinge"));
  }

  @Test
  void searchesContinueWhileTheRiskIsHighAndEnd() {
    List<Seed> seeds =
        PatentRun.seeds(
            "matter:1",
            "Fastener.",
            "invention:1",
            "A fabric that fastens to another fabric like burrs.",
            "feature:1",
            "The threads end in small hooks.",
            "feature:2",
            "The hooks are cut from loops woven over a heated bar.",
            "priority:1",
            "1995-03-01");
    CoreRun run = ResearchRun.asked(seeds);
    assertEquals(Status.WAITING, run.state().status(), run.state().detail().orElse(""));
    Fact verdict = PriorArt.verdict(run.state().context()).orElseThrow();
    assertEquals("high", PatentFacts.text(verdict, "level"));
    assertTrue(PatentFacts.number(verdict, "round") > 1);
    assertTrue(run.state().context().fact("more:1").isPresent());
    assertTrue(
        run.state().context().facts("Strategies").getFirst().content().contains("is not new"));
  }

  @Test
  void aRejectedSubmissionHaltsTheRun() {
    CoreRun run = ResearchRun.asked(ResearchRun.KETTLE).decide(Decision.REJECTED);
    assertEquals(HaltReason.REJECTED, run.state().reason().orElseThrow());
    assertEquals(List.of(), run.state().context().facts("Submissions"));
  }

  /// The flow, wired to a source that charges.
  private static Program paid() {
    Template shipped = Templates.shipped().template("patent-research", "").orElseThrow();
    String wiring =
        shipped
            .wiring()
            .replace(
                "{ id: patent_search_executor, requirements: deterministic }",
                "{ id: patent_search_executor, requirements: { provider: lens } }");
    return new Templates(RuleAgents.installed())
        .install(TemplateSource.of("patent-research", shipped.spec(), wiring))
        .program();
  }

  @Test
  void noSearchThatCostsMoneyIsMadeBeforeTheAttorneyApproves() {
    CoreRun run = new CoreRun(paid(), ResearchRun.script(PAID)).start(ResearchRun.BREWING);
    assertEquals(Status.WAITING, run.state().status(), run.state().detail().orElse(""));
    assertEquals("paid_search", run.state().pending().getFirst().gate());
    assertEquals("attorney", run.state().pending().getFirst().role());
    assertFalse(run.state().context().facts("Plans").isEmpty());
    assertEquals(List.of(), run.state().context().facts("Searches"));
    run.decide(Decision.APPROVED);
    assertFalse(run.state().context().facts("Searches").isEmpty());
    run.decide(Decision.APPROVED);
    assertEquals(Status.CONVERGED, run.state().status(), run.state().detail().orElse(""));
    assertEquals(2, run.state().context().facts("Records").size());
  }

  @Test
  void aPaidSearchThatIsRejectedHaltsTheRunUnsearched() {
    CoreRun run =
        new CoreRun(paid(), ResearchRun.script(PAID))
            .start(ResearchRun.BREWING)
            .decide(Decision.REJECTED);
    assertEquals(HaltReason.REJECTED, run.state().reason().orElseThrow());
    assertEquals(List.of(), run.state().context().facts("Searches"));
  }

  /// The patents that ship, under the name of a source that charges.
  private static final SearchAgents PAID = SearchAgents.of(List.of(new Charging()));

  private record Charging() implements PatentSource {
    private static final PatentSource LOCAL = LocalPatents.bundled();

    @Override
    public String name() {
      return "lens";
    }

    @Override
    public String version() {
      return LOCAL.version();
    }

    @Override
    public boolean remote() {
      return false;
    }

    @Override
    public List<PatentHit> search(PatentQuery query)
        throws PatentSearchException, InterruptedException {
      return LOCAL.search(query);
    }
  }
}
