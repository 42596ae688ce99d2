package dev.converge.testkit.key;

import dev.converge.engine.store.KeyStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// API keys in memory. Thread-safe.
public final class MemoryKeys implements KeyStore {
  private final Map<String, Kept> keys = new LinkedHashMap<>();
  private long version;

  /// Holds none.
  public MemoryKeys() {}

  @Override
  public synchronized List<Kept> keys() {
    return List.copyOf(keys.values());
  }

  @Override
  public synchronized long version() {
    return version;
  }

  @Override
  public void put(Kept key, Consumer<Boolean> done) {
    synchronized (this) {
      keys.put(key.id(), key);
      version++;
    }
    done.accept(true);
  }
}
