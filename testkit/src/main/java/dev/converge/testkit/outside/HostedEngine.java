package dev.converge.testkit.outside;

import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.EngineStore;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.host.Host;
import dev.converge.engine.run.Programs;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.MemoryStore;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.Room;
import dev.converge.engine.store.Watches;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// An engine for tests over a store in memory, and whoever drives its runs: the engine itself, or
/// what the property `converge.tests.host` names, which is found as a service.
public final class HostedEngine implements AutoCloseable {
  /// The property.
  public static final String PROPERTY = "converge.tests.host";

  /// The value of the property with which Temporal's workers drive runs.
  public static final String TEMPORAL = "temporal";

  /// What an engine is made of.
  ///
  /// @param observer is told of all that the engine stores and all that is stored outside of it
  /// @param own is told of what the engine itself stores
  public record Parts(
      EngineSettings settings,
      Host host,
      MemoryStore store,
      Programs programs,
      Agents agents,
      RunObserver observer,
      RunObserver own) {}

  /// Drives the runs of engines.
  public interface Outside {
    /// The value of the property that chooses it.
    String name();

    /// Begins to drive the runs of an engine.
    Driving drive(Parts parts);
  }

  /// Runs that are driven outside of their engine.
  ///
  /// @param ports where the engine stores
  /// @param worker what drives them
  public record Driving(EngineStore ports, AutoCloseable worker) {}

  private final Engine engine;
  private final Watches watches;
  private final @Nullable AutoCloseable worker;

  private HostedEngine(Engine engine, Watches watches, @Nullable AutoCloseable worker) {
    this.engine = engine;
    this.watches = watches;
    this.worker = worker;
  }

  /// Makes one that does nothing yet.
  public static HostedEngine of(Parts parts) {
    String wanted = System.getProperty(PROPERTY, "");
    RunObserver all = RunObserver.all(List.of(parts.observer(), parts.own()));
    if (wanted.isEmpty()) {
      EngineStore alone =
          new EngineStore(
              parts.store(), parts.store(), Replica.alone(parts.store()), Room.UNLIMITED);
      return new HostedEngine(engine(parts, alone, all), alone.replica().watches(), null);
    }
    Driving driving = outside(wanted).drive(parts);
    return new HostedEngine(
        engine(parts, driving.ports(), all), driving.ports().replica().watches(), driving.worker());
  }

  private static Engine engine(Parts parts, EngineStore ports, RunObserver observer) {
    return new Engine(
        parts.settings(), parts.host(), ports, parts.programs(), parts.agents(), observer);
  }

  private static Outside outside(String wanted) {
    return ServiceLoader.load(Outside.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(one -> one.name().equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                PROPERTY + ": " + wanted + " (nobody of that name is on the class path)"));
  }

  /// The engine.
  public Engine engine() {
    return engine;
  }

  /// Tells what is stored outside of the engine.
  public Watches watches() {
    return watches;
  }

  @Override
  public void close() {
    engine.close();
    if (worker != null) {
      try {
        worker.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
