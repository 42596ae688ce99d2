package dev.converge.runtime.webhooks;

import java.time.Duration;

/// How webhooks are sent.
///
/// @param allowed networks that requests may go to although they are not public
/// @param retryFor how long an event is sent again before it is given up
public record WebhookSettings(Networks allowed, Duration retryFor) {
  /// To public addresses alone, for a day.
  public static final WebhookSettings DEFAULT =
      new WebhookSettings(Networks.PUBLIC, Duration.ofDays(1));

  /// Whether `http` is possible.
  public boolean plain() {
    return !allowed.allowed().isEmpty();
  }
}
