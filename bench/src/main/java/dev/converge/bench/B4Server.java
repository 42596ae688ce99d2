package dev.converge.bench;

import dev.converge.store.StoreAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/// Runs a [BenchServer]: prints its port, then serves until its standard input ends.
final class B4Server {
  private B4Server() {}

  /// Runs it.
  ///
  /// @param args the data folder, and the URL of a database if it is not in the folder
  public static void main(String[] args) throws Exception {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    StoreAddress address =
        args.length > 1 ? new StoreAddress(args[1]) : StoreAddress.of(Path.of(args[0]));
    try (BenchServer server = BenchServer.start(address, UnaryOperator.identity(), threads)) {
      System.out.println(server.port());
      while (System.in.read() >= 0) {
        // Only its end matters.
      }
    }
    System.exit(0);
  }
}
