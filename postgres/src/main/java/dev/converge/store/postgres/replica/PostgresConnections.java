package dev.converge.store.postgres.replica;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.store.Durability;
import dev.converge.store.StoreAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/// Opens connections to one database. Thread-safe.
public final class PostgresConnections implements AutoCloseable {
  /// A short read.
  public interface Reading<T> {
    T read(Sql sql) throws SQLException;
  }

  private final StoreAddress address;
  private final Durability durability;
  private final HikariDataSource readers;

  public PostgresConnections(StoreAddress address, Durability durability) {
    this.address = address;
    this.durability = durability;
    HikariConfig config = new HikariConfig();
    config.setPoolName("converge-store-read");
    config.setDriverClassName(Driver.class.getName());
    config.setJdbcUrl(address.url());
    properties(address)
        .forEach((name, value) -> config.addDataSourceProperty((String) name, value));
    config.setMaximumPoolSize(PostgresLimits.READERS);
    config.setMinimumIdle(PostgresLimits.IDLE_READERS);
    config.setConnectionTimeout(PostgresLimits.READER_PATIENCE.toMillis());
    config.setInitializationFailTimeout(-1);
    config.setReadOnly(true);
    this.readers = new HikariDataSource(config);
  }

  private static Properties properties(StoreAddress address) {
    Properties given = new Properties();
    given.setProperty("ApplicationName", "converge");
    given.setProperty("tcpKeepAlive", "true");
    given.setProperty("connectTimeout", seconds(PostgresLimits.CONNECT_PATIENCE.toSeconds()));
    given.setProperty("socketTimeout", seconds(PostgresLimits.ANSWER_PATIENCE.toSeconds()));
    put(given, "user", address.user());
    put(given, "password", address.password());
    return given;
  }

  private static void put(Properties given, String name, @Nullable String value) {
    if (value != null) {
      given.setProperty(name, value);
    }
  }

  private static String seconds(long seconds) {
    return Long.toString(seconds);
  }

  /// A separate connection to an address, with the database's settings.
  static Sql plain(StoreAddress address) throws SQLException {
    return plain(address, properties(address));
  }

  private static Sql plain(StoreAddress address, Properties properties) throws SQLException {
    Connection connection = new Driver().connect(address.url(), properties);
    if (connection == null) {
      throw new SQLException("not a URL of PostgreSQL: " + address);
    }
    return new Sql(connection);
  }

  /// A separate connection, with the database's settings.
  public Sql plain() throws SQLException {
    return plain(address);
  }

  /// A connection for a starting server.
  public Sql starting() throws SQLException {
    return watched(patient(address));
  }

  /// A connection whose statements may take long.
  public static Sql patient(StoreAddress address) throws SQLException {
    Properties patient = properties(address);
    patient.setProperty(
        "socketTimeout",
        seconds(PostgresLimits.SCHEMA_PATIENCE.plus(PostgresLimits.ANSWER_PATIENCE).toSeconds()));
    return plain(address, patient);
  }

  /// A connection that PostgreSQL closes soon after this machine is gone.
  Sql watched() throws SQLException {
    return watched(plain());
  }

  /// A connection for a replica's heartbeat: a statement that takes too long has failed.
  Sql beat() throws SQLException {
    Properties quick = properties(address);
    String patience = seconds(PostgresLimits.BEAT_PATIENCE.toSeconds());
    quick.setProperty("connectTimeout", patience);
    quick.setProperty("socketTimeout", patience);
    Sql sql = watched(plain(address, quick));
    long millis = PostgresLimits.BEAT_PATIENCE.toMillis();
    sql.run(
        "SET application_name = 'converge-beat'; SET statement_timeout = %1$d; SET lock_timeout = %1$d"
                .formatted(millis)
            + "; SET idle_in_transaction_session_timeout = "
            + millis);
    return sql;
  }

  private static Sql watched(Sql sql) throws SQLException {
    try {
      sql.run(
          "SET tcp_keepalives_idle = "
              + PostgresLimits.KEEPALIVE_IDLE_SECONDS
              + "; SET tcp_keepalives_interval = "
              + PostgresLimits.KEEPALIVE_INTERVAL_SECONDS
              + "; SET tcp_keepalives_count = "
              + PostgresLimits.KEEPALIVE_COUNT
              + "; SET tcp_user_timeout = "
              + PostgresLimits.ANSWER_PATIENCE.toMillis());
      return sql;
    } catch (SQLException e) {
      sql.close();
      throw e;
    }
  }

  /// A connection for a lane: without statistics, the planner would read whole tables.
  Sql lane() throws SQLException {
    Properties prepared = properties(address);
    // It has few statements, and each is planned once.
    prepared.setProperty("prepareThreshold", "1");
    Sql sql = watched(plain(address, prepared));
    try {
      sql.run(
          "SET application_name = 'converge-lane'; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;"
              + " SET jit = off; SET plan_cache_mode = force_generic_plan;"
              + " SET statement_timeout = "
              + PostgresLimits.STATEMENT_PATIENCE.toMillis()
              + "; SET idle_in_transaction_session_timeout = "
              + PostgresLimits.IDLE_IN_TRANSACTION.toMillis());
      commitAs(sql, durability);
      return sql;
    } catch (SQLException e) {
      sql.close();
      throw e;
    }
  }

  /// Sets the requested durability for the commits of a connection. A database that guarantees
  /// more, such as one with a synchronous standby, keeps its setting.
  private static void commitAs(Sql sql, Durability durability) throws SQLException {
    switch (durability) {
      case FULL ->
          sql.first(
              _ -> true,
              "SELECT set_config('synchronous_commit', 'on', false)"
                  + " WHERE current_setting('synchronous_commit') = 'off'");
      case RELAXED -> sql.run("SET synchronous_commit = off");
    }
  }

  /// Reads over a pooled connection.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if the database cannot be read, or whatever the
  ///   read throws
  public <T> T read(Reading<T> reading) {
    try (Connection connection = readers.getConnection()) {
      return reading.read(new Sql(connection));
    } catch (SQLException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE, "the store cannot be read: " + e.getMessage(), e);
    }
  }

  /// The address in a form that is safe to show.
  String shown() {
    return address.toString();
  }

  @Override
  public void close() {
    readers.close();
  }
}
