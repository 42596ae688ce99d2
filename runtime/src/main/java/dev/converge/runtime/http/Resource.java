package dev.converge.runtime.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.converge.core.json.Json;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.problems.Problem;
import dev.converge.runtime.problems.ProblemException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// One path and its methods. `HEAD` is answered like `GET` without the body, `OPTIONS` lists the
/// methods, and any other method gets `405`.
public final class Resource implements HttpService {
  private enum Kind {
    QUICK,
    BLOCKING,
    STREAM,
    BODY
  }

  private record Action(Kind kind, Handler handler, QueryNames query) {}

  /// The media type of most answers.
  public static final String JSON = "application/json";

  /// The media type of streams.
  public static final String EVENT_STREAM = "text/event-stream";

  private final String pattern;
  private final Executor threads;
  private final ConsoleLinks console;
  private final Map<HttpMethod, Action> actions = new EnumMap<>(HttpMethod.class);
  private List<String> offers = List.of(JSON);
  private String allow = "OPTIONS";

  /// A path without methods.
  ///
  /// @param pattern as Armeria writes it: `/api/v1/jobs/{id}`
  /// @param threads a virtual thread for each task
  /// @param console links to the console for people
  public Resource(String pattern, Executor threads, ConsoleLinks console) {
    this.pattern = pattern;
    this.threads = threads;
    this.console = console;
  }

  /// The path.
  public String pattern() {
    return pattern;
  }

  /// Sets the media types of responses other than JSON alone; the first is the default.
  public Resource produces(String... mediaTypes) {
    offers = List.of(mediaTypes);
    return this;
  }

  /// Answers `GET` without ever blocking, on the event loop.
  ///
  /// @param query names of the query parameters; others are refused
  public Resource get(Handler handler, String... query) {
    return on(HttpMethod.GET, Kind.QUICK, handler, query);
  }

  /// Answers `GET` on a virtual thread.
  ///
  /// @param query names of the query parameters; others are refused
  public Resource getBlocking(Handler handler, String... query) {
    return on(HttpMethod.GET, Kind.BLOCKING, handler, query);
  }

  /// Answers `GET` on a virtual thread, with query parameters that another system chooses. Unknown
  /// ones are left to the handler.
  public Resource getBlockingOfOthers(Handler handler) {
    return on(HttpMethod.GET, Kind.BLOCKING, handler, QueryNames.ANY);
  }

  /// Answers `GET` with a stream, on a virtual thread.
  ///
  /// @param query names of the query parameters; others are refused
  public Resource getStream(Handler handler, String... query) {
    return on(HttpMethod.GET, Kind.STREAM, handler, query);
  }

  /// Answers a method with a JSON body, on the event loop, so it must not block.
  ///
  /// @param query names of the query parameters; others are refused
  public Resource withBody(HttpMethod method, Handler.WithBody handler, String... query) {
    return on(method, Kind.BODY, exchange -> readBody(exchange, handler, false), query);
  }

  /// Answers a method with a JSON body, on a virtual thread.
  ///
  /// @param query names of the query parameters; others are refused
  public Resource withBodyBlocking(HttpMethod method, Handler.WithBody handler, String... query) {
    return on(method, Kind.BODY, exchange -> readBody(exchange, handler, true), query);
  }

  /// Answers a method whose JSON body is optional, on a virtual thread. A body without bytes counts
  /// as missing, whatever its type.
  ///
  /// @param query names of the query parameters; others are refused
  public Resource withOptionalBody(HttpMethod method, Handler.WithBody handler, String... query) {
    return on(method, Kind.BODY, exchange -> readOptionalBody(exchange, handler), query);
  }

  private Resource on(HttpMethod method, Kind kind, Handler handler, String... query) {
    return on(method, kind, handler, new QueryNames(List.of(query)));
  }

