package dev.converge.runtime.auth;

import dev.converge.engine.error.ConvergeException;
import dev.converge.runtime.operations.call.Permissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Authenticates callers with a key of a [KeySource]. If there are requests, the source is checked
/// once in [#LOOK_EVERY], so a revoked key is refused at most that long after its revocation. If a
/// source becomes unreadable, the previous keys stay valid. Thread-safe.
public final class ApiKeys implements Authenticator {
  /// Maximum time until a busy server notices a change of the keys.
  public static final Duration LOOK_EVERY = WatchedContent.LOOK_EVERY;

  /// Maximum time that a request waits for the keys to be read again. A disk that does not respond
  /// must not block everything.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);

  /// Unknown ids are compared with this key, so that they take as long as known ones.
  private static final ApiKey NOBODY =
      new ApiKey(
          "0000000000000000",
          new Principal("nobody", "nobody"),
          "0".repeat(64),
          Instant.EPOCH,
          null,
          Instant.EPOCH);

  private final WatchedContent<Map<String, ApiKey>> keys;
  private final InstantSource clock;
  private final Executor threads;

  /// Reads the keys.
  ///
  /// @param threads can block
  /// @throws ConvergeException with `UNAVAILABLE` if they cannot be read, with `INVALID` if they
  ///   are damaged or others than the owner can write the file
  public ApiKeys(KeySource source, InstantSource clock, Executor threads) {
    this.clock = clock;
    this.threads = threads;
    this.keys = new WatchedContent<>(source::stamp, () -> read(source), clock);
    source.warning().ifPresent(LOG::warn);
    tellUnscoped(keys.known());
  }

  private static Map<String, ApiKey> read(KeySource source) {
    Map<String, ApiKey> byId = new LinkedHashMap<>();
    source.read().forEach(key -> byId.put(key.id(), key));
    LOG.debug("read {} API keys", byId.size());
    return byId;
  }

  /// Logs once how many keys were created before scopes existed.
  private static void tellUnscoped(Map<String, ApiKey> keys) {
    long unscoped =
        keys.values().stream()
            .filter(key -> key.revokedAt() == null)
            .filter(key -> key.principal().permissions().equals(Permissions.UNSCOPED))
            .count();
    if (unscoped > 0) {
      LOG.warn(
          "{} API keys have no scopes, so they allow everything except `admin`; create keys with"
              + " `converge keys create --scope` instead",
          unscoped);
    }
  }

  @Override
  public String kind() {
    return "key";
  }

  @Override
  public boolean takes(String credential) {
    return credential.startsWith(ApiKey.PREFIX);
  }

  @Override
  public CompletionStage<Verdict> authenticate(String credential) {
    if (keys.fresh()) {
      return CompletableFuture.completedFuture(find(keys.known(), credential));
    }
    return CompletableFuture.supplyAsync(keys::current, threads)
        .completeOnTimeout(keys.known(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(known -> find(known, credential));
  }

  private Verdict find(Map<String, ApiKey> known, String credential) {
    Optional<String> id = ApiKey.idIn(credential);
    if (id.isEmpty()) {
      return new Verdict.Refused("not a complete API key");
    }
    ApiKey key = known.getOrDefault(id.get(), NOBODY);
    boolean same = key.is(credential);
    if (!same) {
      return new Verdict.Refused("API key " + id.get() + " is unknown");
    }
    if (key.validAt(clock.instant())) {
      return new Verdict.LetIn(key.principal());
    }
    return new Verdict.Refused(
        "API key " + id.get() + (key.revokedAt() == null ? " has expired" : " is revoked"));
  }
}
