package dev.converge.runtime.auth;

import dev.converge.core.json.Json;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The API keys of a server with a database: those in the database, which all its servers know, and
/// those in the server's own file, which `converge keys` changes. New ones are stored in the
/// database. Thread-safe.
public final class StoredKeys implements KeySource {
  /// Timeout of a change.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KeyStore store;
  private final KeySource file;

  /// @param file with further keys
  public StoredKeys(KeyStore store, KeySource file) {
    this.store = store;
    this.file = file;
  }

  private List<ApiKey> stored() {
    return store.keys().stream().map(kept -> key(kept.line())).toList();
  }

  private static ApiKey key(String line) {
    try {
      return ApiKeyLine.read((Json.Obj) Json.parse(line));
    } catch (RuntimeException e) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "API keys: the database contains one that cannot be read: " + e.getMessage(),
          e);
    }
  }

  @Override
  public List<ApiKey> read() {
    return java.util.stream.Stream.concat(file.read().stream(), stored().stream()).toList();
  }

  @Override
  public Object stamp() {
    return List.of(file.stamp(), store.version());
  }

  @Override
  public Optional<String> warning() {
    return file.warning();
  }

  @Override
  public void add(ApiKey key) {
    if (store.keys().size() >= KeyFile.MAX_KEYS) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "API keys: "
              + KeyFile.MAX_KEYS
              + " in the database (expected: fewer than "
              + KeyFile.MAX_KEYS
              + ")");
    }
    put(key);
  }

  @Override
  public boolean revoke(String id, Instant now, @Nullable String by) {
    Optional<ApiKey> found = stored().stream().filter(key -> key.id().equals(id)).findFirst();
    if (found.isEmpty()) {
      return file.revoke(id, now, by);
    }
    if (found.get().revokedAt() == null) {
      put(found.get().revoked(now, by));
    }
    return true;
  }

  private void put(ApiKey key) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    store.put(new KeyStore.Kept(key.id(), ApiKeyLine.of(key)), done::complete);
    boolean durable =
        done.completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    if (!durable) {
      throw new ConvergeException(ErrorCode.UNAVAILABLE, "the store cannot be written");
    }
  }
}
