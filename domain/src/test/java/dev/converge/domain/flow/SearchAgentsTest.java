package dev.converge.domain.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Fact;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Mode;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Seed;
import dev.converge.domain.patent.search.PatentDocument;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.domain.patent.search.PatentHit;
import dev.converge.domain.patent.search.PatentQuery;
import dev.converge.domain.patent.search.PatentSource;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which sources are asked, and that what is confidential never reaches a remote one.
final class SearchAgentsTest {
  private static final Seed INVENTION =
      new Seed("invention:1", "A lid for a kettle that whistles when the water boils.", null);
  private static final Seed PRIORITY = new Seed("priority:1", "2015-01-01", null);

  /// A source that remembers what it was asked.
  private static final class Stub implements PatentSource {
    final String name;
    final boolean remote;
    final List<PatentQuery> asked = new ArrayList<>();

    Stub(String name, boolean remote) {
      this.name = name;
      this.remote = remote;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String version() {
      return "7";
    }

    @Override
    public boolean remote() {
      return remote;
    }

    @Override
    public List<PatentHit> search(PatentQuery query) {
      asked.add(query);
      List<PatentHit> hits = new ArrayList<>();
      for (String id : List.of("EP1A1", name.toUpperCase(java.util.Locale.ROOT) + "2")) {
        PatentDocument document =
            new PatentDocument(
                id,
                "Kettle whose lid whistles",
                "The water boils and the lid whistles.",
                List.of(),
                List.of(),
                LocalDate.of(2001, 1, 2),
                null,
                "",
                List.of(),
                "https://example.org/" + id);
        hits.add(new PatentHit(document, 1, hits.size() + 1, document.passages()));
      }
      return hits;
    }
  }

  private final Stub local = new Stub("local", false);
  private final Stub uspto = new Stub("uspto", true);
  private final Stub epo = new Stub("epo", true);

  private static AgentCall at(AgentCall call, Mode mode) {
    return new AgentCall(
        call.runId(),
        call.program(),
        call.spec(),
        call.request(),
        call.context(),
        mode,
        call.deadline());
  }

  /// Runs novelty-search over the sources in a mode.
  private static CoreRun run(Mode mode, List<Seed> seeds, PatentSource... sources) {
    SearchAgents agents = SearchAgents.of(List.of(sources));
    return new CoreRun(
            PatentRun.PROGRAM,
            call -> PatentRun.search(agents).apply(at(call, mode)),
            RuleAgents.installed())
        .start(seeds);
  }

  private static List<Fact> facts(CoreRun run, String key) {
    return run.state().context().facts(key);
  }

  private static Seed matter(String tier) {
    return new Seed("matter:7", "", Json.object().put("confidentiality", tier).build());
  }

  @Test
  void allSourcesAreAskedInOrderAndWhatSeveralFindComesFirst() {
    CoreRun run = run(Mode.LIVE, List.of(INVENTION, PRIORITY), local, uspto, epo);
    assertEquals(facts(run, "Plans").size(), local.asked.size());
    assertEquals(local.asked, uspto.asked);
    assertEquals(local.asked, epo.asked);
    Fact first = facts(run, "Documents").getFirst();
    assertEquals("EP1A1", PatentFacts.text(first, "patent"));
    assertEquals("local", PatentFacts.text(first, "source"));
    assertEquals(4, facts(run, "Documents").size());
    Fact search = facts(run, "Searches").getFirst();
    assertTrue(
        search.content().contains("Searched local and uspto and epo")
            && search.content().contains("(local 2, uspto 2, epo 2)"),
        search::content);
  }

