package dev.converge.runtime.webhooks;

import java.time.Duration;

/// Limits of sending.
final class SendLimits {
  /// How often the store is polled for due events, unless it is known earlier that there are more.
  static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /// Minimum time between two polls of the store.
  static final Duration LOOK_APART = Duration.ofMillis(20);

  /// Maximum number of concurrent requests of one webhook.
  static final int SENDING_OF_ONE = 8;

  /// Maximum number of concurrent requests of all webhooks.
  static final int SENDING = 64;

  /// How long a server has the exclusive right to send for a webhook before it must renew it.
  /// Longer than one attempt can take.
  static final Duration CLAIM = Duration.ofSeconds(45);

  /// Timeout for a name lookup.
  static final Duration LOOK_UP = Duration.ofSeconds(5);

  /// Maximum number of concurrent name lookups.
  static final int LOOK_UPS = 4;

  /// Maximum number of waiting name lookups.
  static final int QUEUED_LOOK_UPS = 256;

  /// Timeout for a connection attempt.
  static final Duration CONNECT = Duration.ofSeconds(5);

  /// Timeout for a response.
  static final Duration ANSWER = Duration.ofSeconds(15);

  /// The maximum number of bytes of a response, which is ignored.
  static final int ANSWER_BYTES = 65_536;

  /// Maximum delay before the first retry; it doubles with each attempt.
  static final Duration FIRST_RETRY = Duration.ofSeconds(2);

  /// Maximum delay before a retry.
  static final Duration LONGEST_RETRY = Duration.ofHours(2);

  /// Maximum number of events per read of the journal.
  static final int PAGE_EVENTS = 200;

  /// Maximum bytes of events per read of the journal.
  static final int PAGE_BYTES = 262_144;

  /// Maximum number of characters that are kept of an error.
  static final int ERROR = 300;

  /// How often webhooks and cursors of removed jobs are deleted.
  static final Duration TIDY_EVERY = Duration.ofHours(1);

  /// Maximum number of them deleted at a time.
  static final int TIDIED = 1_000;

  private SendLimits() {}
}
