package dev.converge.cli.serve;

import dev.converge.cli.config.Config;
import dev.converge.cli.config.ConfigException;
import dev.converge.cli.logging.Logs;
import dev.converge.cli.terminal.Version;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.CommitObserver;
import dev.converge.store.Store;
import dev.converge.store.StoreOptions;
import dev.converge.store.Stores;
import dev.converge.temporal.TemporalConnection;
import dev.converge.temporal.TemporalSettings;
import dev.converge.temporal.TemporalWorkers;
import dev.converge.temporal.WorkerParts;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker put together from its configuration: it drives runs that Temporal hands to it, and
/// listens nowhere. What is opened is closed in the opposite order.
public final class Working implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Working.class);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Store store;

  /// Works until the process is told to end; says for whom it works.
  ///
  /// @throws ConvergeException if something that it needs cannot be had
  /// @throws ConfigException if no Temporal cluster is configured
  public static void untilAsked(Config config, PrintWriter out) throws InterruptedException {
    TemporalSettings temporal = config.temporal();
    if (temporal == null) {
      throw new ConfigException(
          List.of(
              "engine.host: server (expected: temporal, with temporal.target and storage.url; a"
                  + " worker drives the runs of a Temporal cluster)"));
    }
    Logs.use(config.sight(), System.getenv(), Logs.NO_TRACES);
    try (SystemTimers timers = new SystemTimers()) {
      Shutdown shutdown =
          new Shutdown(config.server().times().grace(), timers, Runtime.getRuntime()::halt);
      Signals.on("TERM", shutdown::ask);
      Signals.on("INT", shutdown::ask);
      Working working = start(config, temporal, System.getenv());
      out.println("converge works for " + temporal);
      out.flush();
      working.store.whenLost(reason -> {
        LOG.error("stopping: {}", reason);
        shutdown.ask();
      });
      shutdown.await();
      shutdown.end(working);
    }
  }

  private static Working start(
      Config config, TemporalSettings temporal, Map<String, String> environment) {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      return new Working(config, temporal, environment, opened);
    } catch (RuntimeException e) {
      closeAll(opened);
      throw e;
    }
  }

  private Working(
      Config config,
      TemporalSettings temporal,
      Map<String, String> environment,
      Deque<AutoCloseable> opened) {
    Composition wiring = opening(opened, Serving.wiring(config.flows(), InstantSource.system()));
    RefusedTemplates.log(wiring.templates());
    Optional<Telemetry> telemetry = Telemetry.of(config.sight(), environment);
    telemetry.ifPresent(it -> opening(opened, it));
    Logs.use(
        config.sight(),
        environment,
        telemetry.isPresent() ? telemetry.get().tracing()::trace : Logs.NO_TRACES);
    this.store =
        opening(
            opened,
            Stores.open(
                config.storage().store(),
                new StoreOptions(
                    config.storage().durability(),
                    wiring.host().clock(),
                    CommitObserver.none(),
                    false)));
    InstalledPrograms.keep(wiring.templates(), store.templates(), wiring.host().clock());
    opening(opened, new SharedTemplates(wiring.host(), wiring.templates(), store.templates()));
    Agents agents = wiring.agents();
    TemporalConnection connection = opening(opened, TemporalConnection.open(temporal));
    opening(
        opened,
        TemporalWorkers.start(
            connection,
            new WorkerParts(
                wiring.host(),
                store,
                store,
                wiring.templates(),
                telemetry.isPresent() ? telemetry.get().traced(agents) : agents,
                telemetry.isPresent() ? telemetry.get().tracing() : RunObserver.none(),
                config.engine().maxJobBytes()),
            config.engine().maxAgentCalls(),
            Version.number()));
    this.opened.addAll(opened);
  }

  private static <T extends AutoCloseable> T opening(Deque<AutoCloseable> opened, T what) {
    opened.push(what);
    return what;
  }

  @Override
  public void close() {
    closeAll(opened);
  }

  private static void closeAll(Deque<AutoCloseable> opened) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        LOG.warn("something could not be closed", e);
      }
    }
  }
}
