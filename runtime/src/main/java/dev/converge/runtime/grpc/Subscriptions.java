package dev.converge.runtime.grpc;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.grpc.message.RunHeader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The subscriptions of a stream: cursors by what was requested. A cursor whose run has ended is
/// kept until its place is needed, so that the client can still go back in it. Used by one thread
/// at a time.
final class Subscriptions {
  /// Maximum number of subscribed runs and correlation ids of one stream.
  static final int MAX = 1_000;

  /// One subscription.
  ///
  /// @param watch of a correlation id, or `null`
  /// @param cursors one, or those of the correlation id's jobs by run
  record Subscription(
      String id,
      String requestId,
      @Nullable CorrelationWatch watch,
      Map<String, RunCursor> cursors) {
    boolean over() {
      return watch == null && cursors.values().stream().allMatch(RunCursor::ended);
    }
  }

  private final Map<String, Subscription> byId = new LinkedHashMap<>();
  private int made;

  /// The id of the next subscription.
  String nextId() {
    return "sub-" + (made + 1);
  }

  /// Checks that a run is not subscribed to individually already. An ended subscription to it makes
  /// room for the new one.
  ///
  /// @throws ConvergeException with `CONFLICT` if it is
  void requireNew(RunHeader run) {
    Optional<Subscription> before = ofRun(run.jobId(), run.runId());
    if (before.isEmpty()) {
      return;
    }
    if (!before.get().over()) {
      throw new ConvergeException(
          ErrorCode.CONFLICT,
          "run "
              + run.runId()
              + " is subscribed to as "
              + before.get().id()
              + " (expected: resume_from, or unsubscribe first)");
    }
    remove(before.get());
  }

  /// Adds a subscription; drops the oldest one that has ended if there is no room.
  ///
  /// @throws ConvergeException with `RATE_LIMITED` if there are too many
  void add(Subscription subscription) {
    if (byId.size() >= MAX && !dropOldestOver()) {
      subscription.cursors().values().forEach(RunCursor::close);
      throw new ConvergeException(
          ErrorCode.RATE_LIMITED, "subscriptions: " + MAX + " (expected: fewer on one stream)");
    }
    byId.put(subscription.id(), subscription);
    made++;
  }

  private boolean dropOldestOver() {
    for (Iterator<Subscription> all = byId.values().iterator(); all.hasNext(); ) {
      if (all.next().over()) {
        all.remove();
        return true;
      }
    }
    return false;
  }

  /// The subscription with an id, if it still exists.
  Optional<Subscription> get(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /// All subscriptions, in the order in which they were created.
  List<Subscription> all() {
    return List.copyOf(byId.values());
  }

  /// The individual subscription to a run, named by its job or its run.
  Optional<Subscription> ofRun(String jobId, String runId) {
    for (Subscription subscription : byId.values()) {
      if (subscription.watch() == null) {
        RunHeader run = subscription.cursors().values().iterator().next().run();
        if (run.jobId().equals(jobId) || run.runId().equals(runId)) {
          return Optional.of(subscription);
        }
      }
    }
    return Optional.empty();
  }

  /// The subscription to a correlation id.
  Optional<Subscription> ofCorrelation(String correlationId) {
    return byId.values().stream()
        .filter(s -> s.watch() != null && s.watch().correlationId().equals(correlationId))
        .findFirst();
  }

  /// The only subscribed run of the stream.
  ///
  /// @throws ConvergeException with `CONFLICT` if there is not exactly one
  RunCursor single() {
    List<RunCursor> cursors = new ArrayList<>();
    byId.values().forEach(subscription -> cursors.addAll(subscription.cursors().values()));
    if (cursors.size() != 1) {
      throw new ConvergeException(
          ErrorCode.CONFLICT,
          "subscribed runs: "
              + cursors.size()
              + " (expected: exactly one; else use subscribe.since_sequence)");
    }
    return cursors.getFirst();
  }

  /// Removes a subscription and closes its cursors.
  void remove(Subscription subscription) {
    byId.remove(subscription.id());
    subscription.cursors().values().forEach(RunCursor::close);
  }

  /// Closes all.
  void close() {
    all().forEach(this::remove);
  }

  /// Whether all of them have ended.
  boolean over() {
    return byId.values().stream().allMatch(Subscription::over);
  }
}
