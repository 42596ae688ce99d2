package dev.converge.runtime.auth;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.problems.ProblemException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/// Checks requests before every service: unknown callers, and those that exceed their limits, are
/// refused.
final class Admission extends SimpleDecoratingHttpService {
  private static final int GRPC_UNAUTHENTICATED = 16;
  private static final int GRPC_RESOURCE_EXHAUSTED = 8;

  private final Credentials credentials;
  private final RequestLimits limits;
  private final Refusals refusals;
  private final Slowdown slowdown;
  private final InstantSource clock;
  private final Predicate<String> open;
  private final Predicate<String> optional;

  /// @param open public paths
  /// @param optional paths that need no credential, but check one that is sent
  Admission(
      HttpService delegate,
      Credentials credentials,
      RequestLimits limits,
      Refusals refusals,
      Slowdown slowdown,
      InstantSource clock,
      Predicate<String> open,
      Predicate<String> optional) {
    super(delegate);
    this.credentials = credentials;
    this.limits = limits;
    this.refusals = refusals;
    this.slowdown = slowdown;
    this.clock = clock;
    this.open = open;
    this.optional = optional;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    if (open.test(ctx.path()) || preflight(request)) {
      return unwrap().serve(ctx, request);
    }
    if (credentials.off()) {
      return admitted(Principal.ANYBODY, ctx, request);
    }
    Optional<Credentials.Presented> found = credentials.of(request.headers());
    if (found.isEmpty()) {
      if (optional.test(ctx.path())) {
        return unwrap().serve(ctx, request);
      }
      refusals.refused("none", source(ctx), "no credential");
      return refused(
          ctx, request, "no credential (expected: Authorization: Bearer with a key or token)");
    }
    Credentials.Presented presented = found.get();
    Authenticator judge = presented.judge();
    if (judge == null) {
      refusals.refused("unknown", source(ctx), "a credential of unknown form");
      return refused(ctx, request, "a credential of unknown form (expected: a key or token)");
    }
    if (presented.byCookie()) {
      requireOwnPage(request);
    }
    String source = Slowdown.source(ctx.remoteAddress().getAddress());
    return switch (slowdown.turn(source, presented.text())) {
      case Slowdown.Turn.Now _ -> judge(judge, presented, ctx, request);
      case Slowdown.Turn.Never(var wait) ->
          tooMuch(
              ctx,
              request,
              "too many invalid credentials from this address; retry later with a valid one",
              wait);
      case Slowdown.Turn.After(var delay) ->
          HttpResponse.delayed(
              () -> {
                slowdown.waited(source);
                try {
                  return judge(judge, presented, ctx, request);
                } catch (Exception e) {
                  return HttpResponse.ofFailure(e);
                }
              },
              delay,
              ctx.eventLoop());
    };
  }

  private HttpResponse judge(
      Authenticator judge,
      Credentials.Presented presented,
      ServiceRequestContext ctx,
      HttpRequest request)
      throws Exception {
    return judged(
        judge
            .authenticate(presented.text())
            .thenApply(verdict -> heard(verdict, judge, presented.text(), ctx)),
        presented,
        ctx,
        request);
  }

  /// A browser sends its cookies automatically, whichever page makes the request. A request that
  /// changes something must therefore come from a page of this server.
  private static void requireOwnPage(HttpRequest request) {
    String site = request.headers().get("sec-fetch-site");
    if (!BrowserGuard.safe(request.method()) && !"same-origin".equals(site)) {
      throw new ProblemException(
          ErrorCode.FORBIDDEN,
          "with a cookie, only a page of this server can send "
              + request.method()
              + " (expected: Sec-Fetch-Site: same-origin, or an API key or token)");
    }
  }

