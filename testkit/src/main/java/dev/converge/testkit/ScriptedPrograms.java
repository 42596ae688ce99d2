package dev.converge.testkit;

import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Budget;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.engine.run.Programs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Flows for tests, built without a template. Any seed starts them; [ScriptedAgents] answers for
/// their agents, each as its spec's requirements say.
public final class ScriptedPrograms {
  /// The role that the gates of [#gate] ask for.
  public static final String ROLE = "reviewer";

  private static final String VERSION = "1.0.0";
  private static final int MAX_CHAIN = 1_000;

  private ScriptedPrograms() {}

  /// `det-100`: ten agents in a row, ten facts each, no model: one hundred facts in ten cycles.
  public static Program det100() {
    return chain("det-100", 10, Script.facts(10));
  }

  /// `slow`: agents in a row, each of which takes its time for one fact.
  ///
  /// @param facts how many, from 1 to 1,000
  /// @param interval for each
  public static Program slow(int facts, Duration interval) {
    return chain("slow", facts, Script.facts(1).pausing(interval));
  }

  /// `gate`: agents in a row, each proposing one fact that a person must approve; a rejection halts
  /// the run.
  ///
  /// @param approvals how many, from 1 to 1,000
  public static Program gate(int approvals) {
    return gate(approvals, null, Decision.REJECTED);
  }

  /// `gate` with a deadline.
  ///
  /// @param approvals how many, from 1 to 1,000
  /// @param within how long a decision may take, or `null` for ever
  /// @param onSilence what stands then
  public static Program gate(int approvals, @Nullable Duration within, Decision onSilence) {
    List<AgentSpec> agents = row(approvals, Script.facts(1));
    List<Gate> gates = new ArrayList<>();
    for (AgentSpec agent : agents) {
      String key = agent.outputs().getFirst().key();
      gates.add(
          new Gate(
              "gate-" + key,
              key,
              "",
              2,
              null,
              ROLE,
              within,
              onSilence,
              true,
              1,
              false,
              0,
              List.of()));
    }
    return program("gate", agents, gates, budget(approvals));
  }

  /// `revised`: one agent with a model, whose one fact a person must approve or may return twice.
  public static Program revised() {
    AgentSpec agent =
        new AgentSpec(
            "drafting",
            AgentSpec.Kind.LLM,
            AgentSpec.Eligibility.all(Keys.SEEDS),
            List.of(AgentSpec.Output.of("Drafts", "draft:", 1, 1)),
            "",
            false,
            false,
            3,
            AgentSpec.DEFAULT_DEADLINE,
            AgentSpec.DEFAULT_GIVE_UP_AFTER,
            Script.facts(1).requirements());
    Gate gate =
        new Gate(
            "gate-Drafts",
            "Drafts",
            "",
            2,
            null,
            ROLE,
            null,
            Decision.REJECTED,
            true,
            1,
            false,
            2,
            List.of());
    return program("revised", List.of(agent), List.of(gate), Budget.DEFAULT);
  }

  /// `never`: two agents that wake each other without end; only a budget ends the run.
  ///
  /// @param interval what each answer takes
  /// @param budget of the run
  public static Program never(Duration interval, Budget budget) {
    Script script = Script.facts(1).pausing(interval);
    AgentSpec ping =
        agent(
            "ping",
            new AgentSpec.Eligibility(List.of(), List.of(Keys.SEEDS, "Pong"), List.of()),
            "Ping",
            script);
    AgentSpec pong = agent("pong", AgentSpec.Eligibility.all("Ping"), "Pong", script);
    return program("never", List.of(ping, pong), List.of(), budget);
  }

  /// `flaky`: three model-backed agents in a row; each fails some attempts before it answers.
  ///
  /// @param failures of each agent in each cycle; from 3 on the run halts, unless an outage is why
  /// @param kind how it fails
  public static Program flaky(int failures, FailureKind kind) {
    return chain("flaky", 3, Script.facts(1).failing(failures, kind));
  }

  /// `hang`: one agent that does not answer.
  ///
  /// @param deadline for the one attempt that it has
  /// @param stubborn whether it ignores interrupts, too
  public static Program hang(Duration deadline, boolean stubborn) {
    Script script = Script.facts(1).hanging(stubborn);
    AgentSpec agent =
        new AgentSpec(
            "silent",
            AgentSpec.Kind.SEARCH,
            AgentSpec.Eligibility.all(Keys.SEEDS),
            List.of(AgentSpec.Output.of("Silence", "silence:", 0, 1)),
            "",
            false,
            false,
            1,
            deadline,
            AgentSpec.DEFAULT_GIVE_UP_AFTER,
            script.requirements());
    return program("hang", List.of(agent), List.of(), Budget.DEFAULT);
  }

