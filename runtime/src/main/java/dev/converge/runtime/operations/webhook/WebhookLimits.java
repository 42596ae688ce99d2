package dev.converge.runtime.operations.webhook;

/// Limits of webhooks.
public final class WebhookLimits {
  /// Maximum number of a tenant's webhooks that apply to all its jobs.
  public static final int OF_TENANT = 100;

  /// Maximum number of webhooks of one job.
  public static final int OF_JOB = 4;

  /// Maximum length of a URL, in characters.
  public static final int URL = 2_000;

  /// Maximum length of a description, in characters.
  public static final int DESCRIPTION = 500;

  /// Minimum size of a secret, in bytes.
  public static final int LEAST_SECRET = 24;

  /// Maximum size of a secret, in bytes.
  public static final int MOST_SECRET = 64;

  private WebhookLimits() {}
}
