package dev.converge.bench;

import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.EngineStore;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Room;
import dev.converge.runtime.Features;
import dev.converge.runtime.operations.submission.JobSettings;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.store.Store;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.store.Stores;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;

/// The real server over a real store, with the reference flow installed, on a free port of this
/// machine.
record BenchServer(ConvergeServer server, Engine engine, Store store, SystemTimers timers)
    implements AutoCloseable {
  /// Starts a server.
  ///
  /// @param journal wraps the store's journal, for measurements
  static BenchServer start(
      StoreAddress address, UnaryOperator<Journal> journal, ExecutorService threads) {
    SystemTimers timers = new SystemTimers();
    Host host = BenchHost.of(threads, timers);
    Store store = Stores.open(address, StoreOptions.durable(host.clock()));
    B4 b4 = new B4();
    EngineStore shared =
        new EngineStore(journal.apply(store), store, store.replica(), Room.UNLIMITED);
    Engine engine = new Engine(EngineSettings.DEFAULT, host, shared, b4, b4, RunObserver.none());
    engine.recover();
    ConvergeServer server =
        ConvergeServer.start(
            ServerSettings.DEFAULT.at("127.0.0.1", 0),
            Features.of(engine, store, b4, JobSettings.DEFAULT, List.of()));
    return new BenchServer(server, engine, store, timers);
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    engine.close();
    store.close();
    timers.close();
  }
}
