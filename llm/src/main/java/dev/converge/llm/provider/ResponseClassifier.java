package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.text.Shortened;
import dev.converge.llm.model.CallMetadata;
import dev.converge.llm.model.ExceptionText;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.ModelAnswer.Cause;
import dev.converge.llm.model.ModelRequest;
import dev.converge.llm.model.TokenEstimate;
import dev.converge.llm.model.TokenUsage;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Classifies what a provider sent back: the outcome of a call.
final class ResponseClassifier {
  /// The longest pause that is accepted from a provider.
  static final Duration MOST_RETRY_AFTER = Duration.ofHours(24);

  /// Maximum length of a body that is journaled as received, in characters; for a longer body only
  /// the parsed values are journaled.
  static final int MOST_KEPT = 65_536;

  /// Maximum number of characters that are kept of a provider's message.
  static final int MOST_WORDS = 500;

  private static final Set<String> FILTERS =
      new TreeSet<>(List.of("content_filter", "content_policy_violation", "responsible_ai_policy"));

  private static final Set<String> QUOTAS =
      new TreeSet<>(List.of("insufficient_quota", "billing_hard_limit_reached"));

  /// Groq's status where it has no capacity left for a request.
  private static final int CAPACITY = 498;

  /// How Groq says that a model's answer does not fit the schema.
  private static final String FORM = "json_validate_failed";

  private final InstantSource clock;
  private final ProviderKey key;
  private final ProviderResponse.Parser parser;

  ResponseClassifier(InstantSource clock, ProviderKey key, ProviderResponse.Parser parser) {
    this.clock = clock;
    this.key = key;
    this.parser = parser;
  }

  /// @param request for estimates where the provider does not say what was used
  ModelAnswer of(ModelRequest request, ProviderHttpClient.Call call, Duration duration) {
    ProviderHttpClient.Response response = call.response;
    if (response == null) {
      return unanswered(request, call, duration);
    }
    String body = response.body();
    Optional<String> id = id(response.headers());
    if (body == null) {
      return new ModelAnswer.Malformed(
          "status " + response.status() + ": the body is not UTF-8",
          null,
          metadata(estimate(request, ""), id, duration, null));
    }
    int status = response.status();
    if (status / 100 != 2) {
      return failed(status, response.headers(), key.mask(body), id, duration);
    }
    try {
      if (Json.parse(body) instanceof Json.Obj object) {
        return answered(request, parser.parse(object), body, id, duration);
      }
      throw new ProviderResponse.Unreadable("$: not an object");
    } catch (JsonException | ProviderResponse.Unreadable e) {
      String shown = key.mask(body);
      return new ModelAnswer.Malformed(
          words(key.mask("the provider's response: " + ExceptionText.of(e))),
          null,
          metadata(estimate(request, shown), id, duration, shown));
    }
  }

  private ModelAnswer answered(
      ModelRequest request,
      ProviderResponse reply,
      String body,
      Optional<String> id,
      Duration duration) {
    TokenUsage guess = estimate(request, reply.text());
    ProviderResponse.Used used = reply.used();
    boolean known = used.input().isPresent() && used.output().isPresent();
    TokenUsage usage =
        new TokenUsage(
            used.input().orElse(guess.input()),
            used.output().orElse(guess.output()),
            !known,
            used.cached(),
            used.written(),
            used.thinking(),
            used.searches());
    CallMetadata metadata = metadata(usage, id.or(reply::id), duration, body);
    return switch (reply.stop()) {
      case REFUSED -> new ModelAnswer.Refused(words(reply.refusal()), metadata);
      case FILTERED -> new ModelAnswer.Filtered(reply.reason(), metadata);
      case CUT -> new ModelAnswer.Truncated(reply.text(), reply.reason(), metadata);
      case FAILED -> fault(Cause.OVERLOADED, reply, metadata);
      case REJECTED -> fault(Cause.REJECTED, reply, metadata);
      case OTHER ->
          new ModelAnswer.Malformed(
              "the response ended with \"" + reply.reason() + "\" (expected: text)",
              reply.text(),
              metadata);
      case ENDED ->
          reply.text().isBlank()
              ? new ModelAnswer.Empty(metadata)
              : new ModelAnswer.Answered(reply.text(), reply.pages(), metadata);
    };
  }

  /// What the provider says of a fault in a response that is none of HTTP's errors.
  private ModelAnswer fault(Cause cause, ProviderResponse reply, CallMetadata metadata) {
    String said = reply.refusal().isEmpty() ? "" : ": " + reply.refusal();
    return new ModelAnswer.Unavailable(
        cause, words(key.mask("the response " + reply.reason() + said)), null, metadata);
  }

