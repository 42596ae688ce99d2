package dev.converge.runtime.auth;

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
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets in whoever shows a key of a [KeyFile]. The file is looked at again at most once in
/// [#LOOK_EVERY], off the request's thread; a file that became unreadable leaves the keys known
/// before. Thread-safe.
public final class ApiKeys implements Authenticator {
  /// How long a change of the file may go unseen by a server that is asked things.
  public static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);

  /// What a key that nobody has is compared with, so that an unknown id takes as long as a known.
  private static final ApiKey NOBODY =
      new ApiKey(
          "0000000000000000",
          new Principal("nobody", "nobody"),
          "0".repeat(64),
          Instant.EPOCH,
          null,
          Instant.EPOCH);

  private record Known(Object stamp, Map<String, ApiKey> byId) {}

  private final KeyFile file;
  private final InstantSource clock;
  private final Executor threads;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile boolean told;
  private volatile Known known;
  private volatile Instant lookedAt;

  /// Reads the keys.
  ///
  /// @param threads may block
  /// @throws java.io.UncheckedIOException if the file cannot be read
  /// @throws IllegalArgumentException if it is no such file
  public ApiKeys(KeyFile file, InstantSource clock, Executor threads) {
    this.file = file;
    this.clock = clock;
    this.threads = threads;
    this.known = readFile();
    this.lookedAt = clock.instant();
  }

  private Known readFile() {
    Object stamp = file.stamp();
    Map<String, ApiKey> byId = new LinkedHashMap<>();
    file.read().forEach(key -> byId.put(key.id(), key));
    long unscoped =
        byId.values().stream()
            .filter(key -> key.revokedAt() == null)
            .filter(key -> key.principal().permissions().equals(Permissions.UNSCOPED))
            .count();
    if (unscoped > 0 && !told) {
      told = true;
      LOG.warn(
          "{} API keys have no scopes and may do everything except administer; create keys with"
              + " `converge keys create --scope` instead",
          unscoped);
    }
    return new Known(stamp, byId);
  }

  @Override
  public boolean takes(String credential) {
    return credential.startsWith(ApiKey.PREFIX);
  }

  @Override
  public CompletionStage<Optional<Principal>> authenticate(String credential) {
    Instant now = clock.instant();
    // A clock that was set back must not keep a revoked key alive.
    boolean due = now.isAfter(lookedAt.plus(LOOK_EVERY)) || now.isBefore(lookedAt);
    if (due && looking.compareAndSet(false, true)) {
      threads.execute(this::look);
    }
    return CompletableFuture.completedFuture(find(credential, now));
  }

  private Optional<Principal> find(String credential, Instant now) {
    Optional<String> id = ApiKey.idIn(credential);
    if (id.isEmpty()) {
      return Optional.empty();
    }
    ApiKey key = known.byId().getOrDefault(id.get(), NOBODY);
    boolean same = key.is(credential);
    return same && key.validAt(now) ? Optional.of(key.principal()) : Optional.empty();
  }

  private void look() {
    try {
      if (!file.stamp().equals(known.stamp())) {
        known = readFile();
        LOG.info("read {} API keys", known.byId().size());
      }
    } catch (RuntimeException e) {
      LOG.warn("the API keys could not be read again, those known before stay: {}", e.getMessage());
    } finally {
      lookedAt = clock.instant();
      looking.set(false);
    }
  }
}
