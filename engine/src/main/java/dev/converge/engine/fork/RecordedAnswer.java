package dev.converge.engine.fork;

import dev.converge.core.Input;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.Quote;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Provenance;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An answer or a failure of an agent in the original.
///
/// @param input the answer or failure as a fork takes it over: its calls use nothing
/// @param version of the agent; empty if unknown
/// @param quote that was reserved for it, or `null`
record RecordedAnswer(Input input, String version, @Nullable Quote quote) {
  /// An answer, a failure or the notice of a call as a fork takes it over; any other input
  /// unchanged.
  ///
  /// @param sequence of the original's event with the answer
  static Input takenOver(Input input, long sequence) {
    if (input instanceof Input.Answered in) {
      List<ModelCall> calls = fromRecord(in.answer().calls());
      Answer answer = new Answer(in.answer().proposals(), calls, in.answer().duration(), sequence);
      return new Input.Answered(in.agent(), in.cycle(), in.attempt(), answer, in.at());
    }
    if (input instanceof Input.Failed in) {
      return failed(in, in.cycle(), in.attempt(), in.at()).recordedAs(sequence);
    }
    if (input instanceof Input.Sent(var agent, var cycle, var attempt, var call, var at)) {
      return new Input.Sent(agent, cycle, attempt, call.fromRecord(), at);
    }
    return input;
  }

  private static Input.Failed failed(Input.Failed in, int cycle, int attempt, Instant at) {
    return new Input.Failed(
        in.agent(),
        cycle,
        attempt,
        in.kind(),
        in.message(),
        in.retryAfter(),
        fromRecord(in.calls()),
        in.violations(),
        in.recorded(),
        at);
  }

  private static List<ModelCall> fromRecord(List<ModelCall> calls) {
    return calls.stream().map(ModelCall::fromRecord).toList();
  }

  /// The same as the answer to another attempt.
  Input to(int cycle, int attempt, Instant at) {
    if (input instanceof Input.Answered in) {
      return new Input.Answered(in.agent(), cycle, attempt, in.answer(), at);
    }
    return failed((Input.Failed) input, cycle, attempt, at);
  }

  boolean answered() {
    return input instanceof Input.Answered;
  }

  /// Whether it answers an attempt of a cycle.
  boolean of(int cycle, int attempt) {
    return input instanceof Input.Answered in
        ? in.cycle() == cycle && in.attempt() == attempt
        : input instanceof Input.Failed failed
            && failed.cycle() == cycle
            && failed.attempt() == attempt;
  }

  /// Sequence of the original's event with the answer.
  long sequence() {
    return input instanceof Input.Answered in
        ? in.answer().recorded()
        : ((Input.Failed) input).recorded();
  }

  /// The model calls of the answer.
  List<ModelCall> calls() {
    return input instanceof Input.Answered in
        ? in.answer().calls()
        : ((Input.Failed) input).calls();
  }

  /// Whether the reasoner answered and not a model; empty if the answer does not say.
  Optional<Boolean> offline() {
    return input instanceof Input.Answered in
        ? in.answer().proposals().stream()
            .map(proposal -> proposal.provenance().origin())
            .filter(
                origin -> origin == Provenance.Origin.OFFLINE || origin == Provenance.Origin.LIVE)
            .map(origin -> origin == Provenance.Origin.OFFLINE)
            .findFirst()
        : Optional.empty();
  }
}
