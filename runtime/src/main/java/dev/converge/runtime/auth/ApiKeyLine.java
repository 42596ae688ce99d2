package dev.converge.runtime.auth;

import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.text.Times;
import dev.converge.runtime.operations.call.Permissions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The stored form of an API key: a line of JSON without the key itself.
final class ApiKeyLine {
  private ApiKeyLine() {}

  static String of(ApiKey key) {
    Permissions permissions = key.principal().permissions();
    CanonicalWriter line = new CanonicalWriter(256);
    line.open()
        .field("id", key.id())
        .field("tenant", key.principal().tenant())
        .field("name", key.principal().name())
        .field("sha256", key.digest())
        .field("created_at", Times.format(key.createdAt()))
        .field("created_by", key.createdBy())
        .field("expires_at", key.expiresAt() == null ? null : Times.format(key.expiresAt()))
        .field("revoked_at", key.revokedAt() == null ? null : Times.format(key.revokedAt()))
        .field("revoked_by", key.revokedBy());
    if (!permissions.equals(Permissions.UNSCOPED)) {
      line.field("scopes", permissions.words());
    }
    line.close();
    return new String(line.bytes(), StandardCharsets.UTF_8);
  }

  /// Reads what [#of] wrote.
  ///
  /// @throws RuntimeException if it is something else
  static ApiKey read(Json.Obj json) {
    return new ApiKey(
        string(json, "id"),
        new Principal(string(json, "tenant"), string(json, "name"), permissions(json)),
        string(json, "sha256"),
        Instant.parse(string(json, "created_at")),
        time(json, "expires_at"),
        time(json, "revoked_at"),
        optional(json, "created_by"),
        optional(json, "revoked_by"));
  }

  /// Keys created before scopes existed have none, and allow what they allowed then.
  private static Permissions permissions(Json.Obj json) {
    if (json.get("scopes").isEmpty()) {
      return Permissions.UNSCOPED;
    }
    if (json.get("scopes").get() instanceof Json.Arr(List<Json> words)) {
      return Permissions.of(words.stream().map(word -> ((Json.Str) word).value()).toList());
    }
    throw new IllegalArgumentException("a key: \"scopes\" (expected: a list of strings)");
  }

  private static String string(Json.Obj json, String name) {
    return json.get(name)
        .flatMap(
            value -> value instanceof Json.Str(var text) ? Optional.of(text) : Optional.empty())
        .orElseThrow(
            () -> new IllegalArgumentException("a key: no \"" + name + "\" (expected: a string)"));
  }

  private static @Nullable String optional(Json.Obj json, String name) {
    return json.get(name).isEmpty() ? null : string(json, name);
  }

  private static @Nullable Instant time(Json.Obj json, String name) {
    return json.get(name).isEmpty() ? null : Instant.parse(string(json, name));
  }
}
