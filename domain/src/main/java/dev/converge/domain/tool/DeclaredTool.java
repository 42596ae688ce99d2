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
/// @param required arguments of every call
/// @param optional arguments that a call may give
/// @param reach which addresses it may have
/// @param timeout for one call
/// @param url its address; for an HTTP call, with `{argument}` in its path and query
/// @param headers of its requests, with `${VARIABLE}` for secrets
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
  /// The time for one call if its declaration does not say.
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);

  /// Copies the lists.
  public DeclaredTool {
    required = List.copyOf(required);
    optional = List.copyOf(optional);
    headers = new TreeMap<>(headers);
  }

  /// How a tool is called.
  public sealed interface Call {
    /// One request over HTTP. Arguments that are not in the address form its query (GET, DELETE) or
    /// its JSON body.
    ///
    /// @param method GET, POST, PUT, PATCH or DELETE
    record Http(String method) implements Call {}

    /// A tool of a server of the Model Context Protocol, over streamable HTTP.
    ///
    /// @param tool its name on the server
    record Mcp(String tool) implements Call {}
  }

  /// The arguments that a call can have.
  public List<String> arguments() {
    List<String> all = new ArrayList<>(required);
    all.addAll(optional);
    return all;
  }

  /// Identifies the declaration that answered, as part of a run's record; secrets are not part of
  /// it.
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
