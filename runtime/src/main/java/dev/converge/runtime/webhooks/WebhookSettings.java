package dev.converge.runtime.webhooks;

import dev.converge.runtime.operations.webhook.ConfiguredWebhooks;
import java.time.Duration;

/// Settings for sending webhooks.
///
/// @param allowed networks that requests can be sent to although they are not public
/// @param retryFor how long an event is retried before it is given up
/// @param configured webhooks from the configuration
public record WebhookSettings(Networks allowed, Duration retryFor, ConfiguredWebhooks configured) {
  /// Only public addresses, for a day.
  public static final WebhookSettings DEFAULT =
      new WebhookSettings(Networks.PUBLIC, Duration.ofDays(1), ConfiguredWebhooks.NONE);

  /// Whether `http` is possible.
  public boolean plain() {
    return !allowed.allowed().isEmpty();
  }
}
