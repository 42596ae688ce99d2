package dev.converge.llm.model;

import dev.converge.core.ModelCall;
import java.time.Duration;

/// A model that can be asked, with what it costs.
///
/// @param entry of the catalogue
/// @param model to ask
public record PricedModel(ModelEntry entry, Model model) {
  /// Asks the model.
  ///
  /// @param within how long to wait for the answer
  public ModelAnswer ask(ModelRequest request, Duration within) throws InterruptedException {
    return model.ask(request, within);
  }

  /// The call as the journal has it: request and answer whole. Only a call that used something has
  /// its price.
  public ModelCall call(ModelRequest request, ModelAnswer answer) {
    CallMetadata metadata = answer.metadata();
    TokenUsage usage = metadata.usage();
    boolean used = usage.input() + usage.output() > 0;
    return new ModelCall(
        entry.provider(),
        entry.model(),
        answer.outcome(),
        request.hash(),
        request.canonical(),
        AnswerJson.write(answer).canonical(),
        usage.input(),
        usage.output(),
        used ? entry.cost(usage.input(), usage.output()) : 0,
        usage.estimated(),
        metadata.duration(),
        metadata.requestId());
  }
}
