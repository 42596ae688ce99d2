package dev.converge.cli.serve;

import dev.converge.engine.EngineStore;
import dev.converge.engine.host.Host;
import dev.converge.engine.store.Room;
import dev.converge.runtime.health.ReadinessCheck;
import dev.converge.runtime.metrics.MetricsFeature;
import dev.converge.store.Store;
import dev.converge.temporal.TemporalConnection;
import dev.converge.temporal.TemporalHost;
import dev.converge.temporal.TemporalSettings;
import java.util.Optional;

/// The part of a server whose runs are driven by Temporal's workers. It is separate, so that
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
  static TemporalRuns open(
      TemporalSettings settings, Host host, Store store, MetricsFeature metrics) {
    TemporalConnection connection = TemporalConnection.open(settings);
    connection.watch(host);
    metrics.watchTemporal(connection::answers);
    return new TemporalRuns(connection, new TemporalHost(host, connection, store), store);
  }

  /// The store of an engine whose runs are driven this way.
  EngineStore ports(Room room) {
    return new EngineStore(store, store, host.replica(store.replica()), room, host);
  }

  /// A server accepts jobs while Temporal is unavailable, so this is no reason to send work
  /// elsewhere.
  ReadinessCheck check() {
    return new ReadinessCheck("temporal", Optional::empty, () -> problem(connection));
  }

  /// The current problem with Temporal, if any.
  static Optional<String> problem(TemporalConnection connection) {
    return connection.answers()
        ? Optional.empty()
        : Optional.of("does not answer, so no run can continue");
  }

  @Override
  public void close() {
    connection.close();
  }
}
