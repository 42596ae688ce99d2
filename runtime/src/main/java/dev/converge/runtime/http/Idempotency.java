package dev.converge.runtime.http;

import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.problems.ProblemException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The header that makes a request count once.
public final class Idempotency {
  private static final String KEY = "idempotency-key";
  private static final String REPLAYED = "idempotent-replayed";

  private Idempotency() {}

  /// The key of a request, with the digest of its body in canonical form; `null` if it has none.
  ///
  /// @throws ProblemException with `MALFORMED` if the key is invalid
  public static @Nullable RequestKey of(Exchange exchange, Json.Obj body) {
    String key = exchange.header(KEY);
    if (key == null) {
      return null;
    }
    RequestKey request = new RequestKey(key, Digest.of(body));
    Optional<String> problem = request.problem();
    if (problem.isPresent()) {
      throw new ProblemException(ErrorCode.MALFORMED, problem.get());
    }
    return request;
  }

  /// Marks a first response that is returned again.
  public static ResponseHeadersBuilder mark(ResponseHeadersBuilder headers, boolean earlier) {
    return earlier ? headers.set(REPLAYED, "true") : headers;
  }
}
