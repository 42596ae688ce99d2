package dev.converge.testkit.replicas;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A PostgreSQL of its own that loses nothing when it is killed, for tests that kill it.
public final class DurablePostgres implements AutoCloseable {
  private final Path folder;
  private final int port;
  private EmbeddedPostgres running;

  /// Starts one whose files are in a folder.
  public DurablePostgres(Path folder) throws IOException {
    this.folder = folder;
    this.running = builder().start();
    this.port = running.getPort();
  }

  private EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder)
        .setCleanDataDirectory(false)
        .setServerConfig("fsync", "on")
        .setServerConfig("full_page_writes", "on");
  }

  /// Where it listens on this machine.
  public int port() {
    return port;
  }

  /// The URL of its database through a port of this machine.
  public static String url(int port) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
  }

  /// Ends it at once, as `pg_ctl stop -m immediate` does, and starts it again.
  public void restart() throws IOException, InterruptedException {
    long pid = Long.parseLong(Files.readAllLines(folder.resolve("postmaster.pid")).getFirst());
    new ProcessBuilder("kill", "-QUIT", Long.toString(pid)).start().waitFor();
    // Not until the process is gone: nobody may wait for it, and then it never is.
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (Files.exists(folder.resolve("postmaster.pid"))) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("PostgreSQL " + pid + " does not end");
      }
      Thread.sleep(10);
    }
    // Gives its lock on the folder back.
    running.close();
    running = builder().setPort(port).start();
  }

  @Override
  public void close() throws IOException {
    running.close();
  }
}
