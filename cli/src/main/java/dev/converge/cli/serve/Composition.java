package dev.converge.cli.serve;

import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.flow.SearchAgents;
import dev.converge.domain.template.Templates;
import dev.converge.domain.tool.ToolAgents;
import dev.converge.engine.ClockWatch;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.EngineStore;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.host.CollectedHeap;
import dev.converge.engine.host.ComputeThreads;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SteadyClock;
import dev.converge.engine.host.StripedSecureRandom;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.host.WallClock;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.Room;
import dev.converge.llm.ModelAgents;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The composition root: makes everything once and hands it to whoever needs it.
public final class Composition implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("converge-", 0).factory());
  private final ComputeThreads computing = new ComputeThreads();
  private final SystemTimers timers = new SystemTimers();
  private final WallClock clock;
  private final Host host;
  private final RuleAgents rules = RuleAgents.installed();
  private final SearchAgents searches;
  private final ToolAgents tools;
  private final Templates templates;
  private final ModelAgents models;

  /// Loads the shipped templates and those of the directories that are valid.
  public Composition(List<Path> directories) {
    this(directories, new ModelOptions());
  }

  /// The same, with a word on models.
  public Composition(List<Path> directories, ModelOptions options) {
    this(directories, options, new PatentOptions());
  }

  /// The same, with a word on patents.
  public Composition(List<Path> directories, ModelOptions options, PatentOptions patents) {
    this(directories, options, patents, new ToolOptions());
  }

  /// The same, with a word on tools.
  public Composition(
      List<Path> directories, ModelOptions options, PatentOptions patents, ToolOptions tools) {
    this(directories, options, patents, tools, new WallClock());
  }

  /// The same, with a time of day that others follow too.
  Composition(
      List<Path> directories,
      ModelOptions options,
      PatentOptions patents,
      ToolOptions tools,
      WallClock clock) {
    this.clock = clock;
    host =
        new Host(
            threads,
            computing,
            computing.processors(),
            timers,
            clock,
            new SteadyClock(),
            new StripedSecureRandom(),
            new CollectedHeap());
    searches = patents.agents(host.steady());
    models = options.agents(host.steady(), host.clock());
    this.tools = tools.agents(host.steady(), host.clock());
    templates = Templates.shipped(rules, this.tools.tools());
    directories.forEach(templates::loadValid);
  }

  /// The threads, timers, clock and random numbers of the process.
  public Host host() {
    return host;
  }

  /// The templates that ship and those of the directories.
  public Templates templates() {
    return templates;
  }

  /// All agents: rules, searches and models.
  public Agents agents() {
    return new CompositeAgents(rules, searches, tools, models);
  }

  /// The agents that models answer for.
  public ModelAgents models() {
    return models;
  }

  /// Creates an engine that has its store for itself.
  public <S extends Journal & JobStore> Engine engine(
      EngineSettings settings, S store, RunObserver observer) {
    return engine(
        settings,
        new EngineStore(store, store, Replica.alone(store), Room.UNLIMITED),
        agents(),
        observer);
  }

  /// Creates an engine over a store that it may share with others.
  public Engine engine(
      EngineSettings settings, EngineStore store, Agents agents, RunObserver observer) {
    return new Engine(settings, host, store, templates, agents, observer);
  }

  /// Has an engine's runs follow when the system's clock is set or the machine slept.
  public void watchTheClock(Engine engine) {
    new ClockWatch(clock, engine, timers).start();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    computing.close();
    timers.close();
  }
}
