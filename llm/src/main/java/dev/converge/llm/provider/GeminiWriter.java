package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.llm.model.ModelEntry;
import dev.converge.llm.model.ModelRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Generated content of Google Gemini.
final class GeminiWriter implements ProviderRequest.Writer {
  @Override
  public Optional<ProviderRequest> models(ProviderKey key) {
    return Optional.of(new ProviderRequest("/models?pageSize=1000", headers(key), Json.Obj.EMPTY));
  }

  @Override
  public ProviderRequest write(ModelEntry model, ModelRequest request, ProviderKey key) {
    Json.Builder config = Json.object().put("maxOutputTokens", model.outputBound(request));
    if (model.structuredOutput()) {
      config
          .put("responseMimeType", "application/json")
          .put("responseJsonSchema", ProviderRequest.schema(request, StrictSchema.LENGTHS));
    }
    if (model.effort() != null) {
      config.put("thinkingConfig", Json.object().put("thinkingLevel", model.effort()).build());
    }
    List<Json> parts = new ArrayList<>();
    request.parts().forEach(part -> parts.add(text(part)));
    Json.Builder body =
        Json.object()
            .put(
                "systemInstruction",
                Json.object().put("parts", Json.array(List.of(text(request.system())))).build())
            .put(
                "contents",
                Json.array(
                    List.of(
                        Json.object().put("role", "user").put("parts", Json.array(parts)).build())))
            .put("generationConfig", config.build());
    if (model.searches(request)) {
      body.put(
          "tools", Json.array(List.of(Json.object().put("googleSearch", Json.Obj.EMPTY).build())));
    }
    return new ProviderRequest(
        "/models/" + model.model() + ":generateContent", headers(key), body.build());
  }

  private static SortedMap<String, String> headers(ProviderKey key) {
    return new TreeMap<>(Map.of("x-goog-api-key", key.value()));
  }

  private static Json.Obj text(String text) {
    return Json.object().put("text", text).build();
  }
}
