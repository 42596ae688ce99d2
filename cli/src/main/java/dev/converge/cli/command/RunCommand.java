package dev.converge.cli.command;

import dev.converge.cli.client.DataText;
import dev.converge.cli.client.LiveView;
import dev.converge.cli.client.Seeds;
import dev.converge.cli.serve.Composition;
import dev.converge.cli.serve.ModelOptions;
import dev.converge.cli.serve.PatentOptions;
import dev.converge.cli.serve.RefusedTemplates;
import dev.converge.cli.serve.ToolOptions;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.cli.terminal.Terminal;
import dev.converge.core.Input;
import dev.converge.core.Pending;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.decision.Decision;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import dev.converge.domain.template.SeedCheck;
import dev.converge.domain.template.SeedProblem;
import dev.converge.engine.AcceptedJob;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.Submission;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.feed.Feed;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.MemoryStore;
import dev.converge.runtime.http.ConsoleLinks;
import dev.converge.runtime.jobs.JobJson;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Runs one job in this process, without a server. Nothing is stored.
@Command(
    name = "run",
    description = "Runs a template on seeds in this process, without a server.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:converged",
      " 1:halted, cancelled or waiting for a person",
      " 2:budget exhausted",
      " 3:error",
      "64:usage"
    })
public final class RunCommand implements Callable<Integer> {
  private static final int PAGE_EVENTS = 500;
  private static final int PAGE_BYTES = 1 << 20;
  @Spec private CommandSpec spec;

  @Mixin private JobOptions job = new JobOptions();