  private ModelAnswer unanswered(
      ModelRequest request, ProviderHttpClient.Call call, Duration duration) {
    // Whether the provider has begun to work is not known: what was sent is counted.
    CallMetadata metadata = metadata(estimate(request, ""), Optional.empty(), duration, null);
    Exception failure = call.failure;
    if (failure instanceof TimeoutException
        || failure instanceof java.net.http.HttpTimeoutException) {
      boolean connecting = failure instanceof java.net.http.HttpConnectTimeoutException;
      return new ModelAnswer.Unavailable(
          connecting ? Cause.OVERLOADED : Cause.TIMEOUT,
          connecting
              ? "cannot connect to " + call.address + " in time"
              : "no answer within " + call.within.toMillis() + " ms",
          null,
          connecting ? CallMetadata.unused(duration) : metadata);
    }
    String why = failure == null ? "unknown" : ExceptionText.of(failure);
    boolean unreached = call.address == null || failure instanceof java.net.ConnectException;
    String what =
        call.address == null
            ? "no request was sent: " + why
            : unreached
                ? "cannot connect to " + call.address + ": " + why
                : "connection to " + call.address + " failed: " + why;
    return new ModelAnswer.Unavailable(
        Cause.OVERLOADED,
        words(key.mask(what)),
        null,
        unreached ? CallMetadata.unused(duration) : metadata);
  }

  private ModelAnswer failed(
      int status, HttpHeaders headers, String body, Optional<String> id, Duration duration) {
    Said said = Said.in(body);
    CallMetadata metadata = metadata(TokenUsage.NONE, id, duration, body);
    if (FILTERS.contains(said.code())) {
      return new ModelAnswer.Filtered(said.code(), metadata);
    }
    if (FORM.equals(said.code())) {
      return new ModelAnswer.Malformed(words(said.message()), null, metadata);
    }
    String problem =
        words("status " + status + (said.message().isEmpty() ? "" : ": " + said.message()));
    if ((status == 401 || status == 403) && key.variable() != null) {
      problem += " (check " + key.variable() + ")";
    }
    boolean quota = status == 429 && QUOTAS.contains(said.code());
    Cause cause =
        quota
            ? Cause.REJECTED
            : switch (status) {
              case 408, 409, 425, 429, CAPACITY -> Cause.OVERLOADED;
              default -> status >= 500 ? Cause.OVERLOADED : Cause.REJECTED;
            };
    Duration after = cause == Cause.REJECTED ? null : retryAfter(headers, body);
    return new ModelAnswer.Unavailable(cause, problem, after, metadata);
  }

  /// A provider's own words on an error; every provider has them in `error`.
  private record Said(String code, String message) {
    static Said in(String body) {
      try {
        if (Json.parse(body) instanceof Json.Obj object) {
          Json.Obj error = OptionalMembers.object(object, "error").orElse(object);
          String code = OptionalMembers.textOrEmpty(error, "code");
          String type = code.isEmpty() ? OptionalMembers.textOrEmpty(error, "type") : code;
          // Ollama has its words in `error` itself.
          String words = OptionalMembers.text(object, "error").orElse("");
          return new Said(type, OptionalMembers.text(error, "message").orElse(words));
        }
      } catch (JsonException _) {
        // A proxy's page: the status says enough.
      }
      return new Said("", "");
    }
  }

  /// What the provider asks to be waited, at most a day; nothing if it does not say.
  private @Nullable Duration retryAfter(HttpHeaders headers, String body) {
    return RateLimits.wait(headers, body, clock.instant())
        .map(asked -> asked.compareTo(MOST_RETRY_AFTER) > 0 ? MOST_RETRY_AFTER : asked)
        .orElse(null);
  }

  private static Optional<String> id(HttpHeaders headers) {
    return headers.firstValue("request-id").or(() -> headers.firstValue("x-request-id"));
  }

  private static TokenUsage estimate(ModelRequest request, String text) {
    return new TokenUsage(
        TokenEstimate.estimate(request.system()) + TokenEstimate.estimate(request.user()),
        TokenEstimate.estimate(text),
        true);
  }

  private static CallMetadata metadata(
      TokenUsage usage, Optional<String> id, Duration duration, @Nullable String body) {
    boolean kept = body != null && body.length() <= MOST_KEPT;
    return new CallMetadata(usage, id.orElse(null), duration, kept ? body : null);
  }

  private static String words(String text) {
    return Shortened.of(text, MOST_WORDS);
  }
}
