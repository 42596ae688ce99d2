package dev.converge.runtime.streams;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.converge.engine.Engine;
import dev.converge.engine.Feed;
import dev.converge.engine.JobStore;
import dev.converge.runtime.events.Cursor;
import dev.converge.runtime.events.TypeFilter;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Resource;
import dev.converge.runtime.runs.Runs;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.server.Site;
import java.util.Optional;
import java.util.Set;

/// `GET /api/v1/jobs/{id}/stream`: a run's events as they become durable.
public final class StreamsFeature implements Feature {
  private final Engine engine;
  private final Runs runs;
  private final Streams streams;
  private final EventPages pages;

  /// Streams of an engine's runs.
  public StreamsFeature(Engine engine, Runs runs, Streams streams) {
    this.engine = engine;
    this.runs = runs;
    this.streams = streams;
    this.pages = new EventPages(engine);
  }

  @Override
  public void install(Site site) {
    ServerSettings.Times times = site.settings().times();
    site.onDrain(streams::goDown);
    site.resource("/api/v1/jobs/{id}/stream")
        .produces(Resource.EVENT_STREAM)
        .getStream(exchange -> stream(exchange, times));
    site.resource("/api/v1/jobs/{id}/events")
        .produces(Resource.JSON, EventPages.NDJSON, Resource.EVENT_STREAM)
        .getStream(exchange ->
            exchange.offer().equals(Resource.EVENT_STREAM)
                ? stream(exchange, times)
                : pages.answer(exchange, runs.runId(exchange)));
  }

  private HttpResponse stream(Exchange exchange, ServerSettings.Times times) {
    String runId = runs.runId(exchange);
    long after = Cursor.of(exchange);
    Set<String> types = TypeFilter.parse(exchange.query("types"));
    Feed feed = engine.feed(runId, after);
    if (after > 0 && nothingLeft(runId, after)) {
      feed.close();
      return HttpResponse.of(HttpStatus.NO_CONTENT);
    }
    return streams.answer(exchange, times, runId, feed, types, null, Streams.WhenEnded.NOTHING);
  }

  /// A browser that comes again after the final event is told to stop.
  private boolean nothingLeft(String runId, long after) {
    Optional<JobStore.Run> run = runs.jobs().run(runId);
    return run.isPresent() && run.get().head().status().isFinal() && run.get().sequence() == after;
  }
}
