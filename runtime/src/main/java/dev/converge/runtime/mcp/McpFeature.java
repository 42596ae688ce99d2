package dev.converge.runtime.mcp;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.converge.core.json.Json;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Resource;
import dev.converge.runtime.operations.Operations;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.rpc.RpcAnswers;
import dev.converge.runtime.rpc.RpcException;
import dev.converge.runtime.rpc.RpcRequest;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.server.Site;
import java.time.Duration;
import java.util.Locale;

/// `POST /mcp`: the Model Context Protocol over Streamable HTTP. There are no sessions, so a client
/// continues after a restart of the server.
public final class McpFeature implements Feature {
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final Operations operations;
  private final String version;
  private final int maxSeeds;
  private final boolean decide;
  private final Bundles bundles;

  /// For the operations of a server.
  ///
  /// @param version of the product
  /// @param maxSeeds of a job
  /// @param decide whether clients are allowed to decide on proposals
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
    Methods methods =
        new Methods(
            operations, version, maxSeeds, decide, wait, site.settings().console(), bundles);
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
      Json token = Revision.meta(request).get("progressToken").orElse(null);
      if (token != null && request.method().equals("tools/call") && streams(exchange)) {
        return ProgressStream.answer(
            exchange.threads(),
            token,
            progress -> message(methods, caller, revision, request, progress));
      }
      return RpcAnswers.http(
          HttpStatus.OK,
          RpcAnswers.result(request, methods.answer(caller, revision, request, Progress.NONE)));
    } catch (RpcException e) {
      return RpcAnswers.http(e.status(), e.answer(RpcAnswers.readable(id)));
    } catch (RuntimeException e) {
      return RpcAnswers.http(
          HttpStatus.OK,
          RpcAnswers.failed(e, exchange.requestId()).answer(RpcAnswers.readable(id)));
    }
  }

  private static boolean streams(Exchange exchange) {
    String accept = exchange.header(HttpHeaderNames.ACCEPT);
    return accept != null && accept.toLowerCase(Locale.ROOT).contains(Resource.EVENT_STREAM);
  }

  /// The last message of a stream, whatever happens.
  private static Json.Obj message(
      Methods methods, Caller caller, Revision revision, RpcRequest request, Progress progress) {
    try {
      return RpcAnswers.result(request, methods.answer(caller, revision, request, progress));
    } catch (RpcException e) {
      return e.answer(request.id());
    } catch (RuntimeException e) {
      return RpcAnswers.failed(e, caller.requestId()).answer(request.id());
    }
  }
}
