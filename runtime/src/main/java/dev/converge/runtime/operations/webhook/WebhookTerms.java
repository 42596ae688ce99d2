package dev.converge.runtime.operations.webhook;

import dev.converge.engine.store.MemoryStore;
import dev.converge.engine.store.WebhookStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// The conditions for webhooks.
///
/// @param store that keeps them
/// @param plain whether `http` is possible
/// @param random for ids and secrets
/// @param clock the time of day
public record WebhookTerms(
    WebhookStore store, boolean plain, RandomGenerator random, InstantSource clock) {
  /// For a server that sends nothing: webhooks are not kept after the process ends.
  public static WebhookTerms forgotten() {
    InstantSource clock = InstantSource.system();
    return new WebhookTerms(
        new MemoryStore(Runnable::run, clock).webhooks(), false, new SecureRandom(), clock);
  }

  /// Reads webhooks from requests.
  public WebhookReader reader() {
    return new WebhookReader(plain);
  }
}
