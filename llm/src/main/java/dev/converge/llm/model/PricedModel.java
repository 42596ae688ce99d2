package dev.converge.llm.model;

import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.engine.agent.CallScope;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/// A model that can be called, with its prices.
///
/// @param entry in the catalogue
/// @param model to call
public record PricedModel(ModelEntry entry, Model model) {
  /// Asks the model.
  ///
  /// @param within how long to wait for the answer
  public ModelAnswer ask(ModelRequest request, Duration within) throws InterruptedException {
    if (!CallScope.SENDING.isBound()) {
      return model.ask(request, within);
    }
    return ScopedValue.where(SendNotice.NOTICE, () -> announce(request))
        .call(() -> model.ask(request, within));
  }

  /// A sent request is charged, whatever happens to the run or to this process.
  private void announce(ModelRequest request) throws InterruptedException {
    try {
      if (!CallScope.SENDING.get().sending(lost(request)).get()) {
        throw new InterruptedException("the run does not want the answer any more");
      }
    } catch (ExecutionException e) {
      throw new InterruptedException("the run does not continue here: " + e.getMessage());
    }
  }

  /// The call as recorded if its answer is never received: with its maximum usage.
  ModelCall lost(ModelRequest request) {
    ModelEntry.Bound most = entry.most(request, bound(request));
    ModelRequest.Canonical asked = request.canonicalWithHash();
    return new ModelCall(
        entry.provider(),
        entry.model(),
        ModelOutcome.LOST,
        asked.hash(),
        asked.text(),
        null,
        most.input(),
        most.output(),
        most.costMicros(),
        true,
        Duration.ZERO,
        null);
  }

  /// The maximum number of tokens of a request. The schema counts twice: it is sent as text and, if
  /// the provider supports it, as a schema.
  public static long bound(ModelRequest request) {
    return size(request).most();
  }

  /// The tokens of a request, including the schema in its text and as a schema.
  static TokenEstimate.Size size(ModelRequest request) {
    return TokenEstimate.size(request.system() + request.user())
        .plus(TokenEstimate.size(SchemaText.of(request.contract())));
  }

  /// The call as recorded in the journal, with the complete request and answer. Only a call with
  /// usage has a price.
  public ModelCall call(ModelRequest request, ModelAnswer answer) {
    CallMetadata metadata = answer.metadata();
    TokenUsage usage = metadata.usage();
    boolean used = usage.input() + usage.output() + usage.searches() > 0;
    ModelRequest.Canonical asked = request.canonicalWithHash();
    return new ModelCall(
        entry.provider(),
        entry.model(),
        answer.outcome(),
        asked.hash(),
        asked.text(),
        AnswerJson.write(answer).canonical(),
        usage.input(),
        usage.output(),
        used ? entry.prices().of(usage) : 0,
        usage.estimated(),
        metadata.duration(),
        metadata.requestId());
  }
}
