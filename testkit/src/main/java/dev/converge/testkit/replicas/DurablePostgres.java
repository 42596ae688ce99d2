package dev.converge.testkit.replicas;

import dev.converge.testkit.Postgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A PostgreSQL of its own that loses nothing when it is killed, for tests that kill it.
public final class DurablePostgres implements AutoCloseable {
  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);

  private final Path folder;
  private final int port;
  private final Map<String, String> settings;
  private EmbeddedPostgres running;

  /// Starts one whose files are in a folder.
  public DurablePostgres(Path folder) throws IOException {
    this(folder, Map.of());
  }

  /// Starts one with settings of its own.
  public DurablePostgres(Path folder, Map<String, String> settings) throws IOException {
    this.folder = folder;
    this.settings = Map.copyOf(settings);
    this.running = builder().start();
    this.port = running.getPort();
  }

  private EmbeddedPostgres.Builder builder() {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder)
            .setCleanDataDirectory(false)
            .setPGStartupWait(Postgres.STARTUP)
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on");
    settings.forEach(builder::setServerConfig);
    return builder;
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
    new ProcessBuilder("kill", "-QUIT", Long.toString(pid())).start().waitFor();
    // Not until the process is gone: nobody may wait for it, and then it never is.
    long end = System.nanoTime() + PATIENCE;
    while (isThere()) {
      requireBefore(end, "PostgreSQL does not end");
      Thread.sleep(10);
    }
    start();
  }

  /// Starts it again if it ended, or gave up ending and starting by itself.
  public void recover() throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE;
    while (isThere() && !answers()) {
      requireBefore(end, "PostgreSQL neither answers nor ends");
      Thread.sleep(50);
    }
    if (!isThere()) {
      start();
    }
  }

  private long pid() throws IOException {
    return Long.parseLong(Files.readAllLines(folder.resolve("postmaster.pid")).getFirst());
  }

  private boolean isThere() {
    return Files.exists(folder.resolve("postmaster.pid"));
  }

  private boolean answers() {
    try (var connection = running.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      return statement.execute("SELECT 1");
    } catch (java.sql.SQLException e) {
      return false;
    }
  }

  private static void requireBefore(long end, String otherwise) {
    if (System.nanoTime() > end) {
      throw new IllegalStateException(otherwise);
    }
  }

  private void start() throws IOException {
    // Gives its lock on the folder back.
    running.close();
    running = builder().setPort(port).start();
  }

  @Override
  public void close() throws IOException {
    running.close();
  }
}
