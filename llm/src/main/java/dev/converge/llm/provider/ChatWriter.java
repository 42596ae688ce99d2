package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.llm.model.ModelEntry;
import dev.converge.llm.model.ModelRequest;

/// Chat completions, in the dialect of each server that speaks them.
///
/// @param dialect of the server
record ChatWriter(Dialect dialect) implements ProviderRequest.Writer {
  /// Whose chat completions.
  enum Dialect {
    /// Of a server that is only known to speak like OpenAI once did.
    PLAIN,
    /// Of Groq.
    GROQ
  }

  @Override
  public ProviderRequest write(ModelEntry model, ModelRequest request, ProviderKey key) {
    int output = model.outputBound(request);
    Json.Builder body =
        Json.object()
            .put("model", model.model())
            .put("messages", ProviderRequest.messages(request));
    if (model.structuredOutput()) {
      body.put("response_format", format(request));
    }
    switch (dialect) {
      case PLAIN -> body.put("max_tokens", output);
      case GROQ -> {
        body.put("max_completion_tokens", output).put("reasoning_effort", model.effort());
        if (model.reasoning()) {
          body.put("include_reasoning", false);
        }
      }
    }
    return ProviderRequest.bearing(key, "/chat/completions", body.build());
  }

  private Json format(ModelRequest request) {
    Json schema =
        Json.object()
            .put("name", "answer")
            .put("strict", true)
            .put(
                "schema",
                ProviderRequest.schema(
                    request, dialect == Dialect.GROQ ? StrictSchema.BOUNDS : StrictSchema.LENGTHS))
            .build();
    return Json.object().put("type", "json_schema").put("json_schema", schema).build();
  }
}
