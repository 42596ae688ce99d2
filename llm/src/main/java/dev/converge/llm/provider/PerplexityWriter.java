package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.llm.model.ModelEntry;
import dev.converge.llm.model.ModelRequest;
import java.util.List;
import java.util.Optional;

/// Agents of Perplexity. They answer in the form of OpenAI's responses and are asked in one of
/// their own: the format of the answer stands at the top, and what is not known is refused.
final class PerplexityWriter implements ProviderRequest.Writer {
  /// The fewest tokens of an answer that can be asked for.
  private static final int LEAST_OUTPUT = 16;

  @Override
  public Optional<ProviderRequest> models(ProviderKey key) {
    return Optional.of(ProviderRequest.bearing(key, "/v1/models", Json.Obj.EMPTY));
  }

  @Override
  public ProviderRequest write(ModelEntry model, ModelRequest request, ProviderKey key) {
    Json.Builder body =
        Json.object()
            .put("model", model.model())
            .put("instructions", request.system())
            .put("input", request.user())
            .put("max_output_tokens", Math.max(LEAST_OUTPUT, model.outputBound(request)));
    if (model.effort() != null) {
      body.put("reasoning", Json.object().put("effort", model.effort()).build());
    }
    if (model.structuredOutput()) {
      Json schema =
          Json.object()
              .put("name", "answer")
              .put("schema", ProviderRequest.schema(request, StrictSchema.BOUNDS))
              .build();
      body.put(
          "response_format",
          Json.object().put("type", "json_schema").put("json_schema", schema).build());
    }
    if (model.searches(request)) {
      // Without the tool nothing is searched. Its own bound on what it reads keeps ours.
      body.put(
          "tools",
          Json.array(
              List.of(
                  Json.object()
                      .put("type", "web_search")
                      .put("max_tokens", ModelEntry.TOKENS_A_SEARCH)
                      .build())));
      body.put("max_tool_calls", ModelEntry.MOST_SEARCHES);
      body.put("max_steps", ModelEntry.MOST_SEARCHES + 1);
    }
    return ProviderRequest.bearing(key, "/v1/agent", body.build());
  }
}
