package dev.converge.runtime.operations.webhook;

import dev.converge.engine.store.Happening;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request for a webhook.
///
/// @param url that receives the events
/// @param tells the events to send
/// @param secret for signing, or `null`
/// @param description for people, or `null`
public record WebhookRequest(
    String url, Set<Happening> tells, @Nullable String secret, @Nullable String description) {
  /// Copies the set.
  public WebhookRequest {
    tells = Set.copyOf(tells);
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "webhook";
  }
}
