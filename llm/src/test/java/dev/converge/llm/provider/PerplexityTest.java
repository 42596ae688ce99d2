package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Chat completions with the pages that were read, as Perplexity answers.
public final class PerplexityTest extends ChatCompletionsTest {
  @Override
  String api() {
    return "perplexity";
  }

  @Override
  Optional<Json.Obj> citing(String text, String url) {
    TreeMap<String, Json> fields = new TreeMap<>(body(text, "stop").fields());
    fields.put("citations", Json.strings(List.of(url, "https://example.org/b")));
    fields.put(
        "search_results",
        Json.array(
            List.of(
                Json.object()
                    .put("title", "A page")
                    .put("url", url)
                    .put("date", "2026-01-01")
                    .put("snippet", "It grows")
                    .build())));
    return Optional.of(new Json.Obj(fields));
  }
}