  private Resource on(HttpMethod method, Kind kind, Handler handler, QueryNames query) {
    actions.put(method, new Action(kind, handler, query));
    StringBuilder methods = new StringBuilder();
    for (HttpMethod known : actions.keySet()) {
      methods.append(known.name()).append(", ");
      if (known == HttpMethod.GET) {
        methods.append("HEAD, ");
      }
    }
    allow = methods.append("OPTIONS").toString();
    return this;
  }

  @Override
  public ExchangeType exchangeType(RoutingContext routing) {
    Action action = actions.get(routing.method());
    if (action == null) {
      return ExchangeType.REQUEST_STREAMING;
    }
    return switch (action.kind()) {
      case QUICK, BLOCKING -> ExchangeType.REQUEST_STREAMING;
      case STREAM -> ExchangeType.BIDI_STREAMING;
      case BODY -> {
        String accept = routing.headers().get(HttpHeaderNames.ACCEPT);
        boolean streams = accept != null && accept.toLowerCase(Locale.ROOT).contains(EVENT_STREAM);
        // Requests that are refused by their headers are refused before the body is read.
        boolean fits = JsonBody.isJson(routing.headers().get(HttpHeaderNames.CONTENT_TYPE));
        yield ExchangeType.of(!fits, streams);
      }
    };
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    HttpMethod method = request.method() == HttpMethod.HEAD ? HttpMethod.GET : request.method();
    Action action = actions.get(method);
    if (action == null) {
      return otherwise(request.method());
    }
    action.query().check(ctx);
    String offer =
        Accept.best(request.headers().get(HttpHeaderNames.ACCEPT), offers)
            .orElseThrow(() ->
                new ProblemException(
                    ErrorCode.NOT_ACCEPTABLE,
                    "no acceptable media type (expected: one of "
                        + String.join(", ", offers)
                        + ")"));
    Exchange exchange = new Exchange(ctx, request, threads, console, offer);
    return switch (action.kind()) {
      case QUICK, BODY -> action.handler().handle(exchange);
      case BLOCKING, STREAM ->
          HttpResponse.of(
              CompletableFuture.supplyAsync(() -> action.handler().handle(exchange), threads));
    };
  }

  private HttpResponse otherwise(HttpMethod method) {
    if (method == HttpMethod.OPTIONS) {
      return HttpResponse.of(
          ResponseHeaders.of(HttpStatus.NO_CONTENT, HttpHeaderNames.ALLOW, allow));
    }
    throw new ProblemException(
        Problem.of(ErrorCode.METHOD_NOT_ALLOWED, method + " (expected: one of " + allow + ")")
            .withAllow(allow));
  }

  private HttpResponse readBody(Exchange exchange, Handler.WithBody handler, boolean blocking) {
    JsonBody.requireJson(exchange.headers());
    CompletableFuture<AggregatedHttpRequest> whole = exchange.request().aggregate();
    AggregatedHttpRequest now = blocking ? null : nowOrNull(whole);
    if (now != null && now.content().length() <= JsonBody.SMALL_BYTES) {
      return handler.handle(exchange, JsonBody.object(now.content().array()));
    }
    return HttpResponse.of(
        whole.thenApplyAsync(
            body -> handler.handle(exchange, JsonBody.object(body.content().array())), threads));
  }

  private HttpResponse readOptionalBody(Exchange exchange, Handler.WithBody handler) {
    if (exchange.headers().contentLength() > 0) {
      return readBody(exchange, handler, true);
    }
    // Without a length, it is known only at the end whether there is a body.
    return HttpResponse.of(
        exchange
            .request()
            .aggregate()
            .thenApplyAsync(
                body -> {
                  if (body.content().isEmpty()) {
                    return handler.handle(exchange, Json.Obj.EMPTY);
                  }
                  JsonBody.requireJson(exchange.headers());
                  return handler.handle(exchange, JsonBody.object(body.content().array()));
                },
                threads));
  }

  private static @Nullable AggregatedHttpRequest nowOrNull(
      CompletableFuture<AggregatedHttpRequest> whole) {
    return whole.isDone() && !whole.isCompletedExceptionally() ? whole.join() : null;
  }
}
