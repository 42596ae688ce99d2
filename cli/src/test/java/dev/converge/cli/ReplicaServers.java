package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.audit.SigningKey;
import dev.converge.testkit.Postgres;
import dev.converge.testkit.replicas.DurablePostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// Three servers in processes of their own on one PostgreSQL, each behind a proxy of its own.
@SuppressWarnings("try") // an interrupted test is over
final class ReplicaServers implements AutoCloseable {
  static final int COUNT = 3;

  /// Runs that a replica owns and that nobody has taken up from it.
  private static final String LEFT =
      "SELECT count(*) FROM run WHERE unfinished AND (owner = %1$d OR owner IS NULL AND wake_at ="
          + " 0)";

  private static final String SPEC =
      """
      Feature: Reviewed notes
        Note what a topic says, have a person look at it, and judge it.

        @intent
        Scenario: Scope
          Given a seed with id starting "topic:"

        @agent @llm @id:noter
        Scenario: A topic is noted
          Given facts under "Seeds"
          When the agent is asked
            \"""
            Note the topic.
            \"""
          Then it proposes 1 fact under "Notes" with ids starting "note:"

        @approval @id:gate
        Scenario: A person looks at it
          When a fact is proposed under "Notes"
          Then a "boss" must approve it

        @agent @llm @id:judge
        Scenario: A note is judged
          Given facts under "Notes"
          When the agent is asked
            \"""
            Judge the note.
            \"""
          Then it proposes 1 fact under "Verdicts" with ids starting "verdict:"
      """;

  private static final String WIRING =
      """
      name: reviewed
      version: 1.0.0
      spec: reviewed.feature
      agents:
        - { id: noter, requirements: analysis }
        - { id: judge, requirements: analysis }
      """;

  /// Notes each owner of a run, in the transaction in which it becomes its owner.
  private static final String OWNERS =
      """
      CREATE TABLE seen_owner (
        run_no bigint NOT NULL,
        replica_no bigint NOT NULL,
        seen_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY
      );
      CREATE FUNCTION see_owner() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO seen_owner (run_no, replica_no) VALUES (NEW.run_no, NEW.owner);
        RETURN NULL;
      END $$;
      CREATE TRIGGER see_first_owner AFTER INSERT ON run FOR EACH ROW
        WHEN (NEW.owner IS NOT NULL) EXECUTE FUNCTION see_owner();
      CREATE TRIGGER see_next_owner AFTER UPDATE OF owner ON run FOR EACH ROW
        WHEN (NEW.owner IS NOT NULL AND NEW.owner IS DISTINCT FROM OLD.owner)
        EXECUTE FUNCTION see_owner();
      """;

  /// What a server of a later version does to the schema, with which this version can live.
  private static final String EXPANDED =
      """
      ALTER TABLE run ADD COLUMN of_the_next_version text;
      ALTER TABLE journal ADD COLUMN of_the_next_version integer DEFAULT 7;
      CREATE TABLE of_the_next_version (run_no bigint PRIMARY KEY);
      INSERT INTO schema_version (version, step, oldest_server)
        SELECT max(version) + 1, 'next', max(oldest_server) FROM schema_version;
      """;

  /// What it does when no server of this version is left.
  private static final String CONTRACTED =
      "UPDATE schema_version SET oldest_server = version WHERE step = 'next'";

  private static final int DISK_MEGABYTES = 2_048;

  /// What PostgreSQL writes ahead fits on the disk.
  private static final Map<String, String> SMALL_LOG =
      Map.of("min_wal_size", "32MB", "max_wal_size", "128MB");

  /// A replica that stopped, whose runs others have to take up.
  ///
  /// @param number its number
  /// @param at when it stopped
  /// @param worked whether it owned runs
  record Gone(long number, long at, boolean worked) {}

  private final Path folder;
  private final Path models;
  private final Path key;
  private final Optional<SmallDisk> disk;
  private final DurablePostgres database;
  private final List<TcpProxy> proxies = new ArrayList<>();
  private final List<ServerProcess> servers = new ArrayList<>();
  private final Set<Long> stopped = new TreeSet<>();

  /// Launches all, and does not wait for them.
  ///
  /// @param small whether the database has a disk that can be filled, if this machine allows it
  ReplicaServers(Path folder, StubProvider provider, boolean small) throws Exception {
    this.folder = folder;
    this.models = provider.models(folder);
    this.disk = small ? SmallDisk.mount(folder.resolve("disk"), DISK_MEGABYTES) : Optional.empty();
    this.database =
        new DurablePostgres(
            disk.map(SmallDisk::folder).orElse(folder).resolve("database"), SMALL_LOG);
    Path templates = Files.createDirectories(folder.resolve("templates/reviewed"));
    Files.writeString(templates.resolve("reviewed.feature"), SPEC);
    Files.writeString(templates.resolve("reviewed.yaml"), WIRING);
    SigningKey.ofDirectory(folder);
    this.key = folder.resolve(SigningKey.FILE);
    for (int i = 0; i < COUNT; i++) {
      proxies.add(new TcpProxy(database.port()));
      servers.add(launch(i));
    }
  }

  /// Notes who owns runs from now on; servers are there already.
  void noteOwners() throws SQLException {
    change(OWNERS);
  }

  private ServerProcess launch(int server) throws IOException {
    return launch(server, 0);
  }

