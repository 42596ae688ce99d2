package dev.converge.runtime.webhooks;

import dev.converge.runtime.operations.webhook.ConfiguredWebhooks;
import java.time.Duration;

/// How webhooks are sent.
///
/// @param allowed networks that requests may go to although they are not public
/// @param retryFor how long an event is sent again before it is given up
/// @param configured webhooks that are always there
public record WebhookSettings(Networks allowed, Duration retryFor, ConfiguredWebhooks configured) {
  /// To public addresses alone, for a day.
  public static final WebhookSettings DEFAULT =
      new WebhookSettings(Networks.PUBLIC, Duration.ofDays(1), ConfiguredWebhooks.NONE);

  /// Whether `http` is possible.
  public boolean plain() {
    return !allowed.allowed().isEmpty();
  }
}
