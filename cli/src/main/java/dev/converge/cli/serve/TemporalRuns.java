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
  static TemporalRuns open(
      TemporalSettings settings, Host host, Store store, MetricsFeature metrics) {
    TemporalConnection connection = TemporalConnection.open(settings);
    connection.watch(host);
    metrics.watchTemporal(connection::answers);
    return new TemporalRuns(connection, new TemporalHost(host, connection, store), store);
  }

  /// Where an engine stores whose runs are driven so.
  EngineStore ports(Room room) {
    return new EngineStore(store, store, host.replica(store.replica()), room, host);
  }

  /// A server takes jobs in while Temporal is away, so this is no reason to send work elsewhere.
  ReadinessCheck check() {
    return new ReadinessCheck("temporal", Optional::empty, () -> problem(connection));
  }

  /// What is not in order with Temporal, if anything.
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