  @Mixin private TemplateFolders folders = new TemplateFolders();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "How model calls are answered: offline, live or recorded. Default: offline.")
  private @Nullable String mode;

  @Mixin private ModelOptions models;
  @Mixin private PatentOptions patents;
  @Mixin private ToolOptions tools = new ToolOptions();

  @Option(names = "--stream", description = "Show cycles, agents and facts as they happen.")
  private boolean stream;

  @Option(names = "--json", description = "Print the result as one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    List<Seed> given = Seeds.of(Seeds.read(job.seeds));
    try (Composition wiring = new Composition(folders.all(), models, patents, tools)) {
      Program program = wiring.templates().require(job.template);
      RefusedTemplates.print(wiring.templates(), spec.commandLine().getErr());
      check(program, given);
      MemoryStore store = new MemoryStore(wiring.host().executor(), wiring.host().clock());
      try (Engine engine = wiring.engine(EngineSettings.DEFAULT, store, RunObserver.none())) {
        return run(engine, program, given);
      }
    } catch (CompletionException e) {
      throw e.getCause() instanceof ConvergeException cause ? cause : e;
    }
  }

  private static void check(Program program, List<Seed> seeds) {
    List<SeedProblem> problems = SeedCheck.problems(program, seeds);
    if (!problems.isEmpty()) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "seeds: "
              + String.join(
                  "\n  ", problems.stream().map(p -> p.pointer() + ": " + p.message()).toList()));
    }
  }

  private int run(Engine engine, Program program, List<Seed> given) {
    Submission submission =
        Submission.of(program, given, program.definition().budget(), mode())
            .with(
                Json.object()
                    .put("template", program.name())
                    .put("seeds", Seeds.read(job.seeds))
                    .build());
    answerable(engine, submission);
    AcceptedJob accepted = engine.submit(submission).join();
    RunView last = follow(engine, accepted.job().runId());
    RunState state = last.state();
    if (json) {
      out()
          .println(
              new String(JobJson.job(last, ConsoleLinks.PATHS).bytes(), StandardCharsets.UTF_8));
    } else {
      if (!stream) {
        facts(last);
      }
      waiting(state);
      state.notes().forEach(note -> out().println("note: " + note));
    }
    out().flush();
    return ExitCode.of(state.status(), state.reason().orElse(null));
  }

  /// Refuses a run that would certainly halt.
  private static void answerable(Engine engine, Submission submission) {
    if (submission.mode() != Mode.LIVE) {
      return;
    }
    engine
        .preflight(submission)
        .join()
        .missing()
        .forEach((agent, none) -> {
          if (submission.program().agent(agent).filter(AgentSpec::optional).isEmpty()) {
            throw new ConvergeException(ErrorCode.INVALID, "agent " + agent + ": " + none.why());
          }
        });
  }

  private Mode mode() {
    if (mode == null) {
      return models.mode();
    }
    for (Mode known : Mode.values()) {
      if (EnumWord.of(known).equals(mode)) {
        return known;
      }
    }
    throw new ConvergeException(
        ErrorCode.INVALID, "mode: " + mode + " (expected: offline, live or recorded)");
  }

  /// Reads events up to the final one, or until only a person could continue the run.
  private RunView follow(Engine engine, String runId) {
    LiveView live = new LiveView(json ? err() : out());
    Semaphore more = new Semaphore(0);
    try (Feed feed = engine.feed(runId, 0)) {
      feed.onMore(more::release);
      while (!feed.ended()) {
        for (Sealed event : feed.next(PAGE_EVENTS, PAGE_BYTES)) {
          if (stream || (!json && event.isFinal())) {
            live.show((Json.Obj) Json.parse(new String(event.json(), StandardCharsets.UTF_8)));
          }
        }
        RunView view = engine.view(runId);
        if (view.state().status() == Status.WAITING && feed.position() == view.state().sequence()) {
          if (!ask(engine, view)) {
            return view;
          }
        }
        if (!feed.ended()) {
          more.acquire();
          more.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConvergeException(ErrorCode.UNAVAILABLE, "interrupted", e);
    }
    return engine.view(runId);
  }

  /// Asks the person at the terminal to decide. Returns false if there is none.
  private boolean ask(Engine engine, RunView view) {
    Optional<Console> console = Terminal.console();
    if (console.isEmpty() || json) {
      return false;
    }
    Pending pending = view.state().pending().getFirst();
    out()
        .printf(
            "%n%s asks %s:%n  %s%s%n",
            pending.agent(),
            a(pending.role()),
            pending.proposal().content(),
            data(pending.proposal().data()));
    out().flush();
    String answer = console.get().readLine("approve or reject? ");
    if (answer == null || answer.isBlank()) {
      return false;
    }
    Decision decision = answer.strip().startsWith("a") ? Decision.APPROVED : Decision.REJECTED;
    engine
        .send(
            view.runId(),
            new Input.Decided(
                pending.proposalId(),
                decision,
                System.getProperty("user.name", "unknown"),
                true,
                null,
                engine.now()))
        .join();
    return true;
  }

  /// The answer first, then how it was reached.
  private void facts(RunView view) {
    RunState state = view.state();
    List<String> outputs = view.program().outputs();
    Stream<String> all = state.context().facts().stream().map(fact -> fact.key());
    Stream.concat(outputs.stream().filter(key -> !state.context().facts(key).isEmpty()), all)
        .distinct()
        .forEach(key -> {
          out().println(key);
          state
              .context()
              .facts(key)
              .forEach(fact ->
                  out().printf("  %-16s %s%s%n", fact.id(), fact.content(), data(fact.data())));
        });
  }

  private static String data(Json.@Nullable Obj data) {
    return data == null ? "" : DataText.of(data);
  }

  private void waiting(RunState state) {
    if (state.status() == Status.WAITING) {
      state
          .pending()
          .forEach(p ->
              out()
                  .printf(
                      "waiting: %s must decide on %s (%s); run it on a server to decide"
                          + " later%n",
                      a(p.role()), p.proposalId(), p.factId()));
    }
  }

  /// A role with its article.
  private static String a(String role) {
    return (role.matches("(?i)[aeiou].*") ? "an " : "a ") + role;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
