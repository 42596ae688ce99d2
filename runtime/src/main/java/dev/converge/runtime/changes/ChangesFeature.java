package dev.converge.runtime.changes;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.auth.Session;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Resource;
import dev.converge.runtime.http.ServerSentEvents;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Operation;
import dev.converge.runtime.operations.call.ScopeCheck;
import dev.converge.runtime.problems.ProblemException;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.server.Site;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/jobs/changes`: changes of a tenant's jobs as they become durable.
public final class ChangesFeature implements Feature {
  private static final Duration TICK = Duration.ofMillis(500);
  private static final Pattern MARK = Pattern.compile("[0-9a-f-]{36}:[0-9]{1,18}");

  private final JobChanges changes;
  private volatile boolean goingDown;

  /// For these changes.
  public ChangesFeature(JobChanges changes) {
    this.changes = changes;
  }

  @Override
  public void install(Site site) {
    ServerSettings.Times times = site.settings().times();
    site.onDrain(this::goDown);
    site.every(TICK, changes::tick);
    site.resource("/api/v1/jobs/changes")
        .produces(Resource.EVENT_STREAM)
        .getStream(exchange -> stream(exchange, times), "after");
  }

  private void goDown() {
    goingDown = true;
    changes.endWaits();
  }

  private HttpResponse stream(Exchange exchange, ServerSettings.Times times) {
    Caller caller = RunParameters.caller(exchange);
    ScopeCheck.require(caller, Operation.LIST_JOBS);
    String mark = mark(exchange);
    if (exchange.head()) {
      return HttpResponse.of(ServerSentEvents.HEADERS);
    }
    exchange.ctx().clearRequestTimeout();
    ChangeLog log = changes.read(caller.tenant());
    HttpResponseWriter writer = HttpResponse.streaming();
    writer.write(ServerSentEvents.HEADERS);
    ChangeStream stream =
        new ChangeStream(
            log,
            writer,
            Session.of(exchange.ctx()),
            () -> goingDown,
            times.heartbeat(),
            times.write(),
            mark == null ? log.last() : log.position(mark));
    exchange.threads().execute(stream);
    return writer;
  }

  /// The position of a reader; `null` for one that starts.
  private static @Nullable String mark(Exchange exchange) {
    String last = exchange.header("last-event-id");
    String mark = last == null ? exchange.query("after") : last;
    if (mark != null && !MARK.matcher(mark).matches()) {
      throw new ProblemException(
          ErrorCode.BAD_CURSOR,
          (last == null ? "after" : "Last-Event-ID")
              + ": \""
              + Exchange.shortened(mark)
              + "\" (expected: an id from this stream)");
    }
    return mark;
  }
}
