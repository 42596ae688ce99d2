package dev.converge.runtime.operations.webhook;

import dev.converge.core.json.Digest;
import dev.converge.engine.Submission;
import dev.converge.engine.store.Happening;
import dev.converge.engine.store.Webhook;
import dev.converge.engine.store.WebhookStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Webhooks from the configuration: they receive all events of the tenant `default`.
///
/// @param urls where events are sent
/// @param secret that signs requests; empty for none
public record ConfiguredWebhooks(List<String> urls, String secret) {
  /// No webhooks.
  public static final ConfiguredWebhooks NONE = new ConfiguredWebhooks(List.of(), "");

  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredWebhooks.class);
  private static final String ID = "wh_config_";
  private static final int ID_DIGITS = 32;

  /// Copies the list.
  public ConfiguredWebhooks {
    urls = List.copyOf(urls);
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "webhooks for " + urls.size() + " URLs";
  }

  /// What is wrong with one of the URLs.
  public Optional<String> problem(WebhookReader reader) {
    return urls.stream().flatMap(url -> reader.problem(url).stream()).findFirst();
  }

  /// Adds those that are missing, and removes those that are no longer configured.
  public void apply(WebhookTerms terms) {
    List<Webhook> wanted = new ArrayList<>();
    for (String url : urls) {
      wanted.add(
          new Webhook(
              ID + Digest.of(url + "\n" + secret).substring(0, ID_DIGITS),
              Submission.DEFAULT_TENANT,
              "",
              url,
              EnumSet.allOf(Happening.class),
              secret,
              "from the configuration",
              "",
              terms.clock().instant(),
              null));
    }
    WebhookStore store = terms.store();
    for (Webhook there : store.standing(Submission.DEFAULT_TENANT, WebhookStore.MAX_PAGE)) {
      if (there.id().startsWith(ID)
          && wanted.stream().noneMatch(it -> it.id().equals(there.id()))) {
        store.remove(there.tenant(), there.id(), change -> done("removed", change));
      }
    }
    if (!wanted.isEmpty()) {
      store.add(wanted, change -> done("added", change));
    }
  }

  private static void done(String what, WebhookStore.Change change) {
    if (change == WebhookStore.Change.UNAVAILABLE) {
      LOG.error(
          "webhooks in the configuration could not be {}; restart the server to try again", what);
    }
  }
}
