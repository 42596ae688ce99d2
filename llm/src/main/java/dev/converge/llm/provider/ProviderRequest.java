package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.llm.model.ModelEntry;
import dev.converge.llm.model.ModelRequest;
import dev.converge.llm.model.SchemaText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// A request as one provider wants it.
///
/// @param path below the provider's address
/// @param headers besides those of every request
/// @param body as JSON
record ProviderRequest(String path, SortedMap<String, String> headers, Json.Obj body) {
  /// Writes the requests of one provider.
  interface Writer {
    /// The request to a model.
    ProviderRequest write(ModelEntry model, ModelRequest request, ProviderKey key);

    /// The request for the list of the provider's models; empty if it has none.
    default Optional<ProviderRequest> models(ProviderKey key) {
      return Optional.of(bearing(key, "/models", Json.Obj.EMPTY));
    }

    /// The request that goes on where a response paused; empty if the response is an end.
    default Optional<ProviderRequest> after(ProviderRequest sent, Json.Obj response) {
      return Optional.empty();
    }

    /// A response that paused and the one that went on there, as one.
    default Json.Obj joined(Json.Obj paused, Json.Obj rest) {
      return rest;
    }
  }

  /// With the key as a bearer's, where there is one.
  static ProviderRequest bearing(ProviderKey key, String path, Json.Obj body) {
    SortedMap<String, String> headers = new TreeMap<>();
    if (!key.value().isEmpty()) {
      headers.put("Authorization", "Bearer " + key.value());
    }
    return new ProviderRequest(path, headers, body);
  }

  /// The body as it is sent: members of schemas in the order of thought.
  String text() {
    return SchemaText.of(body);
  }

  /// What a chat begins with: what the model is, and what it is asked.
  static Json messages(ModelRequest request) {
    return Json.array(
        List.of(message("system", request.system()), message("user", request.user())));
  }

  private static Json.Obj message(String role, String text) {
    return Json.object().put("role", role).put("content", text).build();
  }

  /// The schema of the answer without the keywords that a provider refuses.
  static Json schema(ModelRequest request, Set<String> without) {
    return StrictSchema.schema(request.contract(), without);
  }
}
