package dev.converge.domain.tool;

import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.core.text.EnumWord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A tool as the operator declares it.
///
/// @param name by which specs call it
/// @param description for people
/// @param required arguments that each call gives
/// @param optional arguments that a call may give
/// @param reach which addresses it may be at
/// @param timeout for one call
/// @param url where it is; of an HTTP call, with `{argument}` in its path and query
/// @param headers that are sent, with `${VARIABLE}` for secrets
/// @param call how it is called
public record DeclaredTool(
    String name,
    String description,
    List<String> required,
    List<String> optional,
    Reach reach,
    Duration timeout,
    String url,
    SortedMap<String, String> headers,
    Call call) {
  /// Time for one call where its declaration does not say.
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);

  /// Copies the lists.
  public DeclaredTool {
    required = List.copyOf(required);
    optional = List.copyOf(optional);
    headers = new TreeMap<>(headers);
  }

  /// How a tool is called.
  public sealed interface Call {
    /// One request over HTTP. Arguments that do not stand in the address are its query (GET,
    /// DELETE) or its body in JSON.
    ///
    /// @param method GET, POST, PUT, PATCH or DELETE
    record Http(String method) implements Call {}

    /// A tool of a server of the Model Context Protocol, over streamable HTTP.
    ///
    /// @param tool as the server names it
    record Mcp(String tool) implements Call {}
  }

  /// The arguments that a call can give.
  public List<String> arguments() {
    List<String> all = new ArrayList<>(required);
    all.addAll(optional);
    return all;
  }

  /// Says which declaration answered, as part of a run's record; secrets have no part in it.
  public String version() {
    Json.Builder all = Json.object();
    headers.forEach(all::put);
    Json.Obj said =
        Json.object()
            .put("required", required)
            .put("optional", optional)
            .put("reach", EnumWord.of(reach))
            .put("url", url)
            .put("headers", all.build())
            .put(
                "call",
                switch (call) {
                  case Call.Http(var method) -> "http " + method;
                  case Call.Mcp(var tool) -> "mcp " + tool;
                })
            .build();
    return name + "/" + Digest.of(said).substring(0, 12);
  }
}
