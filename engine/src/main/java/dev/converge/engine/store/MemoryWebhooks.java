package dev.converge.engine.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps webhooks in memory, beside a [MemoryStore]. Thread-safe.
final class MemoryWebhooks implements WebhookStore {
  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::webhookId)
          .thenComparing(Place::runId)
          .thenComparingLong(Place::letter);
  private static final Comparator<Due> LONGEST =
      Comparator.comparing(due -> due.cursor().notBefore());

  private final Map<String, Webhook> webhooks = new LinkedHashMap<>();
  private final TreeMap<Place, Cursor> cursors = new TreeMap<>(ORDER);
  private final TreeMap<Place, Letter> letters = new TreeMap<>(ORDER);
  private final Map<String, Claim> claims = new HashMap<>();
  private final Callbacks callbacks;
  private final Predicate<String> hasJob;
  private final Predicate<String> hasRun;

  /// @param hasJob whether a job exists
  /// @param hasRun whether a run exists
  MemoryWebhooks(Callbacks callbacks, Predicate<String> hasJob, Predicate<String> hasRun) {
    this.callbacks = callbacks;
    this.hasJob = hasJob;
    this.hasRun = hasRun;
  }

  private record Place(String webhookId, String runId, long letter) {
    static Place of(Cursor cursor) {
      return new Place(cursor.webhookId(), cursor.runId(), cursor.letter());
    }
  }

  private record Claim(String server, Instant until) {}

  /// Events of a run were stored.
  ///
  /// @param before sequence of the previous last event
  /// @param last sequence of the new last event
  synchronized void stored(JobStore.Job job, String runId, long before, long last) {
    for (Webhook webhook : webhooks.values()) {
      if (webhook.ended() == null
          && webhook.tenant().equals(job.tenant())
          && (webhook.jobId().isEmpty() || webhook.jobId().equals(job.jobId()))) {
        cursors.merge(
            new Place(webhook.id(), runId, 0),
            Cursor.from(webhook.id(), runId, before, last),
            (there, _) -> there.grown(last));
      }
    }
  }

  private <T> void change(Supplier<T> change, Consumer<T> done) {
    synchronized (this) {
      T result = change.get();
      callbacks.add(() -> done.accept(result));
    }
    callbacks.trigger();
  }

  private static Change change(boolean done) {
    return done ? Change.DONE : Change.NOTHING;
  }

  @Override
  public void add(List<Webhook> added, Consumer<Change> done) {
    List<Webhook> copy = List.copyOf(added);
    change(
        () -> {
          copy.forEach(webhook -> webhooks.putIfAbsent(webhook.id(), webhook));
          return Change.DONE;
        },
        done);
  }

  @Override
  public synchronized boolean any() {
    return webhooks.values().stream().anyMatch(webhook -> webhook.ended() == null);
  }

  @Override
  public synchronized List<Webhook> standing(String tenant, int limit) {
    WebhookStore.requirePage(limit);
    return webhooks.values().stream()
        .filter(webhook -> webhook.tenant().equals(tenant) && webhook.jobId().isEmpty())
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<Webhook> webhook(String tenant, String id) {
    return Optional.ofNullable(webhooks.get(id)).filter(webhook -> webhook.tenant().equals(tenant));
  }

  @Override
  public void remove(String tenant, String id, Consumer<Change> done) {
    change(
        () -> {
          boolean there = webhook(tenant, id).isPresent();
          if (there) {
            forget(id);
            webhooks.remove(id);
            letters.keySet().removeIf(place -> place.webhookId().equals(id));
          }
          return change(there);
        },
        done);
  }

  private void forget(String id) {
    claims.remove(id);
    cursors.keySet().removeIf(place -> place.webhookId().equals(id));
  }

  @Override
  public void end(String id, Webhook.Ended how, Consumer<Change> done) {
    change(
        () -> {
          Webhook webhook = webhooks.get(id);
          if (webhook == null || webhook.ended() != null) {
            return Change.NOTHING;
          }
          webhooks.put(id, webhook.over(how));
          forget(id);
          return Change.DONE;
        },
        done);
  }

  @Override
  public synchronized List<Due> due(String server, Instant now, int each, int limit) {
    WebhookStore.requirePage(limit);
    List<Due> all = new ArrayList<>();
    for (Webhook webhook : webhooks.values()) {
      Claim claim = claims.get(webhook.id());
      if (claim == null || claim.server().equals(server) || !claim.until().isAfter(now)) {
        cursors.values().stream()
            .filter(cursor -> cursor.webhookId().equals(webhook.id()))
            .filter(cursor -> cursor.sequence() < cursor.stored())
            .filter(cursor -> !cursor.notBefore().isAfter(now))
            .sorted(Comparator.comparing(Cursor::notBefore))
            .limit(each)
            .forEach(cursor -> all.add(new Due(webhook, cursor)));
      }
    }
    return all.stream().sorted(LONGEST).limit(limit).toList();
  }

  @Override
  public void claim(String id, String server, Instant now, Instant until, Consumer<Change> done) {
    change(
        () -> {
          Claim claim = claims.get(id);
          boolean free =
              webhooks.containsKey(id)
                  && (claim == null
                      || claim.server().equals(server)
                      || !claim.until().isAfter(now));
          if (free) {
            claims.put(id, new Claim(server, until));
          }
          return change(free);
        },
        done);
  }

  @Override
  public void move(Cursor from, Cursor to, Consumer<Change> done) {
    change(() -> change(moved(from, to)), done);
  }

  private boolean moved(Cursor from, Cursor to) {
    Cursor there = cursors.get(Place.of(from));
    if (there == null
        || there.sequence() != from.sequence()
        || there.attempts() != from.attempts()) {
      return false;
    }
    if (to.letter() != 0 && to.sequence() == to.stored()) {
      cursors.remove(Place.of(from));
    } else {
      cursors.put(Place.of(from), to.grown(there.stored()));
    }
    return true;
  }

  @Override
  public void giveUp(Cursor from, Letter letter, Consumer<Change> done) {
    change(
        () -> {
          boolean moved = moved(from, from.told(letter.sequence()));
          if (moved) {
            letters.put(new Place(from.webhookId(), from.runId(), letter.sequence()), letter);
          }
          return change(moved);
        },
        done);
  }

  @Override
  public synchronized List<Letter> letters(String webhookId, int limit) {
    WebhookStore.requirePage(limit);
    return letters.entrySet().stream()
        .filter(entry -> entry.getKey().webhookId().equals(webhookId))
        .map(Map.Entry::getValue)
        .sorted(Comparator.comparing(Letter::at))
        .limit(limit)
        .toList();
  }

  @Override
  public void sendAgain(String webhookId, @Nullable EventId event, Consumer<Integer> done) {
    change(
        () -> {
          List<Letter> again =
              letters(webhookId, MAX_PAGE).stream()
                  .filter(letter -> event == null || letter.event().equals(event))
                  .toList();
          for (Letter letter : again) {
            Place place = new Place(webhookId, letter.runId(), letter.sequence());
            letters.remove(place);
            cursors.put(place, Cursor.again(webhookId, letter));
          }
          return again.size();
        },
        done);
  }

  @Override
  public void tidy(Instant addedBefore, int limit, Consumer<Change> done) {
    // The store has its own lock, which is taken before this one.
    List<Webhook> all;
    List<Place> places;
    synchronized (this) {
      all = List.copyOf(webhooks.values());
      places = List.copyOf(cursors.keySet());
    }
    List<Webhook> without =
        all.stream()
            .filter(webhook -> !webhook.jobId().isEmpty() && !hasJob.test(webhook.jobId()))
            .filter(webhook -> webhook.createdAt().isBefore(addedBefore))
            .limit(limit)
            .toList();
    List<Place> gone =
        places.stream().filter(place -> !hasRun.test(place.runId())).limit(limit).toList();
    change(
        () -> {
          gone.forEach(cursors::remove);
          without.forEach(webhook -> {
            forget(webhook.id());
            webhooks.remove(webhook.id());
          });
          return change(!gone.isEmpty() || !without.isEmpty());
        },
        done);
  }
}