  private Optional<Principal> heard(
      Authenticator.Verdict verdict,
      Authenticator authenticator,
      String credential,
      ServiceRequestContext ctx) {
    return switch (verdict) {
      case Authenticator.Verdict.LetIn(var principal) -> {
        Session.attach(ctx, authenticator, credential, principal);
        slowdown.accepted(credential);
        yield Optional.of(principal);
      }
      case Authenticator.Verdict.Refused(var reason) -> {
        refusals.refused(authenticator.kind(), source(ctx), reason);
        slowdown.refused(Slowdown.source(ctx.remoteAddress().getAddress()));
        yield Optional.empty();
      }
    };
  }

  private static String source(ServiceRequestContext ctx) {
    return ctx.remoteAddress().getAddress().getHostAddress();
  }

  /// Browsers send these requests without credentials. They have no effect.
  private static boolean preflight(HttpRequest request) {
    return request.method() == HttpMethod.OPTIONS;
  }

  private HttpResponse judged(
      CompletionStage<Optional<Principal>> found,
      Credentials.Presented presented,
      ServiceRequestContext ctx,
      HttpRequest request)
      throws Exception {
    CompletableFuture<Optional<Principal>> future = found.toCompletableFuture();
    if (future.isDone() && !future.isCompletedExceptionally()) {
      return judged(future.join(), presented, ctx, request);
    }
    return HttpResponse.of(
        future.thenApplyAsync(
            principal -> {
              try {
                return judged(principal, presented, ctx, request);
              } catch (Exception e) {
                return HttpResponse.ofFailure(e);
              }
            },
            ctx.eventLoop()));
  }

  private HttpResponse judged(
      Optional<Principal> found,
      Credentials.Presented presented,
      ServiceRequestContext ctx,
      HttpRequest request)
      throws Exception {
    if (found.isEmpty() && presented.byCookie() && optional.test(ctx.path())) {
      // A session that has ended counts as none.
      return unwrap().serve(ctx, request);
    }
    return found.isPresent()
        ? admitted(found.get(), ctx, request)
        : refused(ctx, request, "invalid credential (expected: a valid key or token)");
  }

  private HttpResponse admitted(Principal principal, ServiceRequestContext ctx, HttpRequest request)
      throws Exception {
    principal.attachTo(ctx);
    if (!limits.unlimited()) {
      Optional<Duration> wait = limits.enter(principal, clock.instant());
      if (wait.isPresent()) {
        return tooMuch(
            ctx, request, "too many requests at a time or per second; retry later", wait.get());
      }
      ctx.log().whenComplete().thenRun(() -> limits.leave(principal));
    }
    return unwrap().serve(ctx, request);
  }

  private static HttpResponse refused(
      ServiceRequestContext ctx, HttpRequest request, String detail) {
    if (isGrpc(request)) {
      return grpc(request, GRPC_UNAUTHENTICATED, detail, 0);
    }
    ctx.mutateAdditionalResponseHeaders(
        headers -> headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"converge\""));
    throw new ProblemException(ErrorCode.UNAUTHENTICATED, detail);
  }

  private static HttpResponse tooMuch(
      ServiceRequestContext ctx, HttpRequest request, String detail, Duration wait) {
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    if (isGrpc(request)) {
      return grpc(request, GRPC_RESOURCE_EXHAUSTED, detail, seconds);
    }
    ctx.mutateAdditionalResponseHeaders(
        headers -> headers.setLong(HttpHeaderNames.RETRY_AFTER, seconds));
    throw new ProblemException(ErrorCode.RATE_LIMITED, detail);
  }

  private static boolean isGrpc(HttpRequest request) {
    MediaType type = request.contentType();
    return type != null && type.subtype().startsWith("grpc");
  }

  /// A gRPC response without messages, with its status in the headers.
  private static HttpResponse grpc(
      HttpRequest request, int status, String message, long retryAfterSeconds) {
    MediaType type = request.contentType();
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(type == null ? MediaType.create("application", "grpc") : type)
            .setInt("grpc-status", status)
            .set("grpc-message", message)
            .endOfStream(true);
    if (retryAfterSeconds > 0) {
      headers.setLong(HttpHeaderNames.RETRY_AFTER, retryAfterSeconds);
    }
    return HttpResponse.of(headers.build());
  }
}
