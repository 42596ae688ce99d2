package dev.converge.runtime.mcp;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.converge.core.json.Json;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Resource;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.Operations;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.problems.Problem;
import dev.converge.runtime.problems.ProblemHandler;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.server.Site;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `POST /mcp`: the Model Context Protocol over Streamable HTTP. There are no sessions, so a client
/// goes on where it was when the server has been started again.
public final class McpFeature implements Feature {
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final Operations operations;
  private final String version;
  private final int maxSeeds;
  private final boolean decide;
  private final Bundles bundles;

  /// Over the operations of a server.
  ///
  /// @param version of the product
  /// @param maxSeeds of one job
  /// @param decide whether clients may decide on proposals
  /// @param bundles of runs
  public McpFeature(
      Operations operations, String version, int maxSeeds, boolean decide, Bundles bundles) {
    this.operations = operations;
    this.version = version;
    this.maxSeeds = maxSeeds;
    this.decide = decide;
    this.bundles = bundles;
  }

  @Override
  public void install(Site site) {
    ServerSettings.Times times = site.settings().times();
    JobWait wait =
        new JobWait(operations.jobs(), operations.events(), times.longestWait(), times.heartbeat());
    Methods methods = new Methods(operations, version, maxSeeds, decide, wait, bundles);
    Duration longest = times.longestWait().plus(MARGIN);
    site.resource("/mcp")
        .produces(Resource.JSON, Resource.EVENT_STREAM)
        .withBodyBlocking(
            HttpMethod.POST, (exchange, body) -> post(exchange, body, methods, longest));
  }

  private static HttpResponse post(
      Exchange exchange, Json.Obj body, Methods methods, Duration longest) {
    if (RpcRequest.isResponse(body)) {
      return HttpResponse.of(HttpStatus.ACCEPTED);
    }
    Json id = body.get("id").orElse(null);
    try {
      RpcRequest request = RpcRequest.read(body);
      if (request.id() == null) {
        return HttpResponse.of(ResponseHeaders.of(HttpStatus.ACCEPTED));
      }
      Revision revision = Revision.of(exchange.headers(), request);
      exchange.ctx().setRequestTimeout(longest);
      Caller caller = RunParameters.caller(exchange);
      Json token = request.meta().get("progressToken").orElse(null);
      if (token != null && request.method().equals("tools/call") && streams(exchange)) {
        return ProgressStream.answer(
            exchange.threads(),
            token,
            progress -> message(methods, caller, revision, request, progress));
      }
      return answer(
          HttpStatus.OK, result(request, methods.answer(caller, revision, request, Progress.NONE)));
    } catch (RpcException e) {
      return answer(e.status(), e.answer(readable(id)));
    } catch (RuntimeException e) {
      return answer(HttpStatus.OK, failed(e, exchange.requestId()).answer(readable(id)));
    }
  }

  private static boolean streams(Exchange exchange) {
    String accept = exchange.header(HttpHeaderNames.ACCEPT);
    return accept != null && accept.toLowerCase(Locale.ROOT).contains(Resource.EVENT_STREAM);
  }

  private static @Nullable Json readable(@Nullable Json id) {
    return id instanceof Json.Str || id instanceof Json.Num ? id : null;
  }

  /// The last message of a stream, whatever happens.
  private static Json.Obj message(
      Methods methods, Caller caller, Revision revision, RpcRequest request, Progress progress) {
    try {
      return result(request, methods.answer(caller, revision, request, progress));
    } catch (RpcException e) {
      return e.answer(request.id());
    } catch (RuntimeException e) {
      return failed(e, caller.requestId()).answer(request.id());
    }
  }

  private static Json.Obj result(RpcRequest request, Json.Obj result) {
    return Json.object()
        .put("jsonrpc", "2.0")
        .put("id", request.id())
        .put("result", result)
        .build();
  }

  /// What an operation refused, where no tool tells it.
  private static RpcException failed(RuntimeException e, String requestId) {
    Problem problem = ProblemHandler.problem(e, requestId);
    int otherwise = problem.status() < 500 ? RpcException.INVALID_PARAMS : RpcException.INTERNAL;
    int code = problem.code().retryable() ? RpcException.REFUSED : otherwise;
    return new RpcException(code, HttpStatus.OK, problem.detail(), Methods.problem(problem));
  }

  private static HttpResponse answer(HttpStatus status, Json.Obj message) {
    return Responses.of(
        Responses.jsonHeaders(status), message.canonical().getBytes(StandardCharsets.UTF_8));
  }
}
