package dev.converge.bench;

import dev.converge.core.Core;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The core alone, in memory and without hashes: what a run costs before anything is stored or
/// sent.
@State(Scope.Benchmark)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CoreBench {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final int LARGEST_ANSWER = 1_000;
  private static final Provenance RULE = Provenance.rule("1");

  private final Program b4 = B4.program().withoutHashing();
  private final Program thousand = facts(1_000);
  private final Program tenThousand = facts(10_000);
  private final Program hundredThousand = facts(100_000);
  private final Program crowd = crowd(1_000);
  private final Answer full = answer("A", LARGEST_ANSWER);

  /// For JMH.
  public CoreBench() {}

  /// Runs them all: `bench/run CoreBench`.
  public static void main(String[] arguments) throws java.io.IOException {
    org.openjdk.jmh.Main.main(new String[] {CoreBench.class.getSimpleName()});
  }

  /// B4: two seeds, four agents in a row. To reach: 5 µs.
  @Benchmark
  public RunState b4() {
    return run(b4, B4.SEEDS, (spec, state) -> B4.answer(spec, state.context()));
  }

  /// 1,000 facts in one context. To reach: 1 ms.
  @Benchmark
  public RunState facts1000() {
    return run(thousand, B4.SEEDS, (_, _) -> full);
  }

  /// 10,000 facts in one context: ten times that.
  @Benchmark
  public RunState facts10000() {
    return run(tenThousand, B4.SEEDS, CoreBench::more);
  }

  /// 100,000 facts in one context: a hundred times that.
  @Benchmark
  public RunState facts100000() {
    return run(hundredThousand, B4.SEEDS, CoreBench::more);
  }

  /// 1,000 agents, of which one is eligible.
  @Benchmark
  public RunState oneOfAThousandAgents() {
    return run(crowd, B4.SEEDS, (spec, _) -> answer(spec.outputs().getFirst().key(), 1));
  }

  private static Answer more(AgentSpec spec, RunState state) {
    return answer(spec.outputs().getFirst().key(), LARGEST_ANSWER);
  }

  private interface Answers {
    Answer of(AgentSpec spec, RunState state);
  }

  private static RunState run(Program program, List<Seed> seeds, Answers answers) {
    RunState state =
        Core.step(
                program,
                Core.initial(program),
                new Input.Started(
                    "job_1",
                    Mode.OFFLINE,
                    seeds,
                    program.definition().budget(),
                    new TreeMap<>(),
                    NOON))
            .next();
    while (!state.status().isFinal()) {
      for (Request request : Core.outstanding(program, state)) {
        if (request instanceof Request.AskAgent ask) {
          AgentSpec spec = program.agent(ask.agent()).orElseThrow();
          Input answered =
              new Input.Answered(
                  ask.agent(), ask.cycle(), ask.attempt(), answers.of(spec, state), NOON);
          state = Core.step(program, state, answered).next();
        }
      }
    }
    return state;
  }

  private static Answer answer(String key, int facts) {
    List<Proposal> proposals = new ArrayList<>(facts);
    for (int i = 0; i < facts; i++) {
      proposals.add(Proposal.of(key, "fact " + i + " under " + key, List.of("a"), RULE));
    }
    return new Answer(proposals, List.of(), Duration.ZERO);
  }

  /// Agents in a row, each of which gives as many facts as one answer may have.
  private static Program facts(int count) {
    List<AgentSpec> agents = new ArrayList<>();
    String from = Keys.SEEDS;
    for (int i = 0; i < count / LARGEST_ANSWER; i++) {
      String key = i == 0 ? "A" : String.format(Locale.ROOT, "A%03d", i);
      agents.add(agent(key.toLowerCase(Locale.ROOT), from, key));
      from = key;
    }
    return program(agents, count);
  }

  private static Program crowd(int count) {
    List<AgentSpec> agents = new ArrayList<>();
    agents.add(agent("eligible", Keys.SEEDS, "A"));
    for (int i = 1; i < count; i++) {
      agents.add(agent("idle" + i, "Nothing" + i, "B"));
    }
    return program(agents, count);
  }

  private static AgentSpec agent(String id, String reads, String writes) {
    return new AgentSpec(
        id,
        AgentSpec.Kind.RULE,
        AgentSpec.Eligibility.all(reads),
        List.of(AgentSpec.Output.of(writes, id + ":", 0, LARGEST_ANSWER)),
        "",
        false,
        false,
        1,
        AgentSpec.DEFAULT_DEADLINE,
        AgentSpec.DEFAULT_GIVE_UP_AFTER,
        Json.Obj.EMPTY);
  }

  private static Program program(List<AgentSpec> agents, int facts) {
    return Program.of(
            new Program.Definition(
                "bench",
                "1.0.0",
                "0".repeat(64),
                "",
                List.of(),
                agents,
                List.of(),
                List.of(),
                new Budget(1_000, facts, Duration.ofHours(1), 0, 0),
                Json.Obj.EMPTY))
        .withoutHashing();
  }
}
