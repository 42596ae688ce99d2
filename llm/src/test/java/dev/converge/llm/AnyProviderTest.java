package dev.converge.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.Submission;
import dev.converge.engine.agent.Agents;
import dev.converge.llm.model.CatalogueReader;
import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.recording.Recordings;
import dev.converge.llm.strict.StrictAnthropic;
import dev.converge.llm.strict.StrictGemini;
import dev.converge.llm.strict.StrictGroq;
import dev.converge.llm.strict.StrictOllama;
import dev.converge.llm.strict.StrictOpenAi;
import dev.converge.llm.strict.StrictPerplexity;
import dev.converge.llm.strict.StrictProvider;
import dev.converge.testkit.LiveEngine;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// With the key of any one provider, every flow that ships converges, and what its models lack is
/// told before anything runs. Prints a table of all of them.
final class AnyProviderTest {
  private static final Map<String, List<Seed>> FLOWS = flows();

  private static Map<String, List<Seed>> flows() {
    Map<String, List<Seed>> flows = new TreeMap<>();
    flows.put("growth-strategy", Samples.of("ledger"));
    flows.put(
        "drafting-short",
        Flow.seeds(
            "brief:b7",
            "How do honeybees survive winter?",
            "source:encyclopedia",
            "Honey bees do not hibernate. In winter the colony forms a cluster around the queen."
                + " Workers in the cluster shiver their flight muscles, which keeps its centre at"
                + " about 35 °C. A colony eats 15 to 25 kg of honey between November and March."));
    flows.put(
        "novelty-search",
        Flow.seeds(
            "invention:strip",
            "A fabric strip whose face carries small hooks of stiff thread, which catch in the"
                + " loops of a second fabric so that the two hold together and can be pulled apart"
                + " again.",
            "priority:date",
            "2024-01-01"));
    flows.put(
        "patent-research",
        Flow.seeds(
            "matter:k3",
            "Kettle lid.",
            "invention:lid",
            "A lid for a kettle that opens by itself when the water boils. A spring lifts the lid,"
                + " and a strip of two metals holds the spring down while it is cold. A bell rings"
                + " when the lid opens."));
    return flows;
  }

  private static final Map<String, Supplier<StrictProvider>> PROVIDERS = providers();

  private static Map<String, Supplier<StrictProvider>> providers() {
    Map<String, Supplier<StrictProvider>> providers = new TreeMap<>();
    providers.put("anthropic", StrictAnthropic::new);
    providers.put("google", StrictGemini::new);
    providers.put("groq", StrictGroq::new);
    providers.put("ollama", StrictOllama::new);
    providers.put("openai", StrictOpenAi::new);
    providers.put("perplexity", StrictPerplexity::new);
    return providers;
  }

  private static final Map<String, Map<String, String>> ANSWERS = new ConcurrentHashMap<>();

  /// Learnt once for each flow.
  private static Map<String, String> answers(Program program, List<Seed> seeds)
      throws InterruptedException {
    Map<String, String> known = ANSWERS.get(program.name());
    if (known == null) {
      known = Flow.offlineAnswers(program, seeds);
      ANSWERS.put(program.name(), known);
    }
    return known;
  }

  static Stream<Arguments> table() {
    return PROVIDERS.keySet().stream()
        .flatMap(name -> FLOWS.keySet().stream().map(flow -> Arguments.of(name, flow)));
  }

  static ModelAgents agents(StrictProvider provider, Recordings recordings) {
    Map.Entry<String, String> variable = provider.variable();
    return new ModelAgents(
        InstantSource.fixed(Flow.NOON),
        CatalogueReader.read("test.yaml", provider.catalogue(), ModelCatalogue.shipped()),
        name -> Optional.of(variable.getValue()).filter(_ -> name.equals(variable.getKey())),
        recordings,
        _ -> {});
  }

  static List<ModelCall> calls(Flow.Ran ran) {
    List<ModelCall> calls = new ArrayList<>();
    for (Event event : ran.events()) {
      if (event.body() instanceof Body.ModelCalled called) {
        calls.add(called.call());
      }
    }
    return calls;
  }

  /// What became of each flow with each provider: rows by provider, cells by flow.
  private static final Map<String, Map<String, String>> CELLS = new TreeMap<>();

  private static final Map<String, String> BEFOREHAND = new TreeMap<>();

