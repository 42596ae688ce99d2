package dev.converge.runtime.operations.webhook;

/// Limits of webhooks.
public final class WebhookLimits {
  /// The most webhooks of a tenant for all its jobs.
  public static final int OF_TENANT = 100;

  /// The most webhooks of one job.
  public static final int OF_JOB = 4;

  /// The most characters of a URL.
  public static final int URL = 2_000;

  /// The most characters of a description.
  public static final int DESCRIPTION = 500;

  /// The fewest bytes of a secret.
  public static final int LEAST_SECRET = 24;

  /// The most bytes of a secret.
  public static final int MOST_SECRET = 64;

  private WebhookLimits() {}
}