  /// Many agents that all run in one cycle, each a call that takes one of the engine's places.
  ///
  /// @param agents how many, from 1 to 1,000
  public static Program wide(int agents) {
    requireLength(agents);
    List<AgentSpec> all = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      String id = String.format(Locale.ROOT, "wide%04d", i);
      all.add(
          new AgentSpec(
              id,
              AgentSpec.Kind.SEARCH,
              AgentSpec.Eligibility.all(Keys.SEEDS),
              List.of(AgentSpec.Output.of("Found", id + ":", 1, 1)),
              "",
              false,
              false,
              1,
              AgentSpec.DEFAULT_DEADLINE,
              AgentSpec.DEFAULT_GIVE_UP_AFTER,
              Script.facts(1).requirements()));
    }
    return program("wide", all, List.of(), budget(agents));
  }

  /// These programs, found by name and, where it is given, version.
  public static Programs installed(Program... programs) {
    List<Program> all = List.of(programs);
    return (name, version) ->
        all.stream()
            .filter(p -> p.name().equals(name))
            .filter(p -> version.isEmpty() || p.version().equals(version))
            .findFirst();
  }

  private static Program chain(String name, int length, Script script) {
    return program(name, row(length, script), List.of(), budget(length * script.facts()));
  }

  private static Budget budget(int facts) {
    return new Budget(
        MAX_CHAIN + 1, facts, Duration.ofHours(1), Budget.DEFAULT.maxTokens(), 2_500_000);
  }

  private static List<AgentSpec> row(int length, Script script) {
    requireLength(length);
    List<AgentSpec> agents = new ArrayList<>();
    String from = Keys.SEEDS;
    for (int i = 1; i <= length; i++) {
      String key = String.format(Locale.ROOT, "Step%03d", i);
      String id = String.format(Locale.ROOT, "step%03d", i);
      agents.add(agent(id, AgentSpec.Eligibility.all(from), key, script));
      from = key;
    }
    return agents;
  }

  private static void requireLength(int length) {
    if (length < 1 || length > MAX_CHAIN) {
      throw new IllegalArgumentException(
          "length: " + length + " (expected: 1 to " + MAX_CHAIN + ")");
    }
  }

  private static AgentSpec agent(String id, AgentSpec.Eligibility when, String key, Script script) {
    return new AgentSpec(
        id,
        script.kind(),
        when,
        List.of(
            AgentSpec.Output.of(
                key, key.toLowerCase(Locale.ROOT) + ":", script.facts(), script.facts())),
        script.kind() == AgentSpec.Kind.LLM ? "Say what follows." : "",
        false,
        false,
        AgentSpec.DEFAULT_ATTEMPTS,
        AgentSpec.DEFAULT_DEADLINE,
        AgentSpec.DEFAULT_GIVE_UP_AFTER,
        script.requirements());
  }

  private static Program program(
      String name, List<AgentSpec> agents, List<Gate> gates, Budget budget) {
    Json.Obj content =
        Json.object()
            .put("name", name)
            .put("scripts", Json.array(agents.stream().map(AgentSpec::requirements).toList()))
            .build();
    return Program.of(
        new Program.Definition(
            name,
            VERSION,
            Digest.of(content),
            "Shows how a server behaves.",
            List.of(),
            agents,
            List.of(),
            gates,
            budget,
            Json.object(new TreeMap<String, Json>())));
  }

  /// What a scripted agent does, as its spec's requirements carry it.
  record Script(
      int facts, long pauseMillis, int failures, Optional<FailureKind> kindOfFailure, String hang) {

    static Script facts(int facts) {
      return new Script(facts, 0, 0, Optional.empty(), "");
    }

    Script pausing(Duration pause) {
      return new Script(facts, pause.toMillis(), failures, kindOfFailure, hang);
    }

    Script failing(int times, FailureKind how) {
      return new Script(facts, pauseMillis, times, Optional.of(how), hang);
    }

    Script hanging(boolean stubborn) {
      return new Script(
          facts, pauseMillis, failures, kindOfFailure, stubborn ? "stubborn" : "interruptible");
    }

    AgentSpec.Kind kind() {
      return kindOfFailure.isPresent() ? AgentSpec.Kind.LLM : AgentSpec.Kind.RULE;
    }

    Json.Obj requirements() {
      return Json.object()
          .put("facts", facts)
          .put("pause_ms", (double) pauseMillis)
          .put("failures", failures)
          .put("failure", kindOfFailure.map(Enum::name).orElse(""))
          .put("hang", hang)
          .build();
    }

    static Script of(AgentSpec spec) {
      Json.Obj from = spec.requirements();
      String kind = text(from, "failure");
      return new Script(
          (int) number(from, "facts"),
          number(from, "pause_ms"),
          (int) number(from, "failures"),
          kind.isEmpty() ? Optional.empty() : Optional.of(FailureKind.valueOf(kind)),
          text(from, "hang"));
    }

    private static long number(Json.Obj from, String name) {
      return from.get(name).map(value -> (long) ((Json.Num) value).value()).orElse(0L);
    }

    private static String text(Json.Obj from, String name) {
      return from.get(name).map(value -> ((Json.Str) value).value()).orElse("");
    }
  }
}
