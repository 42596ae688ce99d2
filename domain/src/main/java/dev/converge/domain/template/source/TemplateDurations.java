package dev.converge.domain.template.source;

import dev.converge.core.text.Durations;
import java.time.Duration;
import java.util.Optional;

/// Durations in templates: written as everywhere else, but positive and bounded.
public final class TemplateDurations {
  /// The longest duration that is accepted.
  public static final Duration MAX = Duration.ofDays(366);

  private TemplateDurations() {}

  /// The duration, positive and at most [#MAX].
  public static Optional<Duration> parse(String text) {
    return Durations.parse(text).filter(d -> d.isPositive() && d.compareTo(MAX) <= 0);
  }
}
