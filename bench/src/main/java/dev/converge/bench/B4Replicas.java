package dev.converge.bench;

import dev.converge.store.StoreAddress;
import dev.converge.testkit.replicas.DurablePostgres;
import java.nio.file.Files;
import java.nio.file.Path;

/// B4 on SQLite and, right after it, on a PostgreSQL of this machine whose commits are durable;
/// then the way of an event from its commit to a stream at another replica.
final class B4Replicas {
  private static final int STREAMED_JOBS = 150;

  private B4Replicas() {}

  /// Runs it.
  ///
  /// @param args seconds for each level of load
  public static void main(String[] args) throws Exception {
    double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 10;
    B4Load.measure("SQLite synchronous=FULL", null, seconds);
    Path folder = Files.createTempDirectory("converge-bench-");
    try {
      try (DurablePostgres database = new DurablePostgres(folder.resolve("database"))) {
        String url = DurablePostgres.url(database.port());
        B4Load.measure("one replica on PostgreSQL fsync=on on the same machine", url, seconds);
        System.out.println(
            "at another replica, "
                + StreamDelay.line(
                    StreamDelay.measureAtAnother(new StoreAddress(url), STREAMED_JOBS)));
      }
    } finally {
      ServerUnderLoad.delete(folder);
    }
    System.exit(0);
  }
}
