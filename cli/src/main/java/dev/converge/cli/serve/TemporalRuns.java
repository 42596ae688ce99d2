package dev.converge.cli.serve;

import dev.converge.engine.EngineStore;
import dev.converge.engine.host.Host;
import dev.converge.engine.store.Room;
import dev.converge.store.Store;
import dev.converge.temporal.TemporalConnection;
import dev.converge.temporal.TemporalHost;
import dev.converge.temporal.TemporalSettings;

/// The part of a server whose runs are driven by Temporal's workers. Apart from the rest, so that
/// nothing of Temporal is loaded without it.
final class TemporalRuns implements AutoCloseable {
  private final TemporalConnection connection;
  private final TemporalHost host;
  private final Store store;

  private TemporalRuns(TemporalConnection connection, TemporalHost host, Store store) {
    this.connection = connection;
    this.host = host;
    this.store = store;
  }

  /// Connects.
  ///
  /// @throws dev.converge.engine.error.ConvergeException if Temporal does not answer
  static TemporalRuns open(TemporalSettings settings, Host host, Store store) {
    TemporalConnection connection = TemporalConnection.open(settings);
    return new TemporalRuns(connection, new TemporalHost(host, connection, store), store);
  }

  /// Where an engine stores whose runs are driven so.
  EngineStore ports(Room room) {
    return new EngineStore(store, store, host.replica(store.replica()), room, host);
  }

  @Override
  public void close() {
    connection.close();
  }
}
