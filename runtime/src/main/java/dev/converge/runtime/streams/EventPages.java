package dev.converge.runtime.streams;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.converge.core.event.Sealed;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.feed.Feed;
import dev.converge.runtime.auth.Session;
import dev.converge.runtime.events.Cursor;
import dev.converge.runtime.events.TypeFilter;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Resource;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.EventOperations;
import dev.converge.runtime.operations.EventPage;
import dev.converge.runtime.operations.EventQuery;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.runs.RunParameters;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// A run's current events: in pages of JSON, or all of them as lines of JSON.
final class EventPages {
  /// The media type of lines of JSON.
  static final String NDJSON = "application/x-ndjson";

  private static final int CHUNK_BYTES = 65_536;
  private static final int CHUNK_EVENTS = 500;

  private final EventOperations operations;

  EventPages(EventOperations operations) {
    this.operations = operations;
  }

  /// Answers on a virtual thread.
  HttpResponse answer(Exchange exchange) {
    long after = Cursor.parse("after", exchange.query("after"));
    Set<String> types = TypeFilter.parse(exchange.query("type"));
    Caller caller = RunParameters.caller(exchange);
    RunSelector run = RunParameters.run(exchange);
    if (exchange.offer().equals(Resource.JSON)) {
      int limit = exchange.query("limit", EventQuery.DEFAULT_LIMIT, 1, EventQuery.MAX_LIMIT);
      EventPage page = operations.page(caller, new EventQuery(run, after, types, limit));
      return Responses.of(Responses.jsonHeaders(HttpStatus.OK), json(page));
    }
    int limit = exchange.query("limit", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
    return lines(exchange, operations.follow(caller, run, after).feed(), types, limit);
  }

  /// The events are already JSON, and sent as they were hashed.
  private static byte[] json(EventPage page) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
    text(out, "{\"run_id\":\"" + page.runId() + "\",\"events\":[");
    String separator = "";
    for (Sealed event : page.events()) {
      text(out, separator);
      out.writeBytes(event.json());
      separator = ",";
    }
    text(out, "],\"next_after\":" + page.position() + ",\"complete\":" + page.complete() + "}");
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
    Session session = Session.of(exchange.ctx());
    exchange.threads().execute(() -> write(writer, feed, types, limit, session));
    return writer;
  }

  /// One chunk at a time: the next is read after the client has read the previous one.
  private static void write(
      HttpResponseWriter writer,
      Feed feed,
      @Nullable Set<String> types,
      int limit,
      Session session) {
    try {
      int left = limit;
      while (left > 0 && writer.isOpen()) {
        requireValid(session);
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
      // The client disconnected.
    } catch (RuntimeException e) {
      writer.close(e);
    }
  }

  /// A client that reads its lines slowly has only the rights that its credential has now.
  private static void requireValid(Session session) {
    if (!session.valid().toCompletableFuture().join()) {
      throw new ConvergeException(
          ErrorCode.UNAUTHENTICATED, "the credential is no longer valid; authenticate again");
    }
  }
}
