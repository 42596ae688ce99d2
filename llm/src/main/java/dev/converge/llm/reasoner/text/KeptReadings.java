package dev.converge.llm.reasoner.text;

import dev.converge.llm.model.PromptFact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What was found out about the passages that were read last: every agent of a run asks about the
/// same ones, and reading them is most of the work of an answer. It is kept in memory alone: until
/// other passages take its place, until nobody has asked about them for some time, or until content
/// of any job is erased. Thread-safe.
///
/// @param <V> what is found out; it does not change, or is thread-safe
public final class KeptReadings<V> {
  /// How long a reading is kept that nobody asks about. It goes when the next one is made.
  public static final Duration IDLE = Duration.ofMinutes(10);

  /// Reads passages.
  ///
  /// @param <V> what is found out about them
  @FunctionalInterface
  public interface Reader<V> {
    /// What they say.
    ///
    /// @throws InterruptedException when the call was interrupted
    V read() throws InterruptedException;
  }

  /// A passage as far as reading it depends on it.
  private record Key(String id, String content) {}

  private static final class Kept<V> {
    private final V reading;
    private long usedNanos;

    Kept(V reading, long usedNanos) {
      this.reading = reading;
      this.usedNanos = usedNanos;
    }
  }

  private final Map<List<Key>, Kept<V>> read = new LinkedHashMap<>(16, 0.75f, true);
  private final int most;
  private final LongSupplier nanos;
  private int characters;

  /// Keeps nothing yet.
  ///
  /// @param most maximum number of characters of the passages whose readings are kept; the least
  ///   recently used go first
  /// @param nanos a clock for durations
  public KeptReadings(int most, LongSupplier nanos) {
    this.most = most;
    this.nanos = nanos;
  }

  /// What passages say.
  ///
  /// @param reader asked where nothing is kept of them
  public V of(List<PromptFact> passages, Reader<V> reader) throws InterruptedException {
    List<Key> key = new ArrayList<>(passages.size());
    for (PromptFact passage : passages) {
      key.add(new Key(passage.id(), passage.content()));
    }
    V known = known(key);
    if (known == null) {
      // Two agents that ask at once may both read.
      known = reader.read();
      keep(key, known);
    }
    return known;
  }

  private synchronized @Nullable V known(List<Key> key) {
    Kept<V> kept = read.get(key);
    if (kept == null) {
      return null;
    }
    kept.usedNanos = nanos.getAsLong();
    return kept.reading;
  }

  private synchronized void keep(List<Key> key, V one) {
    long now = nanos.getAsLong();
    if (characters(key) <= most && read.putIfAbsent(key, new Kept<>(one, now)) == null) {
      characters += characters(key);
    }
    Iterator<Map.Entry<List<Key>, Kept<V>>> oldest = read.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<List<Key>, Kept<V>> next = oldest.next();
      boolean idle = now - next.getValue().usedNanos > IDLE.toNanos();
      if (characters <= most && !idle) {
        return;
      }
      characters -= characters(next.getKey());
      oldest.remove();
    }
  }

  /// Lets go of all.
  public synchronized void clear() {
    read.clear();
    characters = 0;
  }

  /// Characters of the passages whose readings are kept.
  public synchronized int characters() {
    return characters;
  }

  private static int characters(List<Key> key) {
    int sum = 0;
    for (Key passage : key) {
      sum += passage.id().length() + passage.content().length();
    }
    return sum;
  }
}
