package dev.converge.runtime.streams;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.converge.core.Sealed;
import dev.converge.engine.Engine;
import dev.converge.engine.Feed;
import dev.converge.runtime.events.Cursor;
import dev.converge.runtime.events.TypeFilter;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Resource;
import dev.converge.runtime.http.Responses;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// A run's events as they are now: in pages of JSON, or whole as lines of JSON.
final class EventPages {
  /// The media type of lines of JSON.
  static final String NDJSON = "application/x-ndjson";

  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  /// Bytes of events on one page, unless one event is larger.
  private static final int PAGE_BYTES = 1 << 20;

  /// Events looked at for one page at most; a filter that finds little gives a short page.
  private static final int MOST_LOOKED_AT = 20_000;

  private static final int CHUNK_BYTES = 65_536;
  private static final int CHUNK_EVENTS = 500;

  private final Engine engine;

  EventPages(Engine engine) {
    this.engine = engine;
  }

  /// Answers on a virtual thread.
  HttpResponse answer(Exchange exchange, String runId) {
    long after = Cursor.parse("after", exchange.query("after"));
    Set<String> types = TypeFilter.parse(exchange.query("type"));
    Feed feed = engine.feed(runId, after);
    if (exchange.offer().equals(Resource.JSON)) {
      int limit = exchange.query("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
      return page(runId, feed, types, limit);
    }
    int limit = exchange.query("limit", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
    return lines(exchange, feed, types, limit);
  }

  private HttpResponse page(String runId, Feed feed, @Nullable Set<String> types, int limit) {
    List<Sealed> events = new ArrayList<>();
    int bytes = 0;
    int lookedAt = 0;
    boolean more = true;
    long position = feed.position();
    while (more && events.size() < limit && bytes < PAGE_BYTES && lookedAt < MOST_LOOKED_AT) {
      int wanted = types == null ? limit - events.size() : CHUNK_EVENTS;
      List<Sealed> read = feed.next(wanted, PAGE_BYTES - bytes);
      more = !read.isEmpty();
      for (Sealed event : read) {
        if (events.size() == limit) {
          break;
        }
        lookedAt++;
        position = event.sequence();
        if (types == null || types.contains(event.type())) {
          events.add(event);
          bytes += event.json().length;
        }
      }
    }
    boolean atEnd = feed.ended() && position == feed.position();
    return Responses.of(Responses.jsonHeaders(HttpStatus.OK), json(runId, events, position, atEnd));
  }

  /// The events are JSON already, and hashed as they are.
  private static byte[] json(String runId, List<Sealed> events, long position, boolean atEnd) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
    text(out, "{\"run_id\":\"" + runId + "\",\"events\":[");
    for (int i = 0; i < events.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.writeBytes(events.get(i).json());
    }
    text(out, "],\"next_after\":" + position + ",\"complete\":" + atEnd + "}");
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpResponse lines(
      Exchange exchange, Feed feed, @Nullable Set<String> types, int limit) {
    ResponseHeaders headers =
        ResponseHeaders.of(
            HttpStatus.OK,
            HttpHeaderNames.CONTENT_TYPE,
            MediaType.parse(NDJSON),
            HttpHeaderNames.CACHE_CONTROL,
            "no-store");
    if (exchange.head()) {
      return HttpResponse.of(headers);
    }
    exchange.ctx().clearRequestTimeout();
    HttpResponseWriter writer = HttpResponse.streaming();
    writer.write(headers);
    exchange.threads().execute(() -> write(writer, feed, types, limit));
    return writer;
  }

  /// One chunk at a time: the next is read once the client took the one before.
  private static void write(
      HttpResponseWriter writer, Feed feed, @Nullable Set<String> types, int limit) {
    try {
      int left = limit;
      while (left > 0 && writer.isOpen()) {
        List<Sealed> events = feed.next(Math.min(left, CHUNK_EVENTS), CHUNK_BYTES);
        if (events.isEmpty()) {
          break;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(CHUNK_BYTES);
        for (Sealed event : events) {
          if (types == null || types.contains(event.type())) {
            out.writeBytes(event.json());
            out.write('\n');
            left--;
          }
        }
        if (out.size() > 0 && !writer.tryWrite(HttpData.wrap(out.toByteArray()))) {
          return;
        }
        writer.whenConsumed().join();
      }
      writer.close();
    } catch (CompletionException _) {
      // The client went away.
    } catch (RuntimeException e) {
      writer.close(e);
    }
  }
}
