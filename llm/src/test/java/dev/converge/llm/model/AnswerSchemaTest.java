package dev.converge.llm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.Field;
import dev.converge.core.budget.Mode;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.llm.Flow;
import dev.converge.llm.ModelAgents;
import dev.converge.llm.reasoner.OfflineReasoner;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Contracts of other shapes than growth-strategy's: notes and a draft, terms, claims, a chart.
final class AnswerSchemaTest {
  private static Flow.Ran run(List<Seed> seeds, AgentSpec... agents) throws InterruptedException {
    Program program = Flow.program("Serve the reader.", List.of(agents), List.of());
    Flow.Ran ran =
        Flow.run(program, new ModelAgents(InstantSource.fixed(Flow.NOON)), Mode.OFFLINE, seeds);
    assertEquals(Status.CONVERGED, ran.state().status(), () -> ran.state().detail().orElse(""));
    return ran;
  }

  private static final List<Seed> ARTICLE =
      Flow.seeds(
          "source:1",
          "Heat pumps cut heating bills by 30% in well insulated houses. Old radiators often have to"
              + " be replaced.",
          "source:2",
          "Noise from outdoor units is limited to 50 dB at night. Neighbours complain where units"
              + " stand close to bedrooms.",
          "topic:heat",
          "Heat pumps for terraced houses");

  @Test
  void everyParagraphOfADraftCitesItsNotes() throws Exception {
    Flow.Ran ran =
        run(
            ARTICLE,
            Flow.agent(
                "drafting_research",
                AgentSpec.Eligibility.all(Keys.SEEDS),
                "Collect notes on the topic: figures, limits, complaints, costs.",
                Flow.output("Signals", "note:", 3, 6, Keys.SEEDS)),
            Flow.agent(
                "drafting_composer",
                AgentSpec.Eligibility.all("Signals"),
                "Write a draft from the notes. Every paragraph cites the notes that it rests on.",
                Flow.output("Strategies", "draft:", 1, 1, "Signals")));
    Fact draft = ran.state().context().facts("Strategies").getFirst();
    String[] paragraphs = draft.content().split("\n\n", -1);
    assertTrue(paragraphs.length >= 2, draft::content);
    for (String paragraph : paragraphs) {
      assertTrue(paragraph.matches("(?s).*\\[note:\\d+\\].*"), paragraph);
    }
    for (Fact note : ran.state().context().facts("Signals")) {
      assertTrue(draft.cites().contains(note.id()), draft::toString);
    }
  }

  private static final List<Seed> INVENTION =
      Flow.seeds(
          "invention:valve",
          "A valve for garden hoses that closes by itself when the hose bursts. A spring holds the"
              + " piston open; a sudden pressure drop moves the piston onto its seat. A bypass channel"
              + " lets the valve reopen slowly.");

  @Test
  void termsAreTheWordsOfTheText() throws Exception {
    Field synonyms = new Field("synonyms", Field.Type.LIST, true, 1, 4, List.of());
    AgentSpec.Output output =
        new AgentSpec.Output(
            "Queries",
            "query:",
            2,
            4,
            "",
            List.of(new AgentSpec.Cites(1, Keys.SEEDS)),
            List.of(synonyms),
            200,
            0,
            false);
    Flow.Ran ran =
        run(
            INVENTION,
            Flow.agent(
                "patent_query_builder",
                AgentSpec.Eligibility.all(Keys.SEEDS),
                "Give the search terms for each element of the invention, with synonyms.",
                output));
    List<Fact> queries = ran.state().context().facts("Queries");
    assertTrue(queries.size() >= 2);
    String all = queries.toString();
    assertTrue(all.contains("spring") && all.contains("piston"), all);
    for (Fact query : queries) {
      Json.Obj data = query.data();
      assertTrue(data != null && data.get("synonyms").orElseThrow() instanceof Json.Arr, all);
    }
  }

  @Test
  void everyElementGetsItsOwnRowAndWhatNothingStatesIsLeftOut() throws Exception {
    List<Field> fields =
        List.of(
            new Field("support", Field.Type.STRING, true, 1, 80, List.of()),
            new Field("strength", Field.Type.STRING, false, 0, 99, List.of("weak", "strong")),
            new Field("pressure", Field.Type.BOOLEAN, false, 0, 1, List.of()),
            new Field("weight", Field.Type.NUMBER, false, 0, 1, List.of()));
    Flow.Ran ran =
        run(
            INVENTION,
            Flow.agent(
                "claim_seed_generator",
                AgentSpec.Eligibility.all(Keys.SEEDS),
                "List the elements that the invention has.",
                Flow.output("Claims", "claim:", 2, 4, Keys.SEEDS)),
            Flow.agent(
                "claim_chart_generator",
                AgentSpec.Eligibility.all("Claims"),
                "Chart each claim against what supports it.",
                Flow.each("Charts", "chart:", "Claims", fields)));
    int claims = ran.state().context().facts("Claims").size();
    List<Fact> charts = ran.state().context().facts("Charts");
    assertTrue(claims >= 2);
    assertEquals(claims, charts.size());
    assertEquals(charts.size(), charts.stream().map(Fact::content).distinct().count());
  }

  @Test
  void aDraftThatMayBeShortIsShort() throws Exception {
    AgentSpec.Output output =
        new AgentSpec.Output("Drafts", "draft:", 1, 1, "", List.of(), List.of(), 120, 0, false);
    Flow.Ran ran =
        run(
            ARTICLE,
            Flow.agent("writer", AgentSpec.Eligibility.all(Keys.SEEDS), "Write a draft.", output));
    String content = ran.state().context().facts("Drafts").getFirst().content();
    assertTrue(content.codePointCount(0, content.length()) <= 120, content);
    assertFalse(content.isBlank());
  }

  @Test
  void anAgentThatRunsAgainJudgesOnlyWhatIsNew() throws Exception {
    PromptInput brief =
        new PromptInput(
            "evaluation",
            "",
            "Judge each.",
            List.of(
                passage("strategy:1", "Do this, mark 3"), passage("strategy:2", "Do that, mark 2")),
            List.of(),
            List.of(
                new PromptFact(
                    "eval:1",
                    "Evaluations",
                    "evaluation",
                    "Fine",
                    Json.Obj.EMPTY,
                    List.of("strategy:1"),
                    List.of())),
            List.of(
                Flow.each(
                    "Evaluations", "eval:", "Strategies", List.of(Flow.integer("mark", 1, 5)))),
            new java.util.TreeMap<>(),
            List.of(),
            0);
    ModelRequest request = PromptWriter.request(brief, Json.Obj.EMPTY);
    assertTrue(request.user().contains("1 for each of [\"strategy:2\"]"), request::user);
    ModelAnswer answer = new OfflineReasoner().ask(request, java.time.Duration.ofSeconds(1));
    String text = ((ModelAnswer.Answered) answer).text();
    assertTrue(text.contains("strategy:2") && !text.contains("strategy:1"), text);
  }

  private static PromptFact passage(String id, String content) {
    return new PromptFact(
        id, "Strategies", "strategy", content, Json.Obj.EMPTY, List.of(), List.of());
  }
}
