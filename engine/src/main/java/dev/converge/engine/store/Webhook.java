package dev.converge.engine.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A subscription: where events about jobs are sent.
///
/// @param id of the webhook
/// @param tenant whose jobs it reports
/// @param jobId of the only job that it reports; empty for every job of the tenant
/// @param url where events are sent
/// @param tells what it reports
/// @param secret that signs requests in addition to the server's key; empty for none. It is never
///   shown or logged
/// @param description for people; may be empty
/// @param createdBy name of the authenticated principal; empty without authentication
/// @param createdAt when; kept in milliseconds
/// @param ended that nothing more is sent, or `null`
public record Webhook(
    String id,
    String tenant,
    String jobId,
    String url,
    Set<Happening> tells,
    String secret,
    String description,
    String createdBy,
    Instant createdAt,
    @Nullable Ended ended) {
  /// Copies the set, and truncates the time to milliseconds.
  public Webhook {
    EnumSet<Happening> copy = EnumSet.noneOf(Happening.class);
    copy.addAll(tells);
    tells = Collections.unmodifiableSet(copy);
    createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
  }

  /// The end of a webhook, after which nothing is sent.
  ///
  /// @param at time of the end; kept in milliseconds
  /// @param because the reason
  public record Ended(Instant at, String because) {
    /// Truncates the time to milliseconds.
    public Ended {
      at = at.truncatedTo(ChronoUnit.MILLIS);
    }
  }

  /// For another job.
  public Webhook ofJob(String job) {
    return new Webhook(
        id, tenant, job, url, tells, secret, description, createdBy, createdAt, ended);
  }

  /// After its end.
  Webhook over(Ended how) {
    return new Webhook(
        id, tenant, jobId, url, tells, secret, description, createdBy, createdAt, how);
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "webhook " + id + " of " + tenant;
  }
}
