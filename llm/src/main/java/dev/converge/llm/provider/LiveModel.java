package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.llm.model.Model;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.ModelEntry;
import dev.converge.llm.model.ModelRequest;
import dev.converge.llm.model.SendNotice;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// A provider's model: the request is written as the provider wants it, and what became of it is
/// told from the wire, see [ResponseClassifier].
final class LiveModel implements Model {
  /// Maximum number of times that a turn is continued after the provider paused it.
  static final int MOST_CONTINUATIONS = 3;

  private final ProviderHttpClient wire;
  private final String url;
  private final ProviderKey key;
  private final ModelEntry entry;
  private final ProviderRequest.Writer writer;
  private final ResponseClassifier outcomes;
  private final InstantSource clock;

  LiveModel(
      ProviderHttpClient wire,
      String url,
      ProviderKey key,
      ModelEntry entry,
      ProviderRequest.Writer writer,
      ResponseClassifier outcomes,
      InstantSource clock) {
    this.wire = wire;
    this.url = url;
    this.key = key;
    this.entry = entry;
    this.writer = writer;
    this.outcomes = outcomes;
    this.clock = clock;
  }

  @Override
  public ModelAnswer ask(ModelRequest request, Duration within) throws InterruptedException {
    ProviderRequest next = writer.write(entry, request, key);
    SendNotice.give();
    Instant start = clock.instant();
    ProviderHttpClient.Call call = send(next, within);
    Optional<Json.Obj> body = body(call);
    for (int turn = 0; turn < MOST_CONTINUATIONS && body.isPresent(); turn++) {
      Optional<ProviderRequest> more = writer.after(next, body.get());
      if (more.isEmpty()) {
        break;
      }
      next = more.get();
      Duration left = within.minus(Duration.between(start, clock.instant()));
      Optional<Json.Obj> rest = body(send(next, left));
      if (rest.isEmpty()) {
        // What came until then was paid, and is an answer that was cut off.
        break;
      }
      body = Optional.of(writer.joined(body.get(), rest.get()));
      call.joined(body.get());
    }
    return outcomes.of(request, call, Duration.between(start, clock.instant()));
  }

  private ProviderHttpClient.Call send(ProviderRequest request, Duration within)
      throws InterruptedException {
    ProviderHttpClient.Call call = new ProviderHttpClient.Call(within);
    wire.post(call, url, request);
    if (call.failure instanceof InterruptedException) {
      throw new InterruptedException("the answer is no longer wanted");
    }
    return call;
  }

  /// The body of a successful response, if it is an object.
  private static Optional<Json.Obj> body(ProviderHttpClient.Call call) {
    ProviderHttpClient.Response response = call.response;
    if (response == null || response.status() / 100 != 2 || response.body() == null) {
      return Optional.empty();
    }
    try {
      return Json.parse(response.body()) instanceof Json.Obj body
          ? Optional.of(body)
          : Optional.empty();
    } catch (JsonException _) {
      return Optional.empty();
    }
  }
}
