package dev.converge.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.AgentSpec;
import dev.converge.core.Budget;
import dev.converge.core.Json;
import dev.converge.core.Keys;
import dev.converge.core.Mode;
import dev.converge.core.ModelCall;
import dev.converge.core.Program;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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

  private static final Catalogue CATALOGUE =
      CatalogueReader.read(
          "test.yaml",
          """
          providers:
            p: { api: openai, base_url: "http://p" }
          models:
            - { provider: p, model: m, input_usd: 3, output_usd: 15, call_usd: 0.001, context: 100000 }
          """,
          Catalogue.none());

  /// Asks a model that uses as much as its bounds allow, or anything less.
  private static ModelCall greedy(Random random, ModelRequest request) {
    ModelEntry entry = CATALOGUE.models().getFirst();
    long input = Tokens.bound(request.system() + request.user());
    long output = entry.outputBound(request);
    boolean most = random.nextInt(4) == 0;
    Usage usage =
        new Usage(
            most ? input : random.nextLong(input + 1),
            most ? output : random.nextLong(output + 1),
            false);
    Exchange exchange = new Exchange(usage, null, Duration.ZERO, null);
    return new Priced(entry, (_, _) -> new ModelAnswer.Empty(exchange))
        .call(request, new ModelAnswer.Empty(exchange));
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

  /// The real quotes with models that answer nothing at any price.
  private static final class Greedy implements dev.converge.engine.Agents {
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
    public dev.converge.engine.Agent agent(Program program, AgentSpec spec, Mode mode) {
      return new dev.converge.engine.Agent() {
        @Override
        public String version() {
          return "1";
        }

        @Override
        public dev.converge.core.Answer ask(dev.converge.engine.AgentCall call)
            throws dev.converge.engine.AgentFailure {
          ModelRequest request = Wording.request(Brief.of(call), spec.requirements());
          ModelCall made = greedy(random, request);
          dev.converge.core.Quote quote = java.util.Objects.requireNonNull(call.request().quote());
          if (made.tokens() > quote.maxTokens() || made.costMicros() > quote.maxCostMicros()) {
            overruns++;
          }
          throw new dev.converge.engine.AgentFailure(
              dev.converge.core.FailureKind.EMPTY, "$: nothing", null, List.of(made));
        }
      };
    }

    @Override
    public Choice choose(
        Program program,
        dev.converge.core.Request.ChooseModels request,
        dev.converge.core.Context context,
        Mode mode) {
      return real.choose(program, request, context, mode);
    }

    @Override
    public java.util.SortedMap<String, String> versions(Program program) {
      return real.versions(program);
    }
  }
}
