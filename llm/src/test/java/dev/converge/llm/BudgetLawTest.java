package dev.converge.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Context;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.Quote;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Keys;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.Submission;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.Agents;
import dev.converge.llm.model.CallMetadata;
import dev.converge.llm.model.CatalogueReader;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.model.ModelEntry;
import dev.converge.llm.model.ModelRequest;
import dev.converge.llm.model.PricedModel;
import dev.converge.llm.model.PromptInput;
import dev.converge.llm.model.PromptWriter;
import dev.converge.llm.model.TokenUsage;
import dev.converge.llm.recording.Recordings;
import dev.converge.testkit.LiveEngine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Whatever models answer within their bounds, what is booked stays within what was reserved, and
/// so within the budget.
final class BudgetLawTest {
  private static final int AGENTS = 64;

  private static Program program(Budget budget) {
    List<AgentSpec> agents = new ArrayList<>();
    for (int i = 0; i < AGENTS; i++) {
      agents.add(
          Flow.agent(
              "agent_" + i,
              AgentSpec.Eligibility.all(Keys.SEEDS),
              "List what the seeds say, please, agent " + i + ".",
              Flow.output("Key" + i, "fact" + i + ":", 1, 2, Keys.SEEDS)));
    }
    return Program.of(
        new Program.Definition(
            "wide",
            "1.0.0",
            "0",
            "",
            List.of(),
            agents,
            List.of(),
            List.of(),
            budget,
            Json.Obj.EMPTY));
  }

  private static final ModelCatalogue CATALOGUE =
      CatalogueReader.read(
          "test.yaml",
          """
          providers:
            p: { api: openai, base_url: "http://p" }
          models:
            - { provider: p, model: m, input_usd: 3, output_usd: 15, call_usd: 0.001, context: 100000 }
          """,
          ModelCatalogue.none());

  /// Asks a model that uses as much as its bounds allow, or anything less.
  private static ModelCall greedy(Random random, ModelRequest request) {
    ModelEntry entry = CATALOGUE.models().getFirst();
    long input = PricedModel.bound(request);
    long output = entry.outputBound(request);
    boolean most = random.nextInt(4) == 0;
    TokenUsage usage =
        new TokenUsage(
            most ? input : random.nextLong(input + 1),
            most ? output : random.nextLong(output + 1),
            false);
    CallMetadata metadata = new CallMetadata(usage, null, Duration.ZERO, null);
    return new PricedModel(entry, (_, _) -> new ModelAnswer.Empty(metadata))
        .call(request, new ModelAnswer.Empty(metadata));
  }

  @Test
  void whatIsQuotedCoversWhateverACallCanUse() throws Exception {
    ModelAgents agents =
        new ModelAgents(
            InstantSource.fixed(Flow.NOON),
            CATALOGUE,
            _ -> Optional.empty(),
            Recordings.none(),
            _ -> {});
    for (long seed = 0; seed < 15; seed++) {
      Random random = new Random(seed);
      String text = "Grün 東京 ".repeat(1 + random.nextInt(40));
      long tokens = 20_000L + random.nextInt(1_000_000);
      long micros = 10_000L + random.nextInt(3_000_000);
      Program program = program(new Budget(5, 500, Duration.ofMinutes(10), tokens, micros));
      Greedy greedy = new Greedy(agents, random);
      Flow.Ran ran = Flow.run(program, greedy, Mode.LIVE, Flow.seeds("s:1", text));
      String at = "seed " + seed;
      assertTrue(ran.state().spent().tokens() <= tokens, at);
      assertTrue(ran.state().spent().costMicros() <= micros, at);
      assertEquals(0, greedy.overruns(), at);
      assertTrue(ran.state().status().isFinal(), at);
    }
  }

  @Test
  void noBudgetIsExceededWith64AgentsThatAnswerInParallel() throws Exception {
    ModelAgents agents =
        new ModelAgents(
            InstantSource.system(), CATALOGUE, _ -> Optional.empty(), Recordings.none(), _ -> {});
    for (long seed = 0; seed < 8; seed++) {
      Random random = new Random(seed);
      boolean wide = seed == 0;
      long tokens = wide ? 100_000_000 : 20_000L + random.nextInt(1_000_000);
      long micros = wide ? 1_000_000_000 : 10_000L + random.nextInt(3_000_000);
      Program program = program(new Budget(5, 500, Duration.ofMinutes(10), tokens, micros));
      Together together = new Together(new Greedy(agents, random), wide ? AGENTS : 1);
      try (LiveEngine live = new LiveEngine(EngineSettings.DEFAULT, together, program)) {
        Submission submission =
            Submission.of(
                program,
                Flow.seeds("s:1", "Grün 東京 ".repeat(1 + random.nextInt(40))),
                program.definition().budget(),
                Mode.LIVE);
        String run = LiveEngine.get(live.engine().submit(submission)).job().runId();
        RunState state = live.await(run).state();
        String at = "seed " + seed + ": " + state.spent();
        assertTrue(state.status().isFinal(), at);
        assertTrue(state.spent().tokens() <= tokens && state.spent().costMicros() <= micros, at);
        assertTrue(!wide || state.spent().tokens() > 0, at);
      }
      assertEquals(wide ? AGENTS : together.most(), together.most(), "agents at a time");
    }
  }

  /// Lets first attempts go on only once so many of them are under way at the same time.
  private static final class Together implements Agents {
    private final Agents real;
    private final int wanted;
    private final CountDownLatch all;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    Together(Agents real, int wanted) {
      this.real = real;
      this.wanted = wanted;
      this.all = new CountDownLatch(wanted);
    }

    int most() {
      return most.get();
    }

    @Override
    public Agent agent(Program program, AgentSpec spec, Mode mode) {
      Agent answering = real.agent(program, spec, mode);
      return new Agent() {
        @Override
        public String version() {
          return answering.version();
        }

        @Override
        public Answer ask(AgentCall call) throws AgentFailure, InterruptedException {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          try {
            if (wanted > 1) {
              all.countDown();
              all.await();
            }
            return answering.ask(call);
          } finally {
            inside.decrementAndGet();
          }
        }
      };
    }

    @Override
    public Choice choose(
        Program program, Request.ChooseModels request, Context context, Mode mode) {
      return real.choose(program, request, context, mode);
    }

    @Override
    public SortedMap<String, String> versions(Program program) {
      return real.versions(program);
    }
  }

  /// The real quotes with models that answer nothing at any price.
  private static final class Greedy implements Agents {
    private final ModelAgents real;
    private final Random random;
    private int overruns;

    Greedy(ModelAgents real, Random random) {
      this.real = real;
      this.random = random;
    }

    int overruns() {
      return overruns;
    }

    @Override
    public Agent agent(Program program, AgentSpec spec, Mode mode) {
      return new Agent() {
        @Override
        public String version() {
          return "1";
        }

        @Override
        public Answer ask(AgentCall call) throws AgentFailure {
          ModelRequest request = PromptWriter.request(PromptInput.of(call), spec.requirements());
          ModelCall made = greedy(random, request);
          Quote quote = Objects.requireNonNull(call.request().quote());
          if (made.tokens() > quote.maxTokens() || made.costMicros() > quote.maxCostMicros()) {
            overruns++;
          }
          throw new AgentFailure(FailureKind.EMPTY, "$: nothing", null, List.of(made));
        }
      };
    }

    @Override
    public Choice choose(
        Program program, Request.ChooseModels request, Context context, Mode mode) {
      return real.choose(program, request, context, mode);
    }

    @Override
    public SortedMap<String, String> versions(Program program) {
      return real.versions(program);
    }
  }
}
