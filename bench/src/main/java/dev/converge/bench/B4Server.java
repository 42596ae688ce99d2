package dev.converge.bench;

import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.EngineStore;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.Room;
import dev.converge.runtime.Features;
import dev.converge.runtime.operations.submission.JobSettings;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.store.Store;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.store.Stores;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The real server over the real store, with the reference flow installed. Prints its port, then
/// serves until its standard input ends.
final class B4Server {
  private B4Server() {}

  /// Runs it.
  ///
  /// @param args the data folder, and the URL of a database if it is not in the folder
  public static void main(String[] args) throws Exception {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    Host host = BenchHost.of(threads, new SystemTimers());
    StoreAddress address =
        args.length > 1 ? new StoreAddress(args[1]) : StoreAddress.of(Path.of(args[0]));
    Store store = Stores.open(address, StoreOptions.durable(host.clock()));
    B4 b4 = new B4();
    EngineStore shared = new EngineStore(store, store, store.replica(), Room.UNLIMITED);
    Engine engine = new Engine(EngineSettings.DEFAULT, host, shared, b4, b4, RunObserver.none());
    engine.recover();
    ConvergeServer server =
        ConvergeServer.start(
            ServerSettings.DEFAULT.at("127.0.0.1", 0),
            Features.of(engine, store, b4, JobSettings.DEFAULT, List.of()));
    System.out.println(server.port());
    while (System.in.read() >= 0) {
      // Only its end matters.
    }
    server.close();
    engine.close();
    store.close();
    System.exit(0);
  }
}