  @AfterAll
  static void printTheTable() {
    StringBuilder table = new StringBuilder("alone, against its strict stub | ");
    table.append(String.join(" | ", FLOWS.keySet())).append('\n');
    CELLS.forEach((name, cells) ->
        table.append(name).append(" | ").append(String.join(" | ", cells.values())).append('\n'));
    table.append("said beforehand by dry_run, and again in the job's notes:\n");
    BEFOREHAND.forEach((run, notes) -> table.append(run).append(": ").append(notes).append('\n'));
    System.out.print(table);
    assertEquals(PROVIDERS.keySet(), CELLS.keySet());
    CELLS.forEach((name, cells) -> assertEquals(FLOWS.keySet(), cells.keySet(), name));
  }

  /// What a dry run says of the models, in the words of the job's notes.
  private static List<String> beforehand(Program program, Agents agents, List<Seed> seeds) {
    Submission submission = Submission.of(program, seeds, program.definition().budget(), Mode.LIVE);
    try (LiveEngine live = new LiveEngine(EngineSettings.DEFAULT, agents, program)) {
      Agents.Choice choice = LiveEngine.get(live.engine().preflight(submission));
      assertEquals(Map.of(), choice.missing());
      List<String> notes = new ArrayList<>();
      choice
          .quotes()
          .forEach((agent, quote) ->
              quote
                  .unmet()
                  .forEach(unmet ->
                      notes.add(
                          agent + " (" + quote.provider() + "/" + quote.model() + "): " + unmet)));
      return notes;
    }
  }

  @ParameterizedTest
  @MethodSource("table")
  void aloneItRunsTheFlow(String name, String flow) throws Exception {
    Program program = Shipped.program(flow);
    List<Seed> seeds = FLOWS.getOrDefault(flow, List.of());
    try (StrictProvider provider = Objects.requireNonNull(PROVIDERS.get(name)).get()) {
      provider.says(answers(program, seeds));
      List<String> before =
          beforehand(program, Shipped.with(agents(provider, Recordings.none())), seeds);
      assertEquals(List.of(), provider.requests(), "calls of the dry run");
      Flow.Ran ran =
          Flow.run(
              program, Shipped.with(agents(provider, Recordings.none())), Mode.LIVE, seeds, true);
      assertEquals(List.of(), provider.refusals());
      assertEquals(Status.CONVERGED, ran.state().status(), () -> ran.state().detail().orElse(""));
      for (ModelCall call : calls(ran)) {
        assertEquals(name, call.provider());
        assertTrue(call.tokens() > 0, call::toString);
      }
      for (Event event : ran.events()) {
        assertTrue(
            !(event.body() instanceof Body.ModelCalled called) || !called.overrun(),
            event::toString);
      }
      told(ran);
      assertEquals(
          new TreeSet<>(before),
          ran.state().notes().stream()
              .filter(note -> note.contains(" (" + name + "/"))
              .collect(Collectors.toCollection(TreeSet::new)),
          "what the dry run says, and the notes");
      CELLS
          .computeIfAbsent(name, _ -> new TreeMap<>())
          .put(flow, "converged, " + provider.requests().size() + " calls");
      if (!before.isEmpty()) {
        BEFOREHAND.put(name + ", " + flow, String.join("; ", before));
      }
      if (!calls(ran).isEmpty()) {
        replayed(program, provider, seeds, ran);
      }
    }
  }

  private static void replayed(
      Program program, StrictProvider provider, List<Seed> seeds, Flow.Ran ran)
      throws InterruptedException {
    ModelAgents recorded = agents(provider, Recordings.of(calls(ran)));
    Flow.Ran again = Flow.run(program, Shipped.with(recorded), Mode.RECORDED, seeds, true);
    assertEquals(calls(ran).size(), provider.requests().size(), "calls of the replay");
    assertEquals(
        ran.state().summary().orElseThrow().resultHash(),
        again.state().summary().orElseThrow().resultHash(),
        () -> again.state().detail().orElse(""));
  }

  /// What a model does not meet is in the event, in the facts and in the notes, and nowhere else.
  private static void told(Flow.Ran ran) {
    for (Event event : ran.events()) {
      if (event.body() instanceof Body.AgentStarted started && started.quote() != null) {
        for (String unmet : started.quote().unmet()) {
          String note =
              event.agent()
                  + " ("
                  + started.quote().provider()
                  + "/"
                  + started.quote().model()
                  + "): "
                  + unmet;
          assertTrue(ran.state().notes().contains(note), note);
        }
        for (Fact fact : ran.state().context().facts()) {
          if (fact.agent().equals(event.agent())) {
            assertEquals(started.quote().unmet(), fact.provenance().unmet());
          }
        }
      }
    }
  }
}
