package dev.converge.audit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Chain;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.testkit.FlowRecorder;
import dev.converge.testkit.OutcomeFlows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static List<Sealed> lines(String flow) {
    return FlowRecorder.record(
            OutcomeFlows.all(name -> name).stream()
                .filter(each -> each.name().equals(flow))
                .findFirst()
                .orElseThrow())
        .lines();
  }

  private static RunLog log(String flow) {
    return RunLog.of("run_" + flow, lines(flow));
  }

  private static RunLog changed(RunLog run, UnaryOperator<Json.Obj> change) {
    return new RunLog("run_changed", run.events().stream().map(change).toList());
  }

  private static Json.Obj with(Json.Obj json, String name, Json value) {
    TreeMap<String, Json> fields = new TreeMap<>(json.fields());
    fields.put(name, value);
    return new Json.Obj(fields);
  }

  private static boolean is(Json.Obj event, String type) {
    return EventMembers.text(event, "type").equals(type);
  }

  private static String text(Comparison comparison) {
    return String.join("\n", comparison.lines());
  }

  @Test
  void aRunIsLikeItself() {
    RunLog run = log("converged");
    Comparison comparison = Comparison.of(run, run);
    assertTrue(comparison.alike());
    assertTrue(comparison.sameResult());
    assertTrue(comparison.facts().none());
    assertTrue(
        text(comparison).contains("events differ only in times and costs"), text(comparison));
  }

  @Test
  void timesAndCostsMakeNoDifference() {
    RunLog run = log("converged");
    RunLog later =
        changed(
            run,
            event -> {
              Json.Obj moved = with(event, "at", Json.of("2031-01-01T00:00:00.000Z"));
              return is(event, "agent_completed")
                  ? with(moved, "duration_ms", Json.of(777))
                  : moved;
            });
    assertTrue(Comparison.of(run, later).alike());
  }

  @Test
  void theOrderInWhichAgentsAnsweredMakesNoDifference() {
    Json.Obj a = answer("a", 5);
    Json.Obj b = answer("b", 6);
    RunLog one = new RunLog("run_1", List.of(a, b));
    RunLog other = new RunLog("run_2", List.of(b, a));
    assertTrue(Comparison.of(one, other).alike());
  }

  private static Json.Obj answer(String agent, int sequence) {
    return Json.object()
        .put("type", "agent_completed")
        .put("agent", agent)
        .put("cycle", 1)
        .put("sequence", sequence)
        .put("proposals", 0)
        .build();
  }

  @Test
  void aChangedFactIsNamedWithItsWordsAndIsTheFirstDifference() {
    RunLog run = log("converged");
    Json.Obj fact =
        run.events().stream().filter(e -> is(e, "fact_promoted")).findFirst().orElseThrow();
    RunLog other =
        changed(
            run,
            event ->
                event.equals(fact)
                    ? with(
                        event, "content", Json.of(EventMembers.text(fact, "content") + " indeed"))
                    : event);
    Comparison comparison = Comparison.of(run, other);
    assertFalse(comparison.alike());
    FirstDifference first = comparison.first().orElseThrow();
    assertEquals(
        EventMembers.number(fact, "sequence"),
        first
            .json()
            .get("a")
            .map(json -> EventMembers.number((Json.Obj) json, "sequence"))
            .orElseThrow());
    assertEquals(List.of("/content"), first.members().stream().map(JsonChange::pointer).toList());
    assertEquals(1, comparison.facts().changed().size());
    assertTrue(text(comparison).contains("{+ indeed+}"), text(comparison));
    assertTrue(comparison.json().canonical().contains("{\"added\":\" indeed\"}"));
  }

  @Test
  void aFactUnderAnotherIdIsRenumberedAndNotChanged() {
    RunLog run = log("converged");
    RunLog other =
        changed(
            run,
            event ->
                is(event, "fact_promoted")
                    ? with(event, "fact_id", Json.of(EventMembers.text(event, "fact_id") + "0"))
                    : event);
    FactChanges facts = Comparison.of(run, other).facts();
    assertTrue(facts.changed().isEmpty() && facts.onlyA().isEmpty() && facts.onlyB().isEmpty());
    assertFalse(facts.renumbered().isEmpty());
  }

  @Test
  void twoFlowsDifferInSetUpFactsAndRejections() {
    Comparison comparison = Comparison.of(log("converged"), log("halted-conflict"));
    assertFalse(comparison.sameResult());
    assertFalse(comparison.setUp().isEmpty());
    assertTrue(
        comparison.rejected().onlyB().stream()
            .anyMatch(event -> EventMembers.text(event, "code").equals("conflict")),
        text(comparison));
    assertTrue(text(comparison).contains("rejected proposals: 0 the same"), text(comparison));
  }

  @Test
  void aRunThatEndsEarlierDiffersWhereItEnds() {
    RunLog run = log("converged");
    RunLog shorter = new RunLog("run_short", run.events().subList(0, run.events().size() - 1));
    FirstDifference first = Comparison.of(run, shorter).first().orElseThrow();
    assertTrue(first.b() == null && first.a() != null);
  }

  @Test
  void erasedContentIsNotCompared() {
    List<Sealed> erased = new ArrayList<>(lines("converged"));
    Collections.replaceAll(erased, erased.getLast(), Chain.erase(erased.getLast()));
    ConvergeException gone =
        assertThrows(ConvergeException.class, () -> RunLog.of("run_1", erased));
    assertEquals(ErrorCode.GONE, gone.code());
  }

  @Test
  void aLineThatIsNotAnEventIsNamed() {
    Sealed line = new Sealed(3, "fact", "", "[]".getBytes(StandardCharsets.UTF_8));
    ConvergeException invalid =
        assertThrows(ConvergeException.class, () -> RunLog.of("run_1", List.of(line)));
    assertTrue(String.valueOf(invalid.getMessage()).contains("line 3"), invalid.getMessage());
  }
}
