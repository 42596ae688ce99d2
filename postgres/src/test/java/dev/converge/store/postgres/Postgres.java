package dev.converge.store.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/// One PostgreSQL for all tests of a process, and a database for each that asks.
final class Postgres {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private Postgres() {}

  private static final class Server {
    static final EmbeddedPostgres ONE = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().start();
      } catch (IOException e) {
        throw new IllegalStateException("PostgreSQL for tests cannot be started", e);
      }
    }
  }

  /// The URL of a database that holds nothing.
  static String database() throws SQLException {
    String name = "converge_" + DATABASES.incrementAndGet();
    try (var connection = Server.ONE.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return Server.ONE.getJdbcUrl("postgres", name);
  }
}
