package dev.converge.runtime.mcp;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.runtime.rpc.RpcException;
import dev.converge.runtime.rpc.RpcRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The revision of the protocol of a request. Since 2026-07-28, each request states it in its
/// `_meta` and in headers. Before that, client and server negotiated it once, with `initialize`.
///
/// @param name its date
/// @param stateless whether requests contain everything themselves
record Revision(String name, boolean stateless) {
  /// The revision in which each request contains everything.
  static final Revision CURRENT = new Revision("2026-07-28", true);

  /// The revision for clients that request an unknown one.
  private static final String LAST_WITH_HANDSHAKE = "2025-11-25";

  private static final List<String> WITH_HANDSHAKE =
      List.of(LAST_WITH_HANDSHAKE, "2025-06-18", "2025-03-26");

  /// Every supported revision, the newest first.
  static final List<String> NAMES =
      List.of(CURRENT.name(), LAST_WITH_HANDSHAKE, "2025-06-18", "2025-03-26");

  static final String HEADER = "mcp-protocol-version";

  /// A header and the body differ.
  static final int HEADER_MISMATCH = -32_020;

  /// The revision is not supported.
  static final int UNSUPPORTED_REVISION = -32_022;

  private static final String METHOD_HEADER = "mcp-method";
  private static final String NAME_HEADER = "mcp-name";
  private static final String META_VERSION = "io.modelcontextprotocol/protocolVersion";
  private static final String BASE64 = "=?base64?";
  private static final String BASE64_END = "?=";

  /// The information of a request about itself.
  static Json.Obj meta(RpcRequest request) {
    return request.object("_meta");
  }

  private static RpcException unsupported(String requested) {
    String shown = RpcException.shortened(requested);
    return new RpcException(
        UNSUPPORTED_REVISION,
        HttpStatus.BAD_REQUEST,
        "Unsupported protocol version: "
            + shown
            + " (expected: one of "
            + String.join(", ", NAMES)
            + ")",
        Json.object().put("supported", NAMES).put("requested", shown).build());
  }

  /// The revision for a client that requests one with `initialize`.
  static Revision agreed(String asked) {
    return new Revision(WITH_HANDSHAKE.contains(asked) ? asked : LAST_WITH_HANDSHAKE, false);
  }

  /// The revision of a request, after checking that its headers and its body agree.
  ///
  /// @throws RpcException if they differ, or if the revision is not supported
  static Revision of(RequestHeaders headers, RpcRequest request) {
    String header = headers.get(HEADER);
    String inBody = OptionalMembers.text(meta(request), META_VERSION).orElse(null);
    if (inBody == null && (header == null || WITH_HANDSHAKE.contains(header))) {
      return agreed(header == null ? "2025-03-26" : header);
    }
    String asked = inBody == null ? String.valueOf(header) : inBody;
    if (!NAMES.contains(asked)) {
      throw unsupported(asked);
    }
    if (inBody == null) {
      throw RpcException.badRequest(
          RpcException.INVALID_PARAMS, "_meta: \"" + META_VERSION + "\" is required");
    }
    require("MCP-Protocol-Version", header, inBody);
    require("Mcp-Method", headers.get(METHOD_HEADER), request.method());
    named(request).ifPresent(name -> require("Mcp-Name", decoded(headers.get(NAME_HEADER)), name));
    if (!asked.equals(CURRENT.name())) {
      throw unsupported(asked);
    }
    return CURRENT;
  }

  private static void require(String header, @Nullable String value, String inBody) {
    if (!inBody.equals(value)) {
      throw RpcException.badRequest(
          HEADER_MISMATCH,
          header
              + ": "
              + (value == null ? "is missing" : "\"" + RpcException.shortened(value) + "\"")
              + " (expected: \""
              + RpcException.shortened(inBody)
              + "\", as in the body)");
    }
  }

  /// The object of a request, if the header has to name it too.
  private static Optional<String> named(RpcRequest request) {
    return switch (request.method()) {
      case "tools/call", "prompts/get" -> OptionalMembers.text(request.params(), "name");
      case "resources/read" -> OptionalMembers.text(request.params(), "uri");
      default -> Optional.empty();
    };
  }

  private static @Nullable String decoded(@Nullable String value) {
    if (value == null || !value.startsWith(BASE64) || !value.endsWith(BASE64_END)) {
      return value;
    }
    String text = value.substring(BASE64.length(), value.length() - BASE64_END.length());
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return value;
    }
  }

  /// The additional members of a result.
  Json.Obj completed(Json.Obj result, Json.Obj server) {
    if (!stateless) {
      return result;
    }
    Json.Builder out = Json.object();
    result.fields().forEach(out::put);
    return out.put("resultType", "complete")
        .put("_meta", Json.object().put("io.modelcontextprotocol/serverInfo", server).build())
        .build();
  }
}
