package dev.converge.runtime.webhooks;

import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.host.Host;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.WebhookStore;
import dev.converge.engine.store.WebhookStore.Change;
import dev.converge.engine.store.WebhookStore.Due;
import dev.converge.runtime.http.ConsoleLinks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the events of webhooks. The store knows what is due and nothing is queued here, so a
/// restart or another server continues where this one stopped. Notifications of appends only make
/// it check earlier. Thread-safe.
public final class Deliveries implements RunObserver, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

  private final Host host;
  private final String server;
  private final WebhookStore store;
  private final Backoff backoff;
  private final Map<String, Instant> claims = new ConcurrentHashMap<>();
  private final Set<Place> sending = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private @Nullable Delivery delivery;
  private volatile boolean followed;
  private volatile boolean hinted;
  private volatile boolean closed;
  private Instant tidied = Instant.MIN;

  /// @param server that sends, among those that share the store
  /// @param retryFor how long an event is retried
  public Deliveries(Host host, String server, WebhookStore store, Duration retryFor) {
    this.host = host;
    this.server = server;
    this.store = store;
    this.backoff = new Backoff(retryFor, host.random());
    this.thread = Thread.ofPlatform().name("converge-webhooks").daemon().unstarted(this::look);
  }

  private record Place(String webhookId, String runId, long letter) {}

  /// Starts sending.
  ///
  /// @param restricted whether a run's content must not leave the machine
  /// @param console where people find jobs
  public void start(
      Journal journal,
      JobStore jobs,
      Predicate<String> restricted,
      WebhookSender sender,
      ConsoleLinks console) {
    this.delivery = new Delivery(this, journal, jobs, restricted, sender, console);
    thread.start();
  }

  @Override
  public void appended(JobStore.Job job, String runId, List<Event> events, RunState state) {
    if (followed) {
      hint();
    }
  }

  private void hint() {
    hinted = true;
    LockSupport.unpark(thread);
  }

  private void look() {
    boolean failing = false;
    while (!closed) {
      try {
        followed = store.any();
        if (followed) {
          hinted = false;
          sendDue();
        }
        tidy();
        failing = false;
      } catch (ConvergeException e) {
        if (!failing) {
          LOG.warn("webhooks: {}; nothing is sent until the store can be read", e.getMessage());
        }
        failing = true;
      } catch (RuntimeException e) {
        LOG.error("webhooks: reading due events failed", e);
      }
      LockSupport.parkNanos(SendLimits.LOOK_APART.toNanos());
      if (!hinted && !closed) {
        LockSupport.parkNanos(SendLimits.LOOK_EVERY.toNanos());
      }
    }
  }

  private void sendDue() {
    Instant now = host.clock().instant();
    claims.values().removeIf(until -> until.isBefore(now));
    for (Due due : store.due(server, now, SendLimits.SENDING_OF_ONE, SendLimits.SENDING)) {
      WebhookStore.Cursor at = due.cursor();
      Place place = new Place(at.webhookId(), at.runId(), at.letter());
      if (sending.size() < SendLimits.SENDING && sending.add(place)) {
        host.executor().execute(() -> send(due, place));
      }
    }
  }

  private void send(Due due, Place place) {
    try {
      if (delivery != null) {
        delivery.run(due);
      }
    } catch (ConvergeException e) {
      LOG.debug("webhook {}: {}", place.webhookId(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error(
          "webhook {}: the events of run {} could not be" + " read",
          place.webhookId(),
          place.runId(),
          e);
    } finally {
      sending.remove(place);
      if (!closed) {
        hint();
      }
    }
  }

  /// Whether only this server can send for a webhook, for as long as one attempt takes.
  boolean claim(String webhookId) throws InterruptedException {
    Instant now = host.clock().instant();
    Instant until = claims.getOrDefault(webhookId, Instant.MIN);
    if (now.plus(SendLimits.CLAIM.dividedBy(3).multipliedBy(2)).isBefore(until)) {
      return true;
    }
    Instant fresh = now.plus(SendLimits.CLAIM);
    boolean ours = asked(done -> store.claim(webhookId, server, now, fresh, done)) == Change.DONE;
    if (ours) {
      claims.put(webhookId, fresh);
    } else {
      claims.remove(webhookId);
    }
    return ours;
  }

  /// Waits for a change to be durable.
  static Change asked(Consumer<Consumer<Change>> change) throws InterruptedException {
    CompletableFuture<Change> done = new CompletableFuture<>();
    change.accept(done::complete);
    try {
      return done.get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("a store only answers", e);
    }
  }

  WebhookStore store() {
    return store;
  }

  Backoff backoff() {
    return backoff;
  }

  Instant now() {
    return host.clock().instant();
  }

  boolean closed() {
    return closed;
  }

  private void tidy() {
    Instant now = host.clock().instant();
    if (followed
        && (tidied.equals(Instant.MIN) || tidied.plus(SendLimits.TIDY_EVERY).isBefore(now))) {
      tidied = now;
      store.tidy(now.minus(SendLimits.TIDY_EVERY), SendLimits.TIDIED, _ -> {});
    }
  }

  /// Stops sending. Requests in progress whose outcome is unknown are sent again later.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    Instant now = host.clock().instant();
    claims.keySet().forEach(id -> store.claim(id, server, now, now, _ -> {}));
  }
}
