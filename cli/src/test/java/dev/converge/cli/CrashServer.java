package dev.converge.cli;

import dev.converge.core.Context;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.proposal.Answer;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SteadyClock;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.run.Programs;
import dev.converge.engine.run.RunObserver;
import dev.converge.runtime.Features;
import dev.converge.runtime.operations.submission.JobSettings;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.store.Store;
import dev.converge.store.StoreOptions;
import dev.converge.store.Stores;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Executors;

/// The real server over the real store with a slow flow, to be killed. Prints its port; whoever it
/// asks, it writes to a file first.
final class CrashServer {
  static final int FACTS = 12;

  private CrashServer() {}

  static Program program() {
    return ScriptedPrograms.slow(FACTS, Duration.ofMillis(15));
  }

  /// Runs until killed.
  ///
  /// @param args data folder, file of the asks
  public static void main(String[] args) {
    Host host =
        new Host(
            Executors.newVirtualThreadPerTaskExecutor(),
            new SystemTimers(),
            new SteadyClock(),
            new SecureRandom());
    Store store = Stores.open(Path.of(args[0]), StoreOptions.durable(host.clock()));
    Programs programs = ScriptedPrograms.installed(program(), ScriptedPrograms.revised());
    Engine engine =
        new Engine(
            EngineSettings.DEFAULT,
            host,
            store,
            store,
            programs,
            new Noted(new ScriptedAgents(), Path.of(args[1])),
            RunObserver.none());
    ConvergeServer server =
        ConvergeServer.start(
            ServerSettings.DEFAULT.at("127.0.0.1", 0),
            Features.of(engine, store, programs, JobSettings.DEFAULT, List.of()));
    engine.recover();
    System.out.println(server.port());
  }

  private record Noted(Agents agents, Path file) implements Agents {
    @Override
    public Agent agent(Program program, AgentSpec spec, Mode mode) {
      Agent agent = agents.agent(program, spec, mode);
      return new Agent() {
        @Override
        public String version() {
          return agent.version();
        }

        @Override
        public Answer ask(AgentCall call) throws AgentFailure, InterruptedException {
          note(call.runId() + " " + spec.id() + " " + call.request().attempt());
          return agent.ask(call);
        }
      };
    }

    private void note(String line) {
      try {
        Files.writeString(
            file,
            line + "\n",
            StandardCharsets.UTF_8,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Choice choose(
        Program program, Request.ChooseModels request, Context context, Mode mode) {
      return agents.choose(program, request, context, mode);
    }

    @Override
    public SortedMap<String, String> versions(Program program) {
      return agents.versions(program);
    }
  }
}
