package dev.converge.runtime.streams;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.converge.runtime.events.Cursor;
import dev.converge.runtime.events.TypeFilter;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Resource;
import dev.converge.runtime.operations.EventOperations;
import dev.converge.runtime.operations.OpenFeed;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.server.Site;
import java.util.Set;

/// `GET /api/v1/jobs/{id}/stream`: a run's events as they become durable.
public final class StreamsFeature implements Feature {
  private final EventOperations operations;
  private final Streams streams;
  private final EventPages pages;

  /// For the operations that read events.
  public StreamsFeature(EventOperations operations, Streams streams) {
    this.operations = operations;
    this.streams = streams;
    this.pages = new EventPages(operations);
  }

  @Override
  public void install(Site site) {
    ServerSettings.Times times = site.settings().times();
    site.onDrain(streams::goDown);
    site.resource("/api/v1/jobs/{id}/stream")
        .produces(Resource.EVENT_STREAM)
        .getStream(
            exchange -> stream(exchange, "types", times),
            RunParameters.RUN,
            "after",
            "types",
            Streams.POSITIONS);
    site.resource("/api/v1/jobs/{id}/events")
        .produces(Resource.JSON, EventPages.NDJSON, Resource.EVENT_STREAM)
        .getStream(
            exchange ->
                exchange.offer().equals(Resource.EVENT_STREAM)
                    ? stream(exchange, "type", times)
                    : pages.answer(exchange),
            RunParameters.RUN,
            "after",
            "limit",
            "type");
  }

  private HttpResponse stream(Exchange exchange, String filter, ServerSettings.Times times) {
    long after = Cursor.of(exchange);
    Set<String> types = TypeFilter.parse(exchange.query(filter));
    OpenFeed open =
        operations.follow(RunParameters.caller(exchange), RunParameters.run(exchange), after);
    // A browser that reconnects after the final event is told to stop.
    if (after > 0 && operations.endsAt(open.runId(), after)) {
      open.feed().close();
      return HttpResponse.of(HttpStatus.NO_CONTENT);
    }
    return streams.answer(
        exchange, times, open.runId(), open.feed(), types, null, Streams.WhenEnded.NOTHING);
  }
}
