package dev.converge.runtime.a2a;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.converge.core.json.Json;
import dev.converge.engine.run.RunView;
import dev.converge.runtime.auth.Session;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Resource;
import dev.converge.runtime.operations.OpenFeed;
import dev.converge.runtime.operations.Operations;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.rpc.RpcAnswers;
import dev.converge.runtime.rpc.RpcException;
import dev.converge.runtime.rpc.RpcRequest;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.server.Site;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// `POST /a2a` and `GET /.well-known/agent-card.json`: the Agent2Agent protocol. Nothing is kept
/// between requests, so a client continues after a restart of the server.
public final class A2aFeature implements Feature {
  private static final String PATH = "/a2a";
  private static final String VERSION = "a2a-version";
  private static final Duration MARGIN = Duration.ofSeconds(10);

  /// Maximum number of concurrent task streams.
  private static final int MAX_STREAMS = 1_000;

  private final Operations operations;
  private final AgentCard card;
  private final Set<TaskStream> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean goingDown;

  /// For the operations of a server.
  ///
  /// @param version of the product
  public A2aFeature(Operations operations, String version) {
    this.operations = operations;
    this.card = new AgentCard(version);
  }

  @Override
  public void install(Site site) {
    ServerSettings.Times times = site.settings().times();
    A2aMethods methods = new A2aMethods(operations, times.longestWait());
    site.onDrain(this::goDown);
    site.resource("/.well-known/agent-card.json").getBlocking(this::card);
    site.resource(PATH)
        .produces(Resource.JSON, Resource.EVENT_STREAM)
        .withBodyBlocking(
            HttpMethod.POST, (exchange, body) -> post(exchange, body, methods, times));
  }

  private void goDown() {
    goingDown = true;
    streams.forEach(TaskStream::goDown);
  }

  private HttpResponse card(Exchange exchange) {
    Json.Obj json =
        card.json(
            origin(exchange) + PATH, operations.templates().list(RunParameters.caller(exchange)));
    return RpcAnswers.http(HttpStatus.OK, json);
  }

  /// The address under which the client reached the server, or the proxy in front of it.
  private static String origin(Exchange exchange) {
    String forwarded = exchange.header("x-forwarded-proto");
    String scheme =
        "https".equals(forwarded) || exchange.ctx().sessionProtocol().isTls() ? "https" : "http";
    String authority = exchange.headers().authority();
    return scheme + "://" + (authority == null ? "localhost" : authority);
  }

  private HttpResponse post(
      Exchange exchange, Json.Obj body, A2aMethods methods, ServerSettings.Times times) {
    if (RpcRequest.isResponse(body)) {
      return HttpResponse.of(HttpStatus.ACCEPTED);
    }
    Json id = RpcAnswers.readable(body.get("id").orElse(null));
    try {
      RpcRequest request = RpcRequest.read(body);
      if (request.id() == null) {
        return HttpResponse.of(ResponseHeaders.of(HttpStatus.ACCEPTED));
      }
      requireVersion(exchange);
      Caller caller = RunParameters.caller(exchange);
      return switch (request.method()) {
        case "SendStreamingMessage" -> {
          RunSelector run = methods.started(caller, SentMessage.read(request));
          yield stream(exchange, request, operations.jobs().get(caller, run), times);
        }
        case "SubscribeToTask" -> stream(exchange, request, going(caller, request, methods), times);
        default -> {
          exchange.ctx().setRequestTimeout(times.longestWait().plus(MARGIN));
          yield RpcAnswers.http(
              HttpStatus.OK, RpcAnswers.result(request, methods.answer(caller, request)));
        }
      };
    } catch (RpcException e) {
      return refused(exchange, e, id);
    } catch (RuntimeException e) {
      return refused(exchange, A2aErrors.of(e, exchange.requestId()), id);
    }
  }

  /// A client that waits for a stream gets one that ends with the error, because it may read
  /// nothing else.
  private static HttpResponse refused(Exchange exchange, RpcException e, @Nullable Json id) {
    Json.Obj message = e.answer(id);
    return exchange.offer().equals(Resource.EVENT_STREAM)
        ? TaskStream.of(message)
        : RpcAnswers.http(e.status(), message);
  }

  private static void requireVersion(Exchange exchange) {
    String version = exchange.header(VERSION);
    if (version != null && !version.equals(AgentCard.PROTOCOL)) {
      throw A2aErrors.version(version);
    }
  }

  private static RunView going(Caller caller, RpcRequest request, A2aMethods methods) {
    RunView view = methods.get(caller, request);
    if (TaskJson.state(view).terminal()) {
      throw A2aErrors.unsupported(
          "Task "
              + view.runId()
              + " has ended (expected: a running task; GetTask returns the result)");
    }
    return view;
  }

  /// The current state of the run and everything after it. Nothing is missing in between, because
  /// the feed starts after the last event of the view.
  private HttpResponse stream(
      Exchange exchange, RpcRequest request, RunView view, ServerSettings.Times times) {
    if (goingDown || streams.size() >= MAX_STREAMS) {
      throw new RpcException(
          RpcException.REFUSED,
          HttpStatus.OK,
          goingDown
              ? "The server is shutting down (expected: SubscribeToTask again later)"
              : "streams: " + MAX_STREAMS + " are open (expected: fewer; try again later)",
          Json.Obj.EMPTY);
    }
    exchange.ctx().clearRequestTimeout();
    OpenFeed open =
        operations
            .events()
            .follow(
                RunParameters.caller(exchange),
                new RunSelector.ById(view.runId()),
                view.state().sequence());
    TaskStream stream =
        new TaskStream(request, Session.of(exchange.ctx()), times.heartbeat(), times.write());
    streams.add(stream);
    if (goingDown) {
      stream.goDown();
    }
    exchange
        .threads()
        .execute(() -> {
          try {
            stream.run(view, open.feed());
          } finally {
            streams.remove(stream);
          }
        });
    return stream.response();
  }
}