  private ServerProcess launch(int server, int port) throws IOException {
    return ServerProcess.launch(
        Files.createTempDirectory(folder, "server"),
        "--port=" + port,
        "--grace-period=5s",
        "--storage-url=" + DurablePostgres.url(proxies.get(server).port()),
        "--signing-key=" + key,
        "--models=" + models,
        "--templates=" + folder.resolve("templates"));
  }

  /// Where a server listens, once it does.
  URI uri(int server) throws IOException {
    return servers.get(server).uri();
  }

  /// Kills a server and starts another one in its place.
  Gone kill(int server) throws Exception {
    ServerProcess victim = servers.get(server);
    long number = number(victim);
    victim.kill();
    Gone gone = gone(number);
    servers.set(server, launch(server));
    return gone;
  }

  /// Kills a server and starts none in its place.
  ///
  /// @return what starts one where it listened
  Restart down(int server) throws IOException {
    int port = uri(server).getPort();
    servers.get(server).kill();
    return () -> {
      servers.set(server, launch(server, port));
      servers.get(server).uri();
    };
  }

  /// Starts a server and waits until it listens.
  @FunctionalInterface
  interface Restart {
    void run() throws IOException;
  }

  /// Pauses a server.
  Gone pause(int server) throws Exception {
    ServerProcess victim = servers.get(server);
    long number = number(victim);
    victim.signal("STOP");
    return gone(number);
  }

  /// Lets a server that was paused go on.
  void goOn(int server) throws IOException, InterruptedException {
    servers.get(server).signal("CONT");
  }

  private Gone gone(long number) throws SQLException {
    long at = System.nanoTime();
    stopped.add(number);
    return new Gone(
        number, at, count("SELECT count(*) FROM run WHERE unfinished AND owner = " + number) > 0);
  }

  /// The numbers of replicas that were killed or paused.
  String stopped() {
    return stopped.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /// Launches another server in the place of one, and does not wait for it.
  ///
  /// @return the one before, which goes on until it is ended
  ServerProcess follow(int server) throws IOException {
    return servers.set(server, launch(server));
  }

  /// Cuts every connection of a server to the database.
  void cut(int server) {
    proxies.get(server).cut();
  }

  /// Lets nothing through between a server and the database for a while, some ways.
  void silence(int server, Set<TcpProxy.Way> ways, Duration time) {
    proxies.get(server).hold(ways);
    LockSupport.parkNanos(time.toNanos());
    proxies.get(server).hold(Set.of());
  }

  /// Has whatever goes between a server and the database take longer for a while.
  void delay(int server, Duration by, Duration time) {
    proxies.get(server).delay(by);
    LockSupport.parkNanos(time.toNanos());
    proxies.get(server).delay(Duration.ZERO);
  }

  /// Starts the database again in the middle of everything.
  void restartDatabase() throws IOException, InterruptedException {
    database.restart();
  }

  /// Fills the disk of the database for a while.
  ///
  /// @return `false` if it has none that can be filled
  boolean fillDisk(Duration time) throws IOException, InterruptedException {
    if (disk.isEmpty()) {
      return false;
    }
    disk.get().fill();
    LockSupport.parkNanos(time.toNanos());
    disk.get().free();
    database.recover();
    return true;
  }

  /// Brings the schema to that of the next version, once.
  void expand() throws SQLException {
    if (count("SELECT count(*) FROM schema_version WHERE step = 'next'") == 0) {
      change(EXPANDED);
    }
  }

  /// Takes from the schema what this version needs, after [#expand], and says what a server of this
  /// version says that starts then.
  String tooOld() throws Exception {
    change(CONTRACTED);
    try (ServerProcess late = launch(0)) {
      assertEquals(3, late.end(ServerProcess.PATIENCE), late.err());
      return late.err();
    }
  }

  private long number(ServerProcess server) throws SQLException {
    return count(
        "SELECT coalesce(max(replica_no), 0) FROM replica WHERE name LIKE '%-"
            + server.pid()
            + "'");
  }

  /// Waits until others have taken up the runs of a replica that stopped.
  ///
  /// @return how long they were left alone; nothing if it owned none
  Optional<Duration> takenUp(Gone gone) throws SQLException {
    while (count(LEFT.formatted(gone.number())) > 0) {
      if (System.nanoTime() - gone.at() > ServerProcess.PATIENCE.toNanos()) {
        throw new AssertionError("runs of " + gone + " are taken up by nobody");
      }
      LockSupport.parkNanos(20_000_000);
    }
    return gone.worked()
        ? Optional.of(Duration.ofNanos(System.nanoTime() - gone.at()))
        : Optional.empty();
  }

  /// A number that the database says.
  long count(String query) throws SQLException {
    try (var connection = Postgres.connection(DurablePostgres.url(database.port()));
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /// Rows of the database, each one text.
  List<String> texts(String query) throws SQLException {
    List<String> all = new ArrayList<>();
    try (var connection = Postgres.connection(DurablePostgres.url(database.port()));
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      while (rows.next()) {
        all.add(rows.getString(1));
      }
    }
    return all;
  }

  private void change(String statements) throws SQLException {
    try (var connection = Postgres.connection(DurablePostgres.url(database.port()));
        var statement = connection.createStatement()) {
      statement.execute(statements);
    }
  }

  @Override
  public void close() throws Exception {
    for (ServerProcess server : servers) {
      server.close();
    }
    for (TcpProxy proxy : proxies) {
      proxy.close();
    }
    database.close();
    if (disk.isPresent()) {
      disk.get().close();
    }
  }
}
