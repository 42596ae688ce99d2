package dev.converge.cli.serve;

import dev.converge.audit.SigningKey;
import dev.converge.cli.config.Config;
import dev.converge.cli.config.ConfigException;
import dev.converge.cli.terminal.Version;
import dev.converge.engine.Engine;
import dev.converge.engine.agent.Confidentiality;
import dev.converge.engine.host.Host;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.RunView;
import dev.converge.runtime.http.ConsoleLinks;
import dev.converge.runtime.operations.webhook.ConfiguredWebhooks;
import dev.converge.runtime.operations.webhook.WebhookOperations;
import dev.converge.runtime.operations.webhook.WebhookTerms;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.webhooks.Deliveries;
import dev.converge.runtime.webhooks.WebhookSender;
import dev.converge.runtime.webhooks.WebhookSigner;
import dev.converge.runtime.webhooks.WebhooksFeature;
import dev.converge.store.Store;
import java.util.List;
import java.util.UUID;

/// The part of a server that sends webhooks.
final class WebhookSending implements AutoCloseable {
  private final ConfiguredWebhooks configured;
  private final Store store;
  private final ConsoleLinks console;
  private final WebhookTerms terms;
  private final WebhookSigner signer;
  private final WebhookSender sender;
  private final Deliveries deliveries;

  WebhookSending(Config config, Host host, Store store, SigningKey key) {
    this.configured = config.webhooks().configured();
    this.store = store;
    this.console = config.server().console();
    this.terms =
        new WebhookTerms(store.webhooks(), config.webhooks().plain(), host.random(), host.clock());
    configured
        .problem(terms.reader())
        .ifPresent(problem -> {
          throw new ConfigException(List.of("webhooks.urls: " + problem));
        });
    this.signer = new WebhookSigner(key);
    this.sender =
        new WebhookSender(config.webhooks().allowed(), signer, Version.number(), host.clock());
    // A server that does not share its store need not wait for claims that it made before it was
    // killed.
    String name = config.storage().shared() ? "server-" + UUID.randomUUID() : "server";
    this.deliveries = new Deliveries(host, name, store.webhooks(), config.webhooks().retryFor());
  }

  /// Observes what is stored.
  RunObserver observer() {
    return deliveries;
  }

  WebhookTerms terms() {
    return terms;
  }

  Feature feature(WebhookOperations operations) {
    return new WebhooksFeature(operations, signer.publicKey());
  }

  /// Starts sending the events of an engine's runs.
  void start(Engine engine) {
    configured.apply(terms);
    deliveries.start(store, store, runId -> isRestricted(engine.view(runId)), sender, console);
  }

  private static boolean isRestricted(RunView view) {
    return Confidentiality.restricted(view.program(), view.state().context());
  }

  @Override
  public void close() {
    deliveries.close();
    sender.close();
  }
}
