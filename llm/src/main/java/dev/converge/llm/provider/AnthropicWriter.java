package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.llm.model.ModelEntry;
import dev.converge.llm.model.ModelRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Messages of Anthropic. What is the same for most agents of a run comes first and is marked to be
/// kept. A structured answer and citations exclude each other there, and a search of the web cites;
/// so where the model searches, the answer is held to its schema here alone.
final class AnthropicWriter implements ProviderRequest.Writer {
  private static final String VERSION = "2023-06-01";

  /// Later tools of this name write code that filters what they find, in as many turns as they
  /// like, each of which reads the whole request again: what a call uses would have no bound.
  private static final String SEARCH = "web_search_20250305";

  @Override
  public Optional<ProviderRequest> models(ProviderKey key) {
    return Optional.of(new ProviderRequest("/models?limit=1000", headers(key), Json.Obj.EMPTY));
  }

  @Override
  public ProviderRequest write(ModelEntry model, ModelRequest request, ProviderKey key) {
    boolean searches = model.searches(request);
    Json.Builder body =
        Json.object()
            .put("model", model.model())
            .put("max_tokens", model.outputBound(request))
            .put("system", Json.array(List.of(kept(text(request.system())))))
            .put("messages", Json.array(List.of(user(request))));
    if (model.reasoning()) {
      body.put("thinking", Json.object().put("type", "adaptive").build());
    }
    Json.Builder output = Json.object().put("effort", model.effort());
    if (model.structuredOutput() && !searches) {
      output.put(
          "format",
          Json.object()
              .put("type", "json_schema")
              .put("schema", ProviderRequest.schema(request, StrictSchema.BOUNDS))
              .build());
    }
    Json.Obj config = output.build();
    if (!config.fields().isEmpty()) {
      body.put("output_config", config);
    }
    if (searches) {
      body.put(
          "tools",
          Json.array(
              List.of(
                  Json.object()
                      .put("type", SEARCH)
                      .put("name", "web_search")
                      .put("max_uses", ModelEntry.MOST_SEARCHES)
                      .build())));
    }
    return new ProviderRequest("/messages", headers(key), body.build());
  }

  private static SortedMap<String, String> headers(ProviderKey key) {
    return new TreeMap<>(Map.of("x-api-key", key.value(), "anthropic-version", VERSION));
  }

  /// The first part, what the run began with, is kept as well.
  private static Json.Obj user(ModelRequest request) {
    List<Json> blocks = new ArrayList<>();
    for (String part : request.parts()) {
      Json.Obj block = text(part);
      blocks.add(blocks.isEmpty() ? kept(block) : block);
    }
    return Json.object().put("role", "user").put("content", Json.array(blocks)).build();
  }

  private static Json.Obj text(String text) {
    return Json.object().put("type", "text").put("text", text).build();
  }

  private static Json.Obj kept(Json.Obj block) {
    TreeMap<String, Json> members = new TreeMap<>(block.fields());
    members.put("cache_control", Json.object().put("type", "ephemeral").build());
    return new Json.Obj(members);
  }

  /// A turn that paused in its searches is sent back as it is, and goes on there.
  @Override
  public Optional<ProviderRequest> after(ProviderRequest sent, Json.Obj response) {
    if (!OptionalMembers.textOrEmpty(response, "stop_reason").equals("pause_turn")) {
      return Optional.empty();
    }
    List<Json> messages = new ArrayList<>(OptionalMembers.list(sent.body(), "messages"));
    messages.add(
        Json.object()
            .put("role", "assistant")
            .put("content", Json.array(OptionalMembers.list(response, "content")))
            .build());
    TreeMap<String, Json> body = new TreeMap<>(sent.body().fields());
    body.put("messages", Json.array(messages));
    return Optional.of(new ProviderRequest(sent.path(), sent.headers(), new Json.Obj(body)));
  }

  /// Each response has what it says and what it used itself.
  @Override
  public Json.Obj joined(Json.Obj paused, Json.Obj rest) {
    List<Json> content = new ArrayList<>(OptionalMembers.list(paused, "content"));
    content.addAll(OptionalMembers.list(rest, "content"));
    TreeMap<String, Json> joined = new TreeMap<>(rest.fields());
    joined.put("content", Json.array(content));
    joined.put("usage", sum(usage(paused), usage(rest)));
    return new Json.Obj(joined);
  }

  private static Json.Obj usage(Json.Obj response) {
    return OptionalMembers.object(response, "usage").orElse(Json.Obj.EMPTY);
  }

  /// Numbers are added, in objects within as well; of all else the later stands.
  private static Json.Obj sum(Json.Obj one, Json.Obj other) {
    TreeMap<String, Json> sums = new TreeMap<>(one.fields());
    for (Map.Entry<String, Json> member : other.fields().entrySet()) {
      Json before = sums.get(member.getKey());
      Json later = member.getValue();
      if (before instanceof Json.Num(double first) && later instanceof Json.Num(double second)) {
        later = Json.of(first + second);
      } else if (before instanceof Json.Obj first && later instanceof Json.Obj second) {
        later = sum(first, second);
      }
      sums.put(member.getKey(), later);
    }
    return new Json.Obj(sums);
  }
}
