package dev.converge.cli;

import dev.converge.audit.SigningKey;
import dev.converge.cli.config.Config;
import dev.converge.cli.serve.Serving;
import dev.converge.cli.serve.Working;
import dev.converge.store.StoreAddress;
import dev.converge.temporal.TemporalSettings;
import dev.converge.testkit.Postgres;
import dev.converge.testkit.outside.HostedEngine;
import dev.converge.testkit.outside.TemporalTestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A whole server in this process as its configuration says. With `-Dconverge.tests.host=temporal`,
/// the same over PostgreSQL and Temporal's test server, with a worker beside it.
public final class Served implements AutoCloseable {
  private static final boolean OUTSIDE =
      HostedEngine.TEMPORAL.equals(System.getProperty(HostedEngine.PROPERTY));

  /// A server that is started again over the same folder finds what it left.
  private static final Map<Path, String> DATABASES = new ConcurrentHashMap<>();

  /// What there is one of.
  private static final class Shared {
    private static final TemporalTestServer TEMPORAL = started();

    private static TemporalTestServer started() {
      try {
        return TemporalTestServer.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final Serving serving;
  private final @Nullable Working worker;

  private Served(Serving serving, @Nullable Working worker) {
    this.serving = serving;
    this.worker = worker;
  }

  /// Starts it; returns once it listens.
  public static Served start(Config config, Map<String, String> environment) {
    return start(config, environment, InstantSource.system());
  }

  /// Starts it with another time of day.
  public static Served start(Config config, Map<String, String> environment, InstantSource time) {
    if (!OUTSIDE) {
      return new Served(Serving.start(config, environment, time), null);
    }
    Config outside = outside(config);
    Serving serving = Serving.start(outside, environment, time);
    try {
      return new Served(serving, Working.start(outside, environment, time));
    } catch (RuntimeException e) {
      serving.close();
      throw e;
    }
  }

  private static Config outside(Config config) {
    Config.Storage storage = config.storage();
    Path data = storage.data().toAbsolutePath();
    String url = DATABASES.computeIfAbsent(data, _ -> database());
    Path key = storage.signingKey();
    if (key == null) {
      try {
        Files.createDirectories(data);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      SigningKey.ofDirectory(data);
      key = data.resolve(SigningKey.FILE);
    }
    return new Config(
        config.server(),
        config.engine(),
        config.jobs(),
        new Config.Storage(
            storage.data(),
            storage.durability(),
            storage.retention(),
            storage.keep(),
            key,
            new StoreAddress(url)),
        config.flows(),
        config.access(),
        config.sight(),
        config.mcpDecides(),
        config.webhooks(),
        new TemporalSettings(
            Shared.TEMPORAL.target(),
            TemporalSettings.DEFAULT_NAMESPACE,
            "converge-" + data,
            false,
            null,
            null,
            null,
            null,
            TemporalSettings.DEFAULT_HEARTBEAT,
            // The test server never takes a run from a worker that is gone.
            Duration.ZERO,
            false,
            null),
        null);
  }

  private static String database() {
    try {
      return Postgres.database();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Where it listens.
  public String url() {
    return serving.url();
  }

  /// Takes up what was interrupted, meanwhile.
  public void recover() {
    serving.recover();
  }

  @Override
  public void close() {
    serving.close();
    if (worker != null) {
      worker.close();
    }
  }
}
