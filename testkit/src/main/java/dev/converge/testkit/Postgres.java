package dev.converge.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/// One PostgreSQL for all tests of a process, and a schema for each that asks: cheaper than a
/// database. The property `converge.postgres` names another server, as a URL of its database.
public final class Postgres {
  /// How long a PostgreSQL may take to start, on a machine that is busy with others.
  public static final Duration STARTUP = Duration.ofMinutes(2);

  private static final @Nullable String GIVEN = System.getProperty("converge.postgres");

  private Postgres() {}

  private static final class Server {
    static final String URL = GIVEN == null ? start() : GIVEN;

    private static String start() {
      try {
        return EmbeddedPostgres.builder()
            .setPGStartupWait(STARTUP)
            .start()
            .getJdbcUrl("postgres", "postgres");
      } catch (IOException e) {
        throw new IllegalStateException("PostgreSQL for tests cannot be started", e);
      }
    }
  }

  /// The URL of a schema that holds nothing.
  public static String database() throws SQLException {
    String name = "converge_" + UUID.randomUUID().toString().replace("-", "");
    try (var connection = connection(Server.URL);
        var statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + name);
    }
    return Server.URL + (Server.URL.contains("?") ? "&" : "?") + "currentSchema=" + name;
  }

  /// A connection to a URL.
  public static Connection connection(String url) throws SQLException {
    return Objects.requireNonNull(new Driver().connect(url, new Properties()));
  }
}
