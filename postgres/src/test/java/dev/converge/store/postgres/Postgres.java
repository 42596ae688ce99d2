package dev.converge.store.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/// One PostgreSQL for all tests of a process, and a schema for each that asks: cheaper than a
/// database.
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

  /// The URL of a schema that holds nothing.
  static String database() throws SQLException {
    String name = "converge_" + DATABASES.incrementAndGet();
    try (var connection = Server.ONE.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + name);
    }
    return Server.ONE.getJdbcUrl("postgres", "postgres") + "&currentSchema=" + name;
  }
}
