package dev.converge.cli.command;

import dev.converge.cli.client.LiveView;
import dev.converge.cli.client.Seeds;
import dev.converge.cli.client.ServerClient;
import dev.converge.cli.client.ServerOptions;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.json.Json;
import dev.converge.core.text.TemplateReference;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The commands that call a server.
public final class ClientCommands {
  private ClientCommands() {}

  static PrintWriter out(CommandSpec spec) {
    return spec.commandLine().getOut();
  }

  static String job(String id) {
    return "/api/v1/jobs/" + encode(id);
  }

  /// A text as part of an address.
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// The exit code for a job in the API's form.
  private static int exit(Json.Obj job) {
    String reason = LiveView.text(job, "reason");
    return ExitCode.of(LiveView.text(job, "status"), reason.isEmpty() ? null : reason);
  }

  static int watch(ServerClient client, String id, long after, CommandSpec spec, boolean json) {
    LiveView view = new LiveView(out(spec));
    client.watch(
        id,
        after,
        event -> {
          if (json) {
            out(spec).println(event.canonical());
            out(spec).flush();
          } else {
            view.show(event);
          }
        });
    return exit(client.get(job(id)));
  }

  /// `null` for a user without a name, which Java calls `?`; the server then asks for a name.
  static @Nullable String userName() {
    String name = System.getProperty("user.name", "?");
    return name.isBlank() || name.equals("?") ? null : name;
  }

  /// Submits a job.
  @Command(name = "submit", description = "Submits a job to a server and prints its ids.")
  public static final class Submit implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server = new ServerOptions();

    @Mixin private JobOptions job = new JobOptions();

    @Option(
        names = "--mode",
        paramLabel = "MODE",
        description =
            "How model calls are answered: offline, live or recorded. Default: the server's"
                + " default_mode.")
    private @Nullable String mode;

    @Option(
        names = "--on-outage",
        paramLabel = "POLICY",
        description =
            "What the job does while a model provider is unavailable: wait or halt. Default: the"
                + " template's policy.")
    private @Nullable String onOutage;

    @Option(
        names = "--key",
        paramLabel = "KEY",
        description =
            "An idempotency key. A second request with the same key does not submit another job.")
    private @Nullable String key;

    @Option(names = "--stream", description = "Show the events of the run until it ends.")
    private boolean stream;

