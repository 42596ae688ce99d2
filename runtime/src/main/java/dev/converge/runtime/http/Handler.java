package dev.converge.runtime.http;

import com.linecorp.armeria.common.HttpResponse;
import dev.converge.core.json.Json;

/// Answers one method of a resource.
@FunctionalInterface
public interface Handler {
  /// Answers. Exceptions become problems.
  HttpResponse handle(Exchange exchange);

  /// Answers a request that has a JSON body.
  @FunctionalInterface
  interface WithBody {
    /// Answers. Exceptions become problems.
    ///
    /// @param body an object, read strictly
    HttpResponse handle(Exchange exchange, Json.Obj body);
  }
}
