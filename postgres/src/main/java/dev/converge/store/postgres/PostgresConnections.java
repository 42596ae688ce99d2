package dev.converge.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.store.Durability;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.Driver;

/// Opens connections to one database. Thread-safe.
final class PostgresConnections implements AutoCloseable {
  /// A short read.
  interface Reading<T> {
    T read(Sql sql) throws SQLException;
  }

  private final String url;
  private final Durability durability;
  private final HikariDataSource readers;

  PostgresConnections(String url, Durability durability) {
    this.url = url;
    this.durability = durability;
    HikariConfig config = new HikariConfig();
    config.setPoolName("converge-store-read");
    config.setDriverClassName(Driver.class.getName());
    config.setJdbcUrl(url);
    properties().forEach((name, value) -> config.addDataSourceProperty((String) name, value));
    config.setMaximumPoolSize(PostgresLimits.READERS);
    config.setConnectionTimeout(PostgresLimits.READER_PATIENCE.toMillis());
    config.setInitializationFailTimeout(-1);
    config.setReadOnly(true);
    this.readers = new HikariDataSource(config);
  }

  private static Properties properties() {
    Properties given = new Properties();
    given.setProperty("ApplicationName", "converge");
    given.setProperty("tcpKeepAlive", "true");
    given.setProperty("connectTimeout", seconds(PostgresLimits.CONNECT_PATIENCE.toSeconds()));
    given.setProperty("socketTimeout", seconds(PostgresLimits.ANSWER_PATIENCE.toSeconds()));
    return given;
  }

  private static String seconds(long seconds) {
    return Long.toString(seconds);
  }

  /// A connection of its own, as the database is set up.
  Sql plain() throws SQLException {
    Connection connection = new Driver().connect(url, properties());
    if (connection == null) {
      throw new SQLException("not a URL of PostgreSQL: " + shown(url));
    }
    return new Sql(connection);
  }

  /// A connection for a lane: without statistics the planner would read whole tables.
  Sql lane() throws SQLException {
    Sql sql = plain();
    try {
      sql.run(
          "SET application_name = 'converge-lane'; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;"
              + " SET jit = off; SET plan_cache_mode = force_generic_plan;"
              + " SET statement_timeout = "
              + PostgresLimits.STATEMENT_PATIENCE.toMillis()
              + "; SET synchronous_commit = "
              + switch (durability) {
                case FULL -> "on";
                case RELAXED -> "off";
              });
      return sql;
    } catch (SQLException e) {
      sql.connection().close();
      throw e;
    }
  }

  /// Reads over a connection of the pool.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if the database cannot be read, or what the
  ///   reading throws
  <T> T read(Reading<T> reading) {
    try (Connection connection = readers.getConnection()) {
      return reading.read(new Sql(connection));
    } catch (SQLException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE, "the store cannot be read: " + e.getMessage(), e);
    }
  }

  /// A URL as people may see it: without what follows the name of the database, which can hold a
  /// password.
  static String shown(String url) {
    int end = url.indexOf('?');
    return end < 0 ? url : url.substring(0, end);
  }

  /// The URL as people may see it.
  String shown() {
    return shown(url);
  }

  @Override
  public void close() {
    readers.close();
  }
}
