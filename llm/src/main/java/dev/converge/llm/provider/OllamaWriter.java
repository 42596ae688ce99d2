package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.llm.model.ModelEntry;
import dev.converge.llm.model.ModelRequest;
import java.util.Optional;

/// Chats of Ollama. The window is named with each request: what is longer than the server's own
/// default would be cut off silently.
final class OllamaWriter implements ProviderRequest.Writer {
  @Override
  public Optional<ProviderRequest> models(ProviderKey key) {
    return Optional.of(ProviderRequest.bearing(key, "/api/tags", Json.Obj.EMPTY));
  }

  @Override
  public ProviderRequest write(ModelEntry model, ModelRequest request, ProviderKey key) {
    Json options =
        Json.object()
            .put("num_ctx", (double) model.context())
            .put("num_predict", model.outputBound(request))
            .build();
    Json.Builder body =
        Json.object()
            .put("model", model.model())
            .put("messages", ProviderRequest.messages(request))
            .put("stream", false)
            .put("options", options);
    if (model.structuredOutput()) {
      body.put("format", ProviderRequest.schema(request, StrictSchema.LENGTHS));
    }
    if (model.effort() != null) {
      body.put("think", model.effort());
    }
    return ProviderRequest.bearing(key, "/api/chat", body.build());
  }
}
