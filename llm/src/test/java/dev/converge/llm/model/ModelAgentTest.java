package dev.converge.llm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Core;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.proposal.Provenance;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.llm.Flow;
import dev.converge.llm.recording.Recordings;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a call is journaled as, and what a run is told, when a model gives no usable answer.
final class ModelAgentTest {
  private static final CallMetadata USED =
      new CallMetadata(new TokenUsage(100, 20, false), "r", Duration.ofMillis(5), null);

  private static ModelAnswer says(String text) {
    return new ModelAnswer.Answered(text, List.of(), USED);
  }

  private static ModelAnswer unavailable(ModelAnswer.Cause cause, String problem) {
    return new ModelAnswer.Unavailable(cause, problem, null, CallMetadata.unused(Duration.ZERO));
  }

  private static List<ModelAgent.Addressed> all(List<PricedModel> models, AgentCall call) {
    ModelRequest request = Drafts.of(call, null).wholeRequest();
    return models.stream().map(model -> new ModelAgent.Addressed(model, request)).toList();
  }

  /// Asks models that give these answers, in their order.
  private static AgentFailure failure(ModelAnswer... answers) {
    List<PricedModel> models = new ArrayList<>();
    for (ModelAnswer answer : answers) {
      BigDecimal one = BigDecimal.ONE;
      String name = "m" + (models.size() + 1);
      ModelEntry entry =
          new ModelEntry(
              "p", name, Prices.flat(one, one), 1, 100_000, 10_000, false, false, true, 1, null);
      models.add(new PricedModel(entry, (_, _) -> answer));
    }
    InstantSource clock = InstantSource.fixed(Flow.NOON);
    ModelAgent agent =
        new ModelAgent(
            "1", Provenance.Origin.LIVE, (asked, _) -> all(models, asked), clock, _ -> {});
    Program program = Flow.growth();
    var spec = program.agent("market_signal").orElseThrow();
    var ask = new Request.AskAgent(spec.id(), 1, 1, null, List.of(), List.of(), 0);
    AgentCall call =
        new AgentCall(
            "run_1",
            program,
            spec,
            ask,
            Core.initial(program).context(),
            Mode.LIVE,
            Flow.NOON.plus(spec.deadline()));
    return assertThrows(AgentFailure.class, () -> agent.ask(call));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null | MALFORMED",
        "[] | MALFORMED",
        "42 | MALFORMED",
        "true | MALFORMED",
        "{} | MALFORMED",
        "{\"Signals\":[]} | MALFORMED",
        "{\"Other\":[]} | MALFORMED",
        "{\"Signals\":[{\"content\":\"a\"}]} | MALFORMED",
        "{} or {} | MALFORMED",
        "lorem ipsum dolor | MALFORMED",
        "Sorry state of the market: it shrinks | MALFORMED",
        "\"just a string\" | MALFORMED",
        "{\"Signals\":[{\"content\":\"The market gr | TRUNCATED",
        "```json {\"Signals\": | TRUNCATED",
        "[{\"content\": | TRUNCATED",
        "I'm sorry, but I can't help with that. | REFUSED",
        "I’m sorry, but I can’t assist with this request. | REFUSED",
        "I cannot provide that. | REFUSED",
        "**I am unable to comply.** | REFUSED",
        "Unfortunately, I can't do this. | REFUSED",
        "As an AI language model, I cannot answer. | REFUSED",
        "Es tut mir leid, das mache ich nicht. | REFUSED",
        "Leider kann ich dabei nicht helfen. | REFUSED",
        "Lo siento, no puedo ayudar. | REFUSED",
        "Je ne peux pas répondre. | REFUSED",
        "\"I'm sorry, I can't help.\" | REFUSED",
        "```json ``` | EMPTY",
        "\uFEFF | EMPTY",
      })
  void aTextThatIsNoAnswerIsNotJournaledAsAnswered(String text, ModelOutcome outcome) {
    AgentFailure failure = failure(says(text));
    ModelCall call = failure.calls().getLast();
    assertEquals(outcome, call.outcome(), text);
    assertEquals(FailureKind.valueOf(outcome.name()), failure.kind(), text);
    assertEquals(120, call.tokens());
    assertTrue(call.costMicros() > 0);
    assertTrue(String.valueOf(call.response()).contains("\"outcome\":\"" + outcome.word() + "\""));
  }

  @Test
  void theTextOfAMalformedAnswerIsKeptAndReadsBack() {
    ModelCall call = failure(says("lorem ipsum")).calls().getFirst();
    Recordings.Recording recording = Recordings.Recording.of(call).orElseThrow();
    assertEquals(
        new ModelAnswer.Malformed("$: no JSON object", "lorem ipsum", USED), recording.answer());
    assertEquals("$: no JSON object", failure(recording.answer()).getMessage());
  }

  @Test
  void everyModelThatGaveNoAnswerIsNamedTheChosenOneFirst() {
    AgentFailure failure =
        failure(
            unavailable(ModelAnswer.Cause.REJECTED, "status 401 (check A_KEY)"),
            unavailable(ModelAnswer.Cause.REJECTED, "status 401 (check B_KEY)"),
            unavailable(ModelAnswer.Cause.REJECTED, "status 403 (check C_KEY)"));
    assertEquals(FailureKind.NO_MODEL, failure.kind());
    assertEquals(
        "p/m1: status 401 (check A_KEY); p/m2: status 401 (check B_KEY); p/m3: status 403 (check C_KEY)",
        failure.getMessage());
  }

  @Test
  void aRetryHelpsIfItHelpsWithOneOfTheModels() {
    AgentFailure failure =
        failure(
            unavailable(ModelAnswer.Cause.OVERLOADED, "status 503"),
            unavailable(ModelAnswer.Cause.REJECTED, "status 401"));
    assertEquals(FailureKind.OUTAGE, failure.kind());
  }

  @Test
  void aCallThatWasNeverMadeIsNotJournaled() {
    AgentFailure failure =
        failure(
            unavailable(ModelAnswer.Cause.NOT_CALLED, "not called: p asked callers to wait"),
            unavailable(ModelAnswer.Cause.OVERLOADED, "status 503"));
    assertEquals(List.of("m2"), failure.calls().stream().map(ModelCall::model).toList());
    assertEquals(
        List.of("p/m1: not called: p asked callers to wait", "p/m2: status 503"),
        List.of(String.valueOf(failure.getMessage()).split("; ", -1)));
  }
}
