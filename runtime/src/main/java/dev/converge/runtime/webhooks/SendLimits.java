package dev.converge.runtime.webhooks;

import java.time.Duration;

/// Limits of sending.
final class SendLimits {
  /// How often the store is asked for what is due, where nothing says sooner that there is more.
  static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /// The least time between two looks at the store.
  static final Duration LOOK_APART = Duration.ofMillis(20);

  /// The most requests of one webhook at a time.
  static final int SENDING_OF_ONE = 8;

  /// The most requests of all webhooks at a time.
  static final int SENDING = 64;

  /// How long a server alone sends for a webhook before it asks for it again. Longer than one
  /// attempt can take.
  static final Duration CLAIM = Duration.ofSeconds(45);

  /// How long names are looked up.
  static final Duration LOOK_UP = Duration.ofSeconds(5);

  /// The most lookups of names at a time.
  static final int LOOK_UPS = 4;

  /// The most lookups of names that wait.
  static final int QUEUED_LOOK_UPS = 256;

  /// How long a connection takes at most.
  static final Duration CONNECT = Duration.ofSeconds(5);

  /// How long an answer takes at most.
  static final Duration ANSWER = Duration.ofSeconds(15);

  /// The maximum number of bytes of a response, which is ignored.
  static final int ANSWER_BYTES = 65_536;

  /// The longest first wait before an event is sent again; it doubles with each attempt.
  static final Duration FIRST_RETRY = Duration.ofSeconds(2);

  /// The longest wait before an event is sent again.
  static final Duration LONGEST_RETRY = Duration.ofHours(2);

  /// Events read from the journal at a time.
  static final int PAGE_EVENTS = 200;

  /// Bytes of events read from the journal at a time.
  static final int PAGE_BYTES = 262_144;

  /// The most characters that are kept of what went wrong.
  static final int ERROR = 300;

  /// How often webhooks and cursors are forgotten whose jobs are not there any more.
  static final Duration TIDY_EVERY = Duration.ofHours(1);

  /// The most of them forgotten at a time.
  static final int TIDIED = 1_000;

  private SendLimits() {}
}
