package dev.converge.cli.serve;

import dev.converge.cli.config.Config;
import dev.converge.engine.error.ConvergeException;
import dev.converge.runtime.health.HealthFeature;
import dev.converge.runtime.health.ReadinessCheck;
import dev.converge.runtime.health.StandbyFeature;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.Feature;
import dev.converge.store.StoreAddress;
import dev.converge.store.Stores;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts a server when its database is free. While another server has it, this one answers probes,
/// so that nothing is sent to it, and refuses everything else.
final class Standby {
  private static final Logger LOG = LoggerFactory.getLogger(Standby.class);

  /// Between two looks whether the database is free.
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /// In how many looks in a row it must be free: a server whose database was started anew takes it
  /// back within one.
  private static final int LOOKS = 3;

  private final Config config;
  private final Shutdown shutdown;
  private final PrintWriter out;
  private final StoreAddress address;

  /// @param shutdown ends the waiting
  /// @param out is told that it waits
  Standby(Config config, Shutdown shutdown, PrintWriter out) {
    this.config = config;
    this.shutdown = shutdown;
    this.out = out;
    this.address = config.storage().store();
  }

  /// Starts the server, at once or when it is its turn; empty if it was told to end before.
  ///
  /// @param environment every variable of the process
  Optional<Serving> start(Map<String, String> environment) throws InterruptedException {
    while (true) {
      if (Stores.inUse(address) && !waited()) {
        return Optional.empty();
      }
      try {
        return Optional.of(Serving.start(config, environment));
      } catch (ConvergeException e) {
        // Another one that waited was faster.
        if (!Stores.inUse(address)) {
          throw e;
        }
      }
    }
  }

  /// Waits until the database is free; `false` if it was told to end before.
  private boolean waited() throws InterruptedException {
    // Without the address, because anybody may ask.
    String why = "standby: another server uses the database";
    List<Feature> features =
        List.of(
            new HealthFeature(List.of(new ReadinessCheck("store", () -> Optional.of(why)))),
            new StandbyFeature());
    try (ConvergeServer waiting = Serving.listening(config.server(), features)) {
      out.println(
          "converge waits on "
              + Serving.url(config.server(), waiting)
              + ": another server uses "
              + address
              + "; this one takes over when that one ends");
      out.flush();
      int free = 0;
      while (free < LOOKS) {
        if (shutdown.await(LOOK_EVERY)) {
          return false;
        }
        free = isFree() ? free + 1 : 0;
      }
    }
    LOG.info("the other server ended, this one takes over");
    return true;
  }

  private boolean isFree() {
    try {
      return !Stores.inUse(address);
    } catch (ConvergeException e) {
      LOG.warn("{}", e.getMessage());
      return false;
    }
  }
}
