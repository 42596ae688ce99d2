package dev.converge.runtime;

import dev.converge.engine.EngineStore;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.Room;
import dev.converge.temporal.TemporalConnection;
import dev.converge.temporal.TemporalHost;
import dev.converge.temporal.TemporalSettings;
import dev.converge.temporal.TemporalWorkers;
import dev.converge.temporal.WorkerParts;
import dev.converge.testkit.outside.HostedEngine;
import dev.converge.testkit.outside.NearbyWorkers;
import dev.converge.testkit.outside.TemporalTestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/// Has the runs of the servers of these tests driven by workers of Temporal's test server, of which
/// there is one in the process:
///
/// ```
/// ./mvnw -q -Dquick -pl runtime -am test -Dconverge.tests.host=temporal
/// ```
public final class TemporalWorkersNearby implements HostedEngine.Outside {
  private static final int MOST_CALLS = 64;

  /// What there is one of.
  private static final class Shared {
    private static final TemporalTestServer SERVER = started();

    private static TemporalTestServer started() {
      try {
        return TemporalTestServer.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// What a service is made with.
  public TemporalWorkersNearby() {}

  @Override
  public String name() {
    return HostedEngine.TEMPORAL;
  }

  @Override
  public HostedEngine.Driving drive(HostedEngine.Parts parts) {
    // The same for whoever takes the store over.
    String queue = "converge-" + System.identityHashCode(parts.store());
    TemporalConnection connection =
        TemporalConnection.open(
            new TemporalSettings(
                Shared.SERVER.target(),
                TemporalSettings.DEFAULT_NAMESPACE,
                queue,
                false,
                null,
                null,
                null,
                null,
                TemporalSettings.DEFAULT_HEARTBEAT,
                // The test server never takes a run from a worker that is gone.
                Duration.ZERO,
                false,
                null));
    NearbyWorkers nearby = new NearbyWorkers(parts.store());
    TemporalHost host = new TemporalHost(parts.host(), connection, parts.store());
    TemporalWorkers workers =
        TemporalWorkers.start(
            connection,
            new WorkerParts(
                parts.host(),
                parts.store(),
                parts.store(),
                parts.programs(),
                parts.agents(),
                Room.UNLIMITED,
                RunObserver.all(List.of(parts.observer(), nearby)),
                parts.settings().maxJobBytes()),
            MOST_CALLS,
            "test");
    return new HostedEngine.Driving(
        new EngineStore(
            parts.store(), parts.store(), host.replica(nearby.replica()), Room.UNLIMITED, host),
        () -> {
          workers.close();
          connection.close();
        });
  }
}
