package dev.converge.runtime.auth;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Slows down callers that try one credential after another. After a few refusals, credentials from
/// that source that were not accepted recently are checked after a delay, which doubles with each
/// further refusal, and only a limited number can wait. A credential that was accepted recently
/// never waits, so others behind the same proxy notice nothing. Thread-safe.
final class Slowdown {
  /// Number of refusals of a source without a delay.
  static final int FREE = 10;

  /// The time after which one refusal of a source is forgotten.
  static final Duration FORGIVE = Duration.ofSeconds(6);

  /// The first delay; each further refusal doubles it.
  static final Duration FIRST_DELAY = Duration.ofMillis(100);

  /// The longest delay.
  static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

  /// Maximum number of waiting requests of one source; further requests are refused immediately.
  static final int MAX_WAITING = 8;

  /// Maximum number of waiting requests of all sources; further requests are refused immediately.
  static final int MAX_ALL_WAITING = 1_000;

  /// Maximum number of sources that are tracked; beyond that the least recently seen source is
  /// dropped, unless it has waiting requests.
  static final int MAX_SOURCES = 10_000;

  /// Maximum number of accepted credentials that are remembered, as digests.
  static final int MAX_ACCEPTED = 10_000;

  /// Maximum number of refusals that are counted for a source; at this count the delay is longest.
  private static final int MAX_SCORE = FREE + 16;

  /// The bytes of an IPv6 address that name a network: one owner has all addresses in it.
  private static final int IPV6_NETWORK = 8;

  private static final class Source {
    private double score;
    private Instant at;
    private int waiting;

    Source(Instant at) {
      this.at = at;
    }
  }

  private final InstantSource clock;
  private final Map<String, Source> sources = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Boolean> accepted = new LinkedHashMap<>(16, 0.75f, true);
  private int waiting;

  /// @param clock a clock that is never set back
  Slowdown(InstantSource clock) {
    this.clock = clock;
  }

  /// What to do with a request before its credential is checked.
  sealed interface Turn {
    /// Check it now.
    record Now() implements Turn {}

    /// Check it after a delay; [Slowdown#waited] must follow.
    record After(Duration delay) implements Turn {}

    /// Do not check it: too many are waiting.
    record Never(Duration retryAfter) implements Turn {}
  }

  /// The addresses that count as one source.
  static String source(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_NETWORK)) + "::/64"
        : address.getHostAddress();
  }

  private static String digest(String credential) {
    return HexFormat.of().formatHex(ApiKey.sha256(credential));
  }

  /// A request with a credential arrived.
  synchronized Turn turn(String source, String credential) {
    Source known = sources.get(source);
    if (known == null) {
      return new Turn.Now();
    }
    forgive(known);
    if (known.score < FREE || accepted.get(digest(credential)) != null) {
      return new Turn.Now();
    }
    if (known.waiting >= MAX_WAITING || waiting >= MAX_ALL_WAITING) {
      return new Turn.Never(LONGEST_DELAY);
    }
    known.waiting++;
    waiting++;
    return new Turn.After(delay(known.score));
  }

  private static Duration delay(double score) {
    Duration delay = FIRST_DELAY.multipliedBy(1L << (int) (score - FREE));
    return delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
  }

  private void forgive(Source source) {
    Instant now = clock.instant();
    double passed = (double) Duration.between(source.at, now).toMillis() / FORGIVE.toMillis();
    if (passed > 0) {
      source.score = Math.max(0, source.score - passed);
      source.at = now;
    }
  }

  /// A request is no longer waiting.
  synchronized void waited(String source) {
    waiting--;
    Optional.ofNullable(sources.get(source)).ifPresent(known -> known.waiting--);
  }

  /// A credential was refused.
  synchronized void refused(String source) {
    Source known = sources.computeIfAbsent(source, _ -> new Source(clock.instant()));
    forgive(known);
    known.score = Math.min(MAX_SCORE, known.score + 1);
    if (sources.size() > MAX_SOURCES) {
      sources.entrySet().stream()
          .filter(entry -> entry.getValue().waiting == 0)
          .findFirst()
          .map(Map.Entry::getKey)
          .ifPresent(sources::remove);
    }
  }

  /// A credential was accepted. Only remembered while some source is slowed down, so that it costs
  /// nothing otherwise.
  synchronized void accepted(String credential) {
    if (sources.isEmpty()) {
      return;
    }
    accepted.put(digest(credential), true);
    if (accepted.size() > MAX_ACCEPTED) {
      accepted.remove(accepted.keySet().iterator().next());
    }
  }

  synchronized int size() {
    return sources.size() + accepted.size();
  }
}
