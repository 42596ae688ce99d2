package dev.converge.runtime.operations.webhook;

import dev.converge.engine.store.Happening;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A webhook that somebody asks for.
///
/// @param url where events are to be sent
/// @param tells what of
/// @param secret to sign with, or `null`
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
