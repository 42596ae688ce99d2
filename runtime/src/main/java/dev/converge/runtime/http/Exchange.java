package dev.converge.runtime.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.converge.core.text.Durations;
import dev.converge.core.text.Shortened;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.problems.ProblemException;
import dev.converge.runtime.problems.RequestIds;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A request that is being answered.
public final class Exchange {
  private final ServiceRequestContext ctx;
  private final HttpRequest request;
  private final Executor threads;
  private final ConsoleLinks console;
  private final String offer;

  Exchange(
      ServiceRequestContext ctx,
      HttpRequest request,
      Executor threads,
      ConsoleLinks console,
      String offer) {
    this.ctx = ctx;
    this.console = console;
    this.request = request;
    this.threads = threads;
    this.offer = offer;
  }

  /// The server's information about the request.
  public ServiceRequestContext ctx() {
    return ctx;
  }

  /// The request with its body unread.
  public HttpRequest request() {
    return request;
  }

  /// The headers.
  public RequestHeaders headers() {
    return request.headers();
  }

  /// Runs tasks that may block: a virtual thread for each.
  public Executor threads() {
    return threads;
  }

  /// Links to the console for people.
  public ConsoleLinks console() {
    return console;
  }

  /// The media type that the client prefers among those that the resource offers.
  public String offer() {
    return offer;
  }

  /// The id of the request.
  public String requestId() {
    return RequestIds.of(ctx);
  }

  /// Whether only the headers of the response are wanted.
  public boolean head() {
    return request.method() == HttpMethod.HEAD;
  }

  /// A header's value, or `null`.
  public @Nullable String header(CharSequence name) {
    return request.headers().get(name);
  }

  /// A parameter in the path.
  public String path(String name) {
    String value = ctx.pathParam(name);
    if (value == null) {
      throw new IllegalArgumentException("path parameter: " + name + " (expected: in the pattern)");
    }
    return value;
  }

  /// A parameter of the query, or `null`.
  public @Nullable String query(String name) {
    return ctx.query() == null ? null : ctx.queryParams().get(name);
  }

  /// A boolean query parameter; `false` if it is missing.
  ///
  /// @throws ProblemException with `MALFORMED` if it is neither `true` nor `false`
  public boolean flag(String name) {
    String text = query(name);
    if (text == null || text.equals("false")) {
      return false;
    }
    if (text.equals("true")) {
      return true;
    }
    throw new ProblemException(
        ErrorCode.MALFORMED, name + ": " + text + " (expected: true or false)");
  }

  /// An integer query parameter.
  ///
  /// @throws ProblemException with `MALFORMED` if it is not an integer, or out of range
  public int query(String name, int otherwise, int min, int max) {
    String text = query(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max && text.charAt(0) != '+') {
        return value;
      }
    } catch (NumberFormatException _) {
      // Reported below.
    }
    throw new ProblemException(
        ErrorCode.MALFORMED,
        name
            + ": "
            + shortened(text)
            + " (expected: a whole number from "
            + min
            + " to "
            + max
            + ")");
  }

  /// A duration in the query; zero if it is missing.
  ///
  /// @throws ProblemException with `MALFORMED` if it is not a duration
  public Duration queryDuration(String name, Duration most) {
    String text = query(name);
    if (text == null) {
      return Duration.ZERO;
    }
    Duration value =
        Durations.parseOrSeconds(text)
            .orElseThrow(() ->
                new ProblemException(
                    ErrorCode.MALFORMED,
                    name + ": " + shortened(text) + " (expected: " + Durations.EXPECTED + ")"));
    return value.compareTo(most) > 0 ? most : value;
  }

  /// A quotation from a request for a message: at most a line.
  public static String shortened(String text) {
    return Shortened.of(text, 64);
  }
}
