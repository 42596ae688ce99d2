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

/// One request that is being answered.
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

  /// What the server knows of the request.
  public ServiceRequestContext ctx() {
    return ctx;
  }

  /// The request, its body unread.
  public HttpRequest request() {
    return request;
  }

  /// Its headers.
  public RequestHeaders headers() {
    return request.headers();
  }

  /// Runs what may block: a virtual thread for each task.
  public Executor threads() {
    return threads;
  }

  /// Where people find things in the console.
  public ConsoleLinks console() {
    return console;
  }

  /// The media type that the client likes best of those that the resource offers.
  public String offer() {
    return offer;
  }

  /// The id of the request.
  public String requestId() {
    return RequestIds.of(ctx);
  }

  /// Whether only the headers of the answer are wanted.
  public boolean head() {
    return request.method() == HttpMethod.HEAD;
  }

  /// A header's value, or `null`.
  public @Nullable String header(CharSequence name) {
    return request.headers().get(name);
  }

  /// A part of the path.
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

  /// A yes or no of the query; no where nothing is said.
  ///
  /// @throws ProblemException with `MALFORMED` if it is neither
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

  /// A whole number of the query.
  ///
  /// @throws ProblemException with `MALFORMED` if it is none, or out of range
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
      // Told below.
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

  /// A duration of the query; zero if it is left out.
  ///
  /// @throws ProblemException with `MALFORMED` if it is none
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

  /// What is quoted from a request in a message: never more than a line.
  public static String shortened(String text) {
    return Shortened.of(text, 64);
  }
}
