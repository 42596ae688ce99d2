package dev.converge.llm;

import dev.converge.core.ModelCall;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/// A model that can be asked, with what it costs.
///
/// @param provider of the model
/// @param name of the model
/// @param inputPrice millionths of a US dollar for a million tokens of the request
/// @param outputPrice likewise, of the answer
/// @param model to ask
record Priced(String provider, String name, long inputPrice, long outputPrice, Model model) {
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  /// The price of so many tokens in millionths of a US dollar, rounded up.
  long cost(long input, long output) {
    return BigDecimal.valueOf(input)
        .multiply(BigDecimal.valueOf(inputPrice))
        .add(BigDecimal.valueOf(output).multiply(BigDecimal.valueOf(outputPrice)))
        .divide(MILLION, 0, RoundingMode.CEILING)
        .longValueExact();
  }

  ModelAnswer ask(ModelRequest request, Duration within) throws InterruptedException {
    return model.ask(request, within);
  }

  /// The call as the journal has it: request and answer whole.
  ModelCall call(ModelRequest request, ModelAnswer answer) {
    Exchange exchange = answer.exchange();
    Usage usage = exchange.usage();
    return new ModelCall(
        provider,
        name,
        answer.outcome(),
        request.hash(),
        request.canonical(),
        AnswerJson.write(answer).canonical(),
        usage.input(),
        usage.output(),
        cost(usage.input(), usage.output()),
        usage.estimated(),
        exchange.duration(),
        exchange.requestId());
  }
}
