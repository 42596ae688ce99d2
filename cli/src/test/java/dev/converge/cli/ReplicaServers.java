package dev.converge.cli;

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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

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

  private final Path folder;
  private final Path models;
  private final Path key;
  private final DurablePostgres database;
  private final List<TcpProxy> proxies = new ArrayList<>();
  private final List<ServerProcess> servers = new ArrayList<>();

  /// Launches all, and does not wait for them.
  ReplicaServers(Path folder, StubProvider provider) throws Exception {
    this.folder = folder;
    this.models = provider.models(folder);
    this.database = new DurablePostgres(folder.resolve("database"));
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
  ///
  /// @return how long its runs were left alone
  Duration kill(int server) throws Exception {
    ServerProcess victim = servers.get(server);
    long number = number(victim);
    victim.kill();
    servers.set(server, launch(server));
    return untilTakenUp(number);
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
  ///
  /// @return how long its runs were left alone
  Duration pause(int server, Duration time) throws Exception {
    ServerProcess victim = servers.get(server);
    long number = number(victim);
    long end = System.nanoTime() + time.toNanos();
    victim.signal("STOP");
    try {
      return untilTakenUp(number);
    } finally {
      LockSupport.parkNanos(end - System.nanoTime());
      victim.signal("CONT");
    }
  }

  /// Ends a server in order and starts another one in its place.
  void replace(int server) throws IOException {
    ServerProcess before = servers.get(server);
    before.terminate();
    before.end(ServerProcess.PATIENCE);
    servers.set(server, launch(server));
  }

  /// Cuts every connection of a server to the database.
  void cut(int server) {
    proxies.get(server).cut();
  }

  /// Lets nothing through between a server and the database for a while.
  void silence(int server, Duration time) {
    proxies.get(server).silent(true);
    LockSupport.parkNanos(time.toNanos());
    proxies.get(server).silent(false);
  }

  /// Starts the database again in the middle of everything.
  void restartDatabase() throws IOException, InterruptedException {
    database.restart();
  }

  private long number(ServerProcess server) throws SQLException {
    return count(
        "SELECT coalesce(max(replica_no), 0) FROM replica WHERE name LIKE '%-"
            + server.pid()
            + "'");
  }

  private Duration untilTakenUp(long number) throws SQLException {
    long begun = System.nanoTime();
    while (count(LEFT.formatted(number)) > 0) {
      if (System.nanoTime() - begun > TimeUnit.MINUTES.toNanos(1)) {
        throw new AssertionError("runs of replica " + number + " are taken up by nobody");
      }
      LockSupport.parkNanos(20_000_000);
    }
    return Duration.ofNanos(System.nanoTime() - begun);
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

  @Override
  public void close() throws Exception {
    for (ServerProcess server : servers) {
      server.close();
    }
    for (TcpProxy proxy : proxies) {
      proxy.close();
    }
    database.close();
  }
}
