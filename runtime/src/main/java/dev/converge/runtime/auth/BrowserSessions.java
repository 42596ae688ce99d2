package dev.converge.runtime.auth;

import dev.converge.core.json.Json;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.operations.call.Permissions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Sessions of people who signed in with a browser. The cookie holds the whole session, sealed. A
/// session ends when it expires, or when its user signs out. Thread-safe.
public final class BrowserSessions implements Authenticator {
  /// The cookie. Its prefix binds it to this host, to HTTPS and to every path.
  public static final String COOKIE = "__Host-converge";

  /// Maximum size of a cookie; browsers drop cookies larger than 4,096 bytes, including name and
  /// attributes.
  private static final int MAX_COOKIE = 3_900;

  private static final String PURPOSE = "converge-session";
  private static final int ID_BYTES = 16;

  private final CookieSeal seal;
  private final EndedSessions ended;
  private final Duration lifetime;
  private final RandomGenerator random;
  private final InstantSource clock;

  private record Content(String id, Principal principal, Instant expiresAt) {}

  /// @param ended the file of sessions that were ended before they expired, or `null` to keep them
  ///   in memory
  /// @param lifetime of a session
  /// @param random a secure generator
  /// @throws ConvergeException with `UNAVAILABLE` if the file cannot be read
  public BrowserSessions(
      CookieSeal seal,
      @Nullable Path ended,
      Duration lifetime,
      RandomGenerator random,
      InstantSource clock) {
    this.seal = seal;
    this.ended = new EndedSessions(ended, clock);
    this.lifetime = lifetime;
    this.random = random;
    this.clock = clock;
  }

  /// How long a session lasts.
  public Duration lifetime() {
    return lifetime;
  }

  /// Starts a session.
  ///
  /// @return the value of the cookie
  /// @throws ConvergeException with `TOO_LARGE` if the principal has so many roles that no cookie
  ///   can hold them
  public String begin(Principal principal) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    String sealed =
        seal.seal(
            PURPOSE,
            Json.object()
                .put("id", HexFormat.of().formatHex(id))
                .put("tenant", principal.tenant())
                .put("name", principal.actor().orElseThrow())
                .put("scopes", String.join("\n", principal.permissions().words()))
                .put("expires_at", clock.instant().plus(lifetime).toString())
                .build());
    if (sealed.length() > MAX_COOKIE) {
      throw new ConvergeException(
          ErrorCode.TOO_LARGE,
          "session: "
              + principal.permissions().words().size()
              + " scopes do not fit into a cookie (expected: fewer roles in the token)");
    }
    return sealed;
  }

  /// Ends a session; ignores an invalid value. Blocks for I/O.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if that cannot be stored
  public void end(String cookie) {
    read(cookie).ifPresent(content -> ended.add(content.id(), content.expiresAt()));
  }

  private Optional<Content> read(String cookie) {
    return seal.open(PURPOSE, cookie)
        .map(json ->
            new Content(
                text(json, "id"),
                new Principal(
                    text(json, "tenant"),
                    text(json, "name"),
                    Permissions.of(
                        text(json, "scopes").isEmpty()
                            ? List.of()
                            : List.of(text(json, "scopes").split("\n", -1)))),
                Instant.parse(text(json, "expires_at"))));
  }

  private static String text(Json.Obj json, String name) {
    return ((Json.Str) json.get(name).orElseThrow()).value();
  }

  @Override
  public String kind() {
    return "session";
  }

  /// Sessions are in cookies, never in headers for credentials.
  @Override
  public boolean takes(String credential) {
    return false;
  }

  @Override
  public CompletionStage<Verdict> authenticate(String cookie) {
    return CompletableFuture.completedFuture(judge(cookie));
  }

  private Verdict judge(String cookie) {
    Optional<Content> content = read(cookie);
    if (content.isEmpty()) {
      return new Verdict.Refused("a cookie that this server did not make");
    }
    if (!clock.instant().isBefore(content.get().expiresAt())) {
      return new Verdict.Refused("the session has expired");
    }
    return ended.contains(content.get().id())
        ? new Verdict.Refused("the session was ended by its user")
        : new Verdict.LetIn(content.get().principal());
  }
}