  @Test
  void everyPassageSaysSourceAddressQueryAndPlace() {
    CoreRun run = run(Mode.LIVE, List.of(INVENTION, PRIORITY), uspto);
    assertFalse(facts(run, "Evidence").isEmpty());
    List<String> queries =
        facts(run, "Plans").stream().map(plan -> PatentFacts.text(plan, "uspto")).toList();
    for (Fact evidence : facts(run, "Evidence")) {
      assertEquals("uspto", PatentFacts.text(evidence, "source"));
      assertTrue(PatentFacts.text(evidence, "url").startsWith("https://example.org/"));
      assertTrue(queries.contains(PatentFacts.text(evidence, "query")), evidence::toString);
      assertTrue(PatentFacts.number(evidence, "position") >= 1, evidence::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"restricted", "Restricted", "secret", ""})
  void aRestrictedMatterIsNeverSearchedRemotelyAndTheReportSaysWhy(String tier) {
    CoreRun run = run(Mode.LIVE, List.of(INVENTION, PRIORITY, matter(tier)), local, uspto, epo);
    assertEquals(List.of(), uspto.asked);
    assertEquals(List.of(), epo.asked);
    assertFalse(local.asked.isEmpty());
    for (Fact search : facts(run, "Searches")) {
      assertTrue(
          search
              .content()
              .contains(
                  "Not asked: source uspto: remote, and the matter is restricted; source epo:"),
          search::content);
      assertEquals("local", PatentFacts.text(search, "source"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"OFFLINE", "RECORDED"})
  void aJobThatIsNotLiveIsSearchedLocallyOnly(Mode mode) {
    CoreRun run = run(mode, List.of(INVENTION, PRIORITY), local, uspto);
    assertEquals(List.of(), uspto.asked);
    assertTrue(
        facts(run, "Searches").getFirst().content().contains("the job is not live"),
        facts(run, "Searches").getFirst()::content);
  }

  private static AgentFailure refused(Mode mode, List<Seed> seeds, PatentSource... sources) {
    CoreRun before = new CoreRun(PatentRun.PROGRAM, _ -> List.<Proposal>of()).start(seeds);
    AgentSpec spec = PatentRun.PROGRAM.agent(PatentSearchExecutor.ID).orElseThrow();
    AgentCall call =
        new AgentCall(
            "run_1",
            PatentRun.PROGRAM,
            spec,
            new dev.converge.core.Request.AskAgent(spec.id(), 1, 1, null, List.of(), List.of(), 0),
            before.state().context(),
            mode,
            java.time.Instant.EPOCH.plus(Duration.ofHours(1)));
    return assertThrows(
        AgentFailure.class,
        () -> {
          Answer answer = SearchAgents.of(List.of(sources)).agent(spec).orElseThrow().ask(call);
          throw new AssertionError(answer);
        });
  }

  @Test
  void withoutALocalSourceARestrictedMatterIsRefusedWithTheReason() {
    AgentFailure failure = refused(Mode.LIVE, List.of(INVENTION, matter("restricted")), uspto, epo);
    assertEquals(FailureKind.FORBIDDEN, failure.kind());
    assertEquals(
        "source uspto: remote, and the matter is restricted; source epo: remote, and the matter is"
            + " restricted (expected: a local source)",
        failure.getMessage());
    assertEquals(List.of(), uspto.asked);
    assertEquals(List.of(), epo.asked);
  }

  @Test
  void withoutALocalSourceAJobThatIsNotLiveIsRefusedToo() {
    AgentFailure failure = refused(Mode.OFFLINE, List.of(INVENTION), uspto);
    assertEquals(FailureKind.FORBIDDEN, failure.kind());
    assertEquals(List.of(), uspto.asked);
  }

  @Test
  void whatChargesIsNotSearchedByAFlowThatOrdersItsSearchesWithoutAnOrderForIt() {
    Stub lens = new Stub("lens", true);
    SearchAgents agents = SearchAgents.of(List.of(local, uspto, lens));
    CoreRun run =
        new CoreRun(
                ResearchRun.PROGRAM,
                call ->
                    call.spec().id().equals(PatentSearchExecutor.ID)
                        ? PatentRun.search(agents).apply(at(call, Mode.LIVE))
                        : ResearchRun.script().apply(call),
                RuleAgents.installed())
            .start(ResearchRun.PRINTER);
    assertFalse(uspto.asked.isEmpty());
    assertEquals(List.of(), lens.asked);
    assertTrue(
        facts(run, "Searches").getFirst().content().contains("source lens: it charges"),
        facts(run, "Searches").getFirst()::content);
  }

  @Test
  void theVersionNamesEverySource() {
    SearchAgents agents = SearchAgents.of(List.of(local, uspto));
    assertEquals(
        "4+local/7+uspto/7", agents.versions(PatentRun.PROGRAM).get(PatentSearchExecutor.ID));
  }
}
