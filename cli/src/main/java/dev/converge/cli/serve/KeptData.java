package dev.converge.cli.serve;

import dev.converge.audit.SigningKey;
import dev.converge.cli.config.Config;
import dev.converge.runtime.metrics.MetricsFeature;
import dev.converge.store.Store;
import dev.converge.store.StoreOptions;
import dev.converge.store.Stores;
import java.nio.file.Path;
import java.time.InstantSource;

/// What a server keeps from one start to the next: its store, and the key that it signs with.
record KeptData(Store store, SigningKey signingKey) implements AutoCloseable {
  /// Opens both as configured.
  static KeptData open(Config config, InstantSource clock, MetricsFeature metrics) {
    Store store =
        Stores.open(
            config.storage().store(),
            new StoreOptions(
                config.storage().durability(),
                clock,
                metrics.commits(),
                config.temporal() == null));
    try {
      return new KeptData(store, signingKey(config.storage()));
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static SigningKey signingKey(Config.Storage storage) {
    Path supplied = storage.signingKey();
    return supplied == null ? SigningKey.ofDirectory(storage.data()) : SigningKey.read(supplied);
  }

  @Override
  public void close() {
    store.close();
  }
}
