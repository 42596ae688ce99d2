package dev.converge.llm.provider;

import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.llm.model.ModelEntry;
import dev.converge.llm.model.ModelRequest;
import java.util.ArrayList;
import java.util.List;

/// Responses of OpenAI. Nothing is stored there beyond the call.
final class ResponsesWriter implements ProviderRequest.Writer {
  /// Maximum length of the key under which a prefix is cached, in characters.
  private static final int MOST_KEY = 64;

  @Override
  public ProviderRequest write(ModelEntry model, ModelRequest request, ProviderKey key) {
    List<Json> content = new ArrayList<>();
    for (String part : request.parts()) {
      content.add(Json.object().put("type", "input_text").put("text", part).build());
    }
    Json user = Json.object().put("role", "user").put("content", Json.array(content)).build();
    String prefix = Digest.of(request.system() + request.parts().getFirst());
    Json.Builder body =
        Json.object()
            .put("model", model.model())
            .put("instructions", request.system())
            .put("input", Json.array(List.of(user)))
            .put("max_output_tokens", model.outputBound(request))
            .put("prompt_cache_key", prefix.substring(0, Math.min(prefix.length(), MOST_KEY)))
            .put("store", false);
    if (model.effort() != null) {
      body.put("reasoning", Json.object().put("effort", model.effort()).build());
    }
    if (model.structuredOutput()) {
      Json format =
          Json.object()
              .put("type", "json_schema")
              .put("name", "answer")
              .put("strict", true)
              .put("schema", ProviderRequest.schema(request, StrictSchema.LENGTHS))
              .build();
      body.put("text", Json.object().put("format", format).build());
    }
    if (model.searches(request)) {
      body.put(
          "tools",
          Json.array(
              List.of(
                  Json.object()
                      .put("type", "web_search")
                      .put("search_context_size", "low")
                      .build())));
      body.put("max_tool_calls", ModelEntry.MOST_SEARCHES);
      body.put("include", List.of("web_search_call.action.sources"));
    }
    return ProviderRequest.bearing(key, "/responses", body.build());
  }
}
