package dev.converge.runtime.auth;

import dev.converge.engine.host.Timers;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts refused credentials and logs them: the first at once with its reason, and then once a
/// minute the number and the sources. Guessing therefore leaves a trace, and does not fill the log.
/// Thread-safe.
public final class Refusals {
  /// How often further refusals are logged together.
  static final Duration TELL_EVERY = Duration.ofMinutes(1);

  /// Maximum number of sources that are counted individually per minute; further sources are
  /// counted together.
  static final int MAX_SOURCES = 1_000;

  /// Maximum number of sources named in a log line.
  static final int MAX_NAMED = 10;

  private static final String OTHERS = "others";
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private static final class Source {
    private long count;
    private String reason = "";
  }

  private final @Nullable Timers timers;
  private final Consumer<String> counted;
  private final Consumer<String> told;
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private boolean waiting;

  /// Logs refusals.
  ///
  /// @param counted receives the kind of each refused credential, for a metric
  public Refusals(Timers timers, Consumer<String> counted) {
    this(timers, counted, LOG::warn);
  }

  Refusals(@Nullable Timers timers, Consumer<String> counted, Consumer<String> told) {
    this.timers = timers;
    this.counted = counted;
    this.told = told;
  }

  /// Logs nothing.
  public static Refusals untold() {
    return new Refusals(null, _ -> {}, _ -> {});
  }

  /// A credential was refused.
  ///
  /// @param kind of the credential, in one word from a small set
  /// @param source address of the request
  /// @param reason in printable text
  public void refused(String kind, String source, String reason) {
    counted.accept(kind);
    if (timers != null && first(timers, source, reason)) {
      told.accept("refused a request from " + source + ": " + reason);
    }
  }

  private synchronized boolean first(Timers timers, String source, String reason) {
    if (!waiting) {
      waiting = true;
      timers.after(TELL_EVERY, () -> tell(timers));
      return true;
    }
    String key = sources.size() < MAX_SOURCES || sources.containsKey(source) ? source : OTHERS;
    Source known = sources.computeIfAbsent(key, _ -> new Source());
    known.count++;
    known.reason = reason;
    return false;
  }

  private void tell(Timers timers) {
    String line;
    synchronized (this) {
      if (sources.isEmpty()) {
        waiting = false;
        return;
      }
      line = line();
      sources.clear();
      timers.after(TELL_EVERY, () -> tell(timers));
    }
    told.accept(line);
  }

  private String line() {
    long all = sources.values().stream().mapToLong(source -> source.count).sum();
    List<Map.Entry<String, Source>> most =
        sources.entrySet().stream()
            .sorted(Comparator.comparingLong(one -> -one.getValue().count))
            .limit(MAX_NAMED)
            .toList();
    String named =
        most.stream()
            .map(one ->
                one.getKey()
                    + " "
                    + one.getValue().count
                    + " (last: "
                    + one.getValue().reason
                    + ")")
            .collect(Collectors.joining(", "));
    int unnamed = sources.size() - most.size();
    return "refused "
        + all
        + " more requests in a minute: "
        + named
        + (unnamed > 0 ? ", and from " + unnamed + " other sources" : "");
  }
}