    @Override
    public Integer call() {
      TemplateReference template = TemplateReference.of(job.template);
      Json.Obj body =
          Json.object()
              .put("template", template.name())
              .put("version", template.version().isEmpty() ? null : template.version())
              .put("mode", mode)
              .put(
                  "policy",
                  onOutage == null ? null : Json.object().put("on_outage", onOutage).build())
              .put("seeds", Seeds.read(job.seeds))
              .build();
      ServerClient client = server.client();
      Json.Obj accepted = client.post("/api/v1/jobs", body, key);
      String id = LiveView.text(accepted, "job_id");
      if (stream) {
        return watch(client, id, 0, spec, false);
      }
      out(spec).println(accepted.canonical());
      return ExitCode.CONVERGED;
    }
  }

  /// Shows a job and its result.
  @Command(name = "get", description = "Prints a job as JSON.")
  public static final class Get implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server = new ServerOptions();

    @Mixin private JobArgument job = new JobArgument();

    @Option(
        names = "--wait",
        paramLabel = "DURATION",
        description = "How long to wait for the job to end, such as 30s. Default: do not wait.")
    private @Nullable String wait;

    @Override
    public Integer call() {
      String path = job.path() + (wait == null ? "" : "?wait=" + encode(wait));
      out(spec).println(server.client().get(path).canonical());
      return ExitCode.CONVERGED;
    }
  }

  /// Follows the events of a job.
  @Command(name = "watch", description = "Shows the events of a job until it ends.")
  public static final class Watch implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server = new ServerOptions();

    @Mixin private JobArgument job = new JobArgument();

    @Option(
        names = "--after",
        paramLabel = "SEQUENCE",
        description = "Show only events after this sequence number. Default: 0.")
    private long after;

    @Option(names = "--json", description = "Print each event as one line of JSON.")
    private boolean json;

    @Override
    public Integer call() {
      return watch(server.client(), job.id(), after, spec, json);
    }
  }

  /// Explains why each agent ran or did not.
  @Command(
      name = "explain",
      description = "Explains for each cycle why each agent of a job ran or did not run.")
  public static final class Explain implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server = new ServerOptions();

    @Mixin private JobArgument job = new JobArgument();

    @Override
    public Integer call() {
      out(spec).println(server.client().get(job.path() + "/explain").canonical());
      return ExitCode.CONVERGED;
    }
  }

  /// Cancels a job.
  @Command(name = "cancel", description = "Cancels a job.")
  public static final class Cancel implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server = new ServerOptions();

    @Mixin private JobArgument job = new JobArgument();

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "Why the job is cancelled. Stored with the run.")
    private @Nullable String reason;

    @Override
    public Integer call() {
      Json.Obj body = Json.object().put("reason", reason).build();
      out(spec).println(server.client().post(job.path() + "/cancel", body, null).canonical());
      return ExitCode.CONVERGED;
    }
  }

  /// Approves a proposal.
  @Command(name = "approve", description = "Approves a proposal that is waiting for a decision.")
  public static final class Approve implements Callable<Integer> {
    @Mixin private Decide decide = new Decide();
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      return decide.decide("approve", spec);
    }
  }

  /// Rejects a proposal.
  @Command(name = "reject", description = "Rejects a proposal that is waiting for a decision.")
  public static final class Reject implements Callable<Integer> {
    @Mixin private Decide decide = new Decide();
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      return decide.decide("reject", spec);
    }
  }

  /// Returns a proposal.
  @Command(
      name = "return",
      description = {
        "Returns a proposal that is waiting for a decision to the agent that made it.",
        "The agent tries again, with your comment."
      })
  public static final class Return implements Callable<Integer> {
    @Mixin private Decide decide = new Decide();
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      return decide.decide("return", spec);
    }
  }

  /// The common options of approving, rejecting and returning.
  static final class Decide {
    @Mixin private ServerOptions server = new ServerOptions();

    @Mixin private JobArgument job = new JobArgument();

    @Parameters(index = "1", paramLabel = "PROPOSAL", description = "The id of the proposal.")
    private String proposal = "";

    @Option(
        names = "--actor",
        paramLabel = "NAME",
        description = "Who decides. Default: your user name.")
    private @Nullable String actor = userName();

    @Option(
        names = "--comment",
        paramLabel = "TEXT",
        description = "The reason for the decision, or what the agent should change.")
    private @Nullable String comment;

    int decide(String how, CommandSpec spec) {
      Json.Obj body = Json.object().put("actor", actor).put("comment", comment).build();
      String path = job.path() + "/proposals/" + encode(proposal) + "/" + how;
      out(spec).println(server.client().post(path, body, null).canonical());
      return ExitCode.CONVERGED;
    }
  }

  /// Lists jobs.
  @Command(name = "list", description = "Lists jobs, newest first.")
  public static final class ListJobs implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server = new ServerOptions();

    @Option(
        names = "--status",
        paramLabel = "STATUS",
        description = "List only jobs with this status.")
    private @Nullable String status;

    @Option(
        names = "--template",
        paramLabel = "NAME",
        description = "List only jobs of this template.")
    private @Nullable String template;

    @Option(
        names = "--limit",
        paramLabel = "COUNT",
        defaultValue = "20",
        description = "The maximum number of jobs to list. Default: 20.")
    private int limit = 20;

    @Option(names = "--json", description = "Print the list as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      String path = "/api/v1/jobs?limit=" + limit;
      path += status == null ? "" : "&status=" + encode(status);
      path += template == null ? "" : "&template=" + encode(template);
      Json.Obj page = server.client().get(path);
      if (json) {
        out(spec).println(page.canonical());
        return ExitCode.CONVERGED;
      }
      if (!(page.get("jobs").orElse(null) instanceof Json.Arr(var jobs))) {
        throw new ConvergeException(ErrorCode.INTERNAL, "the server's answer has no \"jobs\"");
      }
      for (Json item : jobs) {
        Json.Obj one = (Json.Obj) item;
        out(spec)
            .printf(
                Locale.ROOT,
                "%-40s %-10s %-20s %s%n",
                LiveView.text(one, "job_id"),
                LiveView.text(one, "status"),
                LiveView.text(one, "template"),
                LiveView.text(one, "created_at"));
      }
      return ExitCode.CONVERGED;
    }
  }
}
