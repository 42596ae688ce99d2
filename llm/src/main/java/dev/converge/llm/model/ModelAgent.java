package dev.converge.llm.model;

import dev.converge.core.Answer;
import dev.converge.core.FailureKind;
import dev.converge.core.ModelCall;
import dev.converge.core.Proposal;
import dev.converge.core.Provenance;
import dev.converge.core.Quote;
import dev.converge.engine.Agent;
import dev.converge.engine.AgentCall;
import dev.converge.engine.AgentFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Asks the model that was chosen and turns its answer into proposals. Every call is handed on with
/// the answer or the failure, so that it is journaled and paid for whatever came of it.
public final class ModelAgent implements Agent {
  private final String version;
  private final Provenance.Origin origin;
  private final Asked models;
  private final InstantSource clock;
  private final Consumer<ModelCall> recorder;

  /// Where a call goes.
  public interface Asked {
    /// The models to ask, the chosen one first; the others stand in where it is unavailable.
    List<PricedModel> models(AgentCall call, ModelRequest request);
  }

  public ModelAgent(
      String version,
      Provenance.Origin origin,
      Asked models,
      InstantSource clock,
      Consumer<ModelCall> recorder) {
    this.recorder = recorder;
    this.version = version;
    this.origin = origin;
    this.models = models;
    this.clock = clock;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public Answer ask(AgentCall call) throws AgentFailure, InterruptedException {
    ModelRequest request = PromptWriter.request(PromptInput.of(call), call.spec().requirements());
    List<ModelCall> calls = new ArrayList<>();
    Instant start = clock.instant();
    Problem last = new Problem(FailureKind.NO_MODEL, missing(call), null);
    for (PricedModel model : models.models(call, request)) {
      Duration left = Duration.between(clock.instant(), call.deadline());
      if (!left.isPositive()) {
        throw failure(new Problem(FailureKind.TIMEOUT, "no time left to ask", null), calls);
      }
      ModelAnswer answer = model.ask(request, left);
      calls.add(model.call(request, answer));
      recorder.accept(calls.getLast());
      if (answer instanceof ModelAnswer.Answered answered) {
        List<Proposal> proposals = read(request, answered, calls);
        return new Answer(proposals, calls, Duration.between(start, clock.instant()));
      }
      last = problem(call, request, model, answer);
      if (!(answer instanceof ModelAnswer.Unavailable)) {
        break;
      }
    }
    throw failure(last, calls);
  }

  private static String missing(AgentCall call) {
    Quote quote = call.request().quote();
    return quote == null
        ? "no model was chosen"
        : quote.provider() + "/" + quote.model() + ": not configured here";
  }

  private List<Proposal> read(
      ModelRequest request, ModelAnswer.Answered answered, List<ModelCall> calls)
      throws AgentFailure {
    AnswerReader.Read read = AnswerReader.read(answered.text(), request.contract());
    if (read.problem().isPresent()) {
      throw failure(new Problem(FailureKind.MALFORMED, read.problem().get(), null), calls);
    }
    ModelCall call = calls.getLast();
    Provenance provenance =
        new Provenance(origin, version, call.provider() + "/" + call.model(), call.requestHash());
    return AnswerReader.proposals(request.brief(), read.answer(), answered.citations(), provenance);
  }

  private record Problem(FailureKind kind, String message, @Nullable Duration retryAfter) {}

  private static AgentFailure failure(Problem problem, List<ModelCall> calls) {
    return new AgentFailure(problem.kind(), problem.message(), problem.retryAfter(), calls);
  }

  private static Problem problem(
      AgentCall call, ModelRequest request, PricedModel model, ModelAnswer answer) {
    String name = model.entry().name();
    return switch (answer) {
      case ModelAnswer.Answered _ -> throw new IllegalArgumentException("answered is no problem");
      case ModelAnswer.Refused r ->
          new Problem(FailureKind.REFUSED, name + " refused: " + r.text(), null);
      case ModelAnswer.Filtered f ->
          new Problem(FailureKind.FILTERED, name + ": filtered, " + f.reason(), null);
      case ModelAnswer.Truncated t ->
          new Problem(
              FailureKind.TRUNCATED,
              "$: cut off ("
                  + t.reason()
                  + "; expected: a whole answer of at most "
                  + request.maxOutputTokens()
                  + " tokens)",
              null);
      case ModelAnswer.Malformed m ->
          new Problem(FailureKind.MALFORMED, name + ": " + m.problem(), null);
      case ModelAnswer.Empty _ ->
          new Problem(FailureKind.EMPTY, "$: nothing (expected: one JSON object)", null);
      case ModelAnswer.Unavailable u -> unavailable(call, request, name, u);
    };
  }

  private static Problem unavailable(
      AgentCall call, ModelRequest request, String name, ModelAnswer.Unavailable answer) {
    return switch (answer.cause()) {
      case TIMEOUT -> new Problem(FailureKind.TIMEOUT, name + ": " + answer.problem(), null);
      case OVERLOADED ->
          new Problem(FailureKind.UNAVAILABLE, name + ": " + answer.problem(), answer.retryAfter());
      case REJECTED -> new Problem(FailureKind.NO_MODEL, name + ": " + answer.problem(), null);
      case NOT_RECORDED ->
          new Problem(
              FailureKind.NOT_RECORDED,
              String.format(
                  Locale.ROOT,
                  "agent %s: no recording of request %s",
                  call.spec().id(),
                  request.hash()),
              null);
    };
  }
}
