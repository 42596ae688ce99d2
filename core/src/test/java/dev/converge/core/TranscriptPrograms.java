package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import java.time.Duration;
import java.util.List;

/// The programs that transcripts run.
final class TranscriptPrograms {
  private TranscriptPrograms() {}

  static Program named(String name) {
    AgentSpec a = Play.agent("a", Keys.SEEDS, "A");
    AgentSpec b = Play.agent("b", "A", "B");
    return switch (name) {
      // One agent after the other.
      case "row" -> Play.program(List.of(a, b), List.of(), List.of());
      // Both at once; b may be asked three times.
      case "pair" -> Play.program(List.of(a, model("b", Keys.SEEDS, "B")), List.of(), List.of());
      // The same; b waits for ten seconds while its provider is away.
      case "patient" -> Play.program(List.of(a, patient()), List.of(), List.of());
      // The same, but an outage halts.
      case "impatient" -> {
        Program.Definition waits =
            Play.program(List.of(a, patient()), List.of(), List.of()).definition();
        yield Program.of(
            new Program.Definition(
                waits.name(),
                waits.version(),
                waits.hash(),
                waits.objective(),
                waits.seeds(),
                waits.agents(),
                waits.invariants(),
                waits.gates(),
                waits.budget(),
                Json.object().put("on_outage", "halt").build()));
      }
      // What a says needs somebody's approval, for ever.
      case "gated" -> Play.program(List.of(a, b), List.of(), List.of(gate("A", null, false)));
      // What a says needs the approval of two people who did not submit the job.
      case "four-eyes" ->
          Play.program(
              List.of(a, b),
              List.of(),
              List.of(
                  new Gate(
                      "g",
                      "A",
                      "",
                      2,
                      null,
                      "owner",
                      null,
                      Decision.APPROVED,
                      false,
                      2,
                      true,
                      0,
                      List.of())));
      // What m says needs approval and can be revised twice; m is a model.
      case "revised" ->
          Play.program(
              List.of(a, model("m", Keys.SEEDS, "B")),
              List.of(),
              List.of(
                  gate("A", null, false),
                  new Gate(
                      "r",
                      "B",
                      "",
                      2,
                      null,
                      "owner",
                      null,
                      Decision.REJECTED,
                      false,
                      1,
                      false,
                      2,
                      List.of())));
      // The same as gated, for a second; silence approves, a rejection halts.
      case "timed" ->
          Play.program(List.of(a, b), List.of(), List.of(gate("A", Duration.ofSeconds(1), true)));
      // No A may mention "never"; one that mentions "stop" halts the run.
      case "strict" ->
          Play.program(
              List.of(a, b),
              List.of(
                  structural("polite", new Condition.MentionsNone("A", List.of("never")), false),
                  structural("last", new Condition.MentionsNone("A", List.of("stop")), true)),
              List.of());
      // Two of B; whoever can remedy that is woken. All of A must be cited in the end.
      case "remedied" ->
          Play.program(
              List.of(a, remedy()),
              List.of(
                  semantic("two", new Condition.Count("B", 2, Integer.MAX_VALUE)),
                  acceptance("cited", new Condition.CitedBy("A", "B"), ""),
                  acceptance("some", new Condition.Exists("A", "a:"), "draft")),
              List.of());
      // A conflict under A halts.
      case "single" -> Play.program(List.of(single(), b), List.of(), List.of());
      // Two agents that wake each other.
      case "circle" ->
          Play.program(
              List.of(
                  Play.agent(
                      "a",
                      AgentSpec.Kind.RULE,
                      new AgentSpec.Eligibility(List.of(), List.of(Keys.SEEDS, "B"), List.of()),
                      "A",
                      1),
                  b),
              List.of(),
              List.of());
      default -> throw new IllegalArgumentException("program: " + name);
    };
  }

  private static AgentSpec model(String id, String reads, String writes) {
    return Play.agent(id, AgentSpec.Kind.LLM, AgentSpec.Eligibility.all(reads), writes, 3);
  }

  private static AgentSpec patient() {
    return new AgentSpec(
        "b",
        AgentSpec.Kind.LLM,
        AgentSpec.Eligibility.all(Keys.SEEDS),
        List.of(AgentSpec.Output.of("B", "b:", 0, Integer.MAX_VALUE)),
        "",
        false,
        false,
        1,
        AgentSpec.DEFAULT_DEADLINE,
        Duration.ofSeconds(10),
        Json.Obj.EMPTY);
  }

  private static AgentSpec remedy() {
    return Play.agent(
        "remedy",
        AgentSpec.Kind.RULE,
        new AgentSpec.Eligibility(List.of("A"), List.of(), List.of("two")),
        "B",
        1);
  }

  private static AgentSpec single() {
    return new AgentSpec(
        "a",
        AgentSpec.Kind.RULE,
        AgentSpec.Eligibility.all(Keys.SEEDS),
        List.of(new AgentSpec.Output("A", "", 0, 9, "", List.of(), List.of(), 0, 0, true)),
        "",
        false,
        false,
        1,
        AgentSpec.DEFAULT_DEADLINE,
        AgentSpec.DEFAULT_GIVE_UP_AFTER,
        Json.Obj.EMPTY);
  }

  private static Gate gate(
      String key, @org.jspecify.annotations.Nullable Duration within, boolean halts) {
    return new Gate(
        "g", key, "", 2, null, "owner", within, Decision.APPROVED, halts, 1, false, 0, List.of());
  }

  private static Invariant structural(String id, Condition condition, boolean halts) {
    return new Invariant(id, Invariant.Kind.STRUCTURAL, "Is " + id, condition, "", halts);
  }

  private static Invariant semantic(String id, Condition condition) {
    return new Invariant(id, Invariant.Kind.SEMANTIC, "Is " + id, condition, "", false);
  }

  private static Invariant acceptance(String id, Condition condition, String tier) {
    return new Invariant(id, Invariant.Kind.ACCEPTANCE, "Is " + id, condition, tier, false);
  }
}
