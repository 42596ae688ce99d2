package dev.converge.cli.command;

import dev.converge.cli.client.LiveView;
import dev.converge.cli.client.ServerOptions;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.json.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Manages the webhooks of a server.
@Command(
    name = "webhooks",
    description = "Adds, lists and removes webhooks, and resends failed events.",
    subcommands = {
      WebhooksCommand.Add.class,
      WebhooksCommand.Listing.class,
      WebhooksCommand.Remove.class,
      WebhooksCommand.DeadLetters.class,
      WebhooksCommand.Resend.class
    })
public final class WebhooksCommand implements Runnable {
  private static final String PATH = "/api/v1/webhooks";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "missing subcommand");
  }

  /// The webhook argument of a command.
  static final class WebhookArgument {
    @Parameters(index = "0", paramLabel = "WEBHOOK", description = "The id of the webhook.")
    private String id = "";

    /// Its address on a server.
    String path() {
      return PATH + "/" + ClientCommands.encode(id);
    }
  }

  private static List<Json> items(Json.Obj page, String name) {
    return page.get(name).orElse(null) instanceof Json.Arr(var items) ? items : List.of();
  }

  private static int print(CommandSpec spec, Json.Obj answer) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(answer.canonical());
    out.flush();
    return ExitCode.CONVERGED;
  }

  /// Adds a webhook.
  @Command(
      name = "add",
      description =
          "Adds a webhook for all jobs and prints it with its secret. The secret is shown only"
              + " once.")
  static final class Add implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "URL", description = "Where events are sent.")
    private String url = "";

    @Option(
        names = "--event",
        paramLabel = "EVENT",
        split = ",",
        description = {
          "The events to send: status_changed, person_needed, tier_reached or ended. Repeat the"
              + " option or separate events with commas. Default: all."
        })
    private @Nullable List<String> events;

    @Option(names = "--description", paramLabel = "TEXT", description = "A description for people.")
    private @Nullable String description;

    @Override
    public Integer call() {
      Json.Builder body = Json.object().put("url", url).put("description", description);
      if (events != null) {
        body.put("events", events);
      }
      return print(spec, server.client().post(PATH, body.build(), null));
    }
  }

  /// Lists webhooks.
  @Command(name = "list", description = "Lists the webhooks for all jobs.")
  static final class Listing implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server = new ServerOptions();

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      for (Json item : items(server.client().get(PATH), "webhooks")) {
        Json.Obj webhook = (Json.Obj) item;
        out.printf(
            "%s  %-6s  %s  %s%n",
            LiveView.text(webhook, "webhook_id"),
            LiveView.text(webhook, "state"),
            LiveView.text(webhook, "url"),
            LiveView.text(webhook, "ended_because"));
      }
      out.flush();
      return ExitCode.CONVERGED;
    }
  }

  /// Removes a webhook.
  @Command(
      name = "remove",
      description = "Removes a webhook. Events that were not sent yet are dropped.")
  static final class Remove implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server = new ServerOptions();

    @Mixin private WebhookArgument webhook = new WebhookArgument();

    @Override
    public Integer call() {
      return print(spec, server.client().delete(webhook.path()));
    }
  }

  /// Lists the undeliverable events of a webhook.
  @Command(
      name = "dead-letters",
      description = "Lists the events that could not be sent to a webhook.")
  static final class DeadLetters implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server = new ServerOptions();

    @Mixin private WebhookArgument webhook = new WebhookArgument();

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      Json.Obj page = server.client().get(webhook.path() + "/dead-letters");
      for (Json item : items(page, "dead_letters")) {
        Json.Obj letter = (Json.Obj) item;
        out.printf(
            "%s  %s  %s%n",
            LiveView.text(letter, "event_id"),
            LiveView.text(letter, "given_up_at"),
            LiveView.text(letter, "error"));
      }
      out.flush();
      return ExitCode.CONVERGED;
    }
  }

  /// Resends the undeliverable events of a webhook.
  @Command(name = "resend", description = "Resends events that could not be sent to a webhook.")
  static final class Resend implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ServerOptions server = new ServerOptions();

    @Mixin private WebhookArgument webhook = new WebhookArgument();

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "EVENT",
        description = "The id of one event. Default: all dead letters.")
    private @Nullable String event;

    @Override
    public Integer call() {
      Json.Obj body = Json.object().put("event_id", event).build();
      return print(spec, server.client().post(webhook.path() + "/dead-letters/resend", body, null));
    }
  }
}
