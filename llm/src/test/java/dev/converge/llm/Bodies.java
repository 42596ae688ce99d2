package dev.converge.llm;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.InstantSource;
import java.util.TreeMap;

/// Outcomes of bodies that never were on a wire.
final class Bodies {
  private Bodies() {}

  static ModelAnswer outcome(Reply.Reader reader, String body) {
    Wire.Call call = new Wire.Call(Duration.ofSeconds(1));
    HttpHeaders headers = HttpHeaders.of(new TreeMap<>(), (_, _) -> true);
    call.response = new Wire.Response(200, headers, body);
    Outcomes outcomes = new Outcomes(InstantSource.fixed(Flow.NOON), Secret.NONE, reader);
    return outcomes.of(ProviderContract.request(), call, Duration.ZERO);
  }
}
