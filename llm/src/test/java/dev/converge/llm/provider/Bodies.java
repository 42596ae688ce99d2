package dev.converge.llm.provider;

import dev.converge.llm.Flow;
import dev.converge.llm.model.ModelAnswer;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.InstantSource;
import java.util.TreeMap;

/// Outcomes of bodies that never were on a wire.
final class Bodies {
  private Bodies() {}

  static ModelAnswer outcome(ProviderResponse.Parser reader, String body) {
    ProviderHttpClient.Call call = new ProviderHttpClient.Call(Duration.ofSeconds(1));
    HttpHeaders headers = HttpHeaders.of(new TreeMap<>(), (_, _) -> true);
    call.response = new ProviderHttpClient.Response(200, headers, body);
    ResponseClassifier outcomes =
        new ResponseClassifier(InstantSource.fixed(Flow.NOON), ProviderKey.NONE, reader);
    return outcomes.of(ProviderContract.request(), call, Duration.ZERO);
  }
}
