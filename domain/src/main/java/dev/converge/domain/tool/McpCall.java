package dev.converge.domain.tool;

import dev.converge.core.agent.FailureKind;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.text.Shortened;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A call of a tool of a server of the Model Context Protocol, revision 2025-06-18, over streamable
/// HTTP: a session is opened, the tool is called, and the session is closed. Used by one thread.
final class McpCall {
  private static final String PROTOCOL = "2025-06-18";
  private static final String SESSION = "Mcp-Session-Id";
  private static final String DATA = "data:";

  private final ToolCaller caller;
  private final DeclaredTool tool;
  private final Duration within;
  private Optional<String> session = Optional.empty();
  private Optional<String> agreed = Optional.empty();

  /// @param within for each of its requests
  McpCall(ToolCaller caller, DeclaredTool tool, Duration within) {
    this.caller = caller;
    this.tool = tool;
    this.within = within;
  }

  /// The response of a tool of the server.
  Json of(String named, Json.Obj arguments, String key) throws ToolException, InterruptedException {
    Json.Obj hello =
        Json.object()
            .put("protocolVersion", PROTOCOL)
            .put("capabilities", Json.Obj.EMPTY)
            .put("clientInfo", Json.object().put("name", "converge").put("version", "1").build())
            .build();
    Json.Obj welcome = ask(1, "initialize", hello);
    agreed = OptionalMembers.text(welcome, "protocolVersion");
    try {
      send(Json.object().put("jsonrpc", "2.0").put("method", "notifications/initialized").build());
      Json.Obj call =
          Json.object()
              .put("name", named)
              .put("arguments", arguments)
              .put("_meta", Json.object().put("dev.converge/idempotency-key", key).build())
              .build();
      return result(ask(2, "tools/call", call));
    } finally {
      close();
    }
  }

  private Json result(Json.Obj result) throws ToolException {
    List<String> texts = new ArrayList<>();
    for (Json.Obj part : OptionalMembers.objects(result, "content")) {
      OptionalMembers.text(part, "text").ifPresent(texts::add);
    }
    String text = String.join("\n", texts);
    if (OptionalMembers.flag(result, "isError")) {
      throw new ToolException(
          FailureKind.REFUSED, "failed: " + Shortened.of(text, ToolCaller.QUOTED));
    }
    Optional<Json.Obj> structured = OptionalMembers.object(result, "structuredContent");
    return structured.isPresent() ? structured.get() : ToolCaller.json(text, false);
  }

  private Json.Obj ask(int id, String method, Json.Obj params)
      throws ToolException, InterruptedException {
    Json.Obj message =
        Json.object()
            .put("jsonrpc", "2.0")
            .put("id", id)
            .put("method", method)
            .put("params", params)
            .build();
    Json.Obj answer = caller.exchange(tool, request("POST", message), within, in -> read(in, id));
    Optional<Json.Obj> error = OptionalMembers.object(answer, "error");
    if (error.isPresent()) {
      throw new ToolException(
          FailureKind.REFUSED,
          method
              + ": "
              + Shortened.of(
                  OptionalMembers.textOrEmpty(error.get(), "message"), ToolCaller.QUOTED));
    }
    return OptionalMembers.object(answer, "result").orElse(Json.Obj.EMPTY);
  }

  private void send(Json.Obj notification) throws ToolException, InterruptedException {
    caller.exchange(tool, request("POST", notification), within, HttpAnswer::status);
  }

  /// A server need not let clients end sessions, and the response is valid without it.
  private void close() throws InterruptedException {
    if (session.isPresent()) {
      try {
        caller.exchange(tool, request("DELETE", null), within, HttpAnswer::status);
      } catch (ToolException _) {
        session = Optional.empty();
      }
    }
  }

  private GuardedHttp.Asked request(String method, Json.@Nullable Obj body) {
    SortedMap<String, String> headers = new TreeMap<>();
    headers.put("Accept", "application/json, text/event-stream");
    session.ifPresent(id -> headers.put(SESSION, id));
    agreed.ifPresent(version -> headers.put("MCP-Protocol-Version", version));
    if (body != null) {
      headers.put("Content-Type", "application/json");
    }
    String text = body == null ? "" : body.canonical();
    return new GuardedHttp.Asked(method, URI.create(tool.url()), headers, text);
  }

  /// The message that answers a request: the body, or one of the events of a stream.
  private Json.Obj read(HttpAnswer answer, int id) throws IOException, ToolException {
    answer
        .header("mcp-session-id")
        .filter(text -> text.matches("[\\x21-\\x7e]{1,512}"))
        .ifPresent(text -> session = Optional.of(text));
    if (!answer.header("content-type").orElse("").startsWith("text/event-stream")) {
      return answers(caller.shown(tool, answer.text(ToolCaller.MAX_ANSWER)), id)
          .orElseThrow(
              () -> new ToolException(FailureKind.MALFORMED, "its answer is to another request"));
    }
    int left = ToolCaller.MAX_ANSWER;
    StringBuilder data = new StringBuilder();
    while (left > 0) {
      String line = new String(line(answer, left), StandardCharsets.UTF_8);
      left -= line.length() + 1;
      if (line.startsWith(DATA)) {
        data.append(line.substring(DATA.length()).strip()).append('\n');
      } else if (line.isEmpty() && !data.isEmpty()) {
        Optional<Json.Obj> found = answers(caller.shown(tool, data.toString()), id);
        if (found.isPresent()) {
          return found.get();
        }
        data.setLength(0);
      }
    }
    throw new ToolException(
        FailureKind.MALFORMED, "an answer of more than " + ToolCaller.MAX_ANSWER + " bytes");
  }

  private static byte[] line(HttpAnswer answer, int most) throws IOException, ToolException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = answer.body().read(); next != '\n'; next = answer.body().read()) {
      if (next < 0 || line.size() >= most) {
        throw new ToolException(FailureKind.MALFORMED, "its stream ends without an answer");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toByteArray();
  }

  private static Optional<Json.Obj> answers(String text, int id) throws ToolException {
    return ToolCaller.json(text, true) instanceof Json.Obj message
            && OptionalMembers.number(message, "id").filter(number -> number == id).isPresent()
        ? Optional.of(message)
        : Optional.empty();
  }
}
