package dev.converge.runtime.webhooks;

import dev.converge.core.event.Sealed;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.EventId;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Webhook;
import dev.converge.engine.store.WebhookStore.Change;
import dev.converge.engine.store.WebhookStore.Cursor;
import dev.converge.engine.store.WebhookStore.Due;
import dev.converge.engine.store.WebhookStore.Letter;
import dev.converge.runtime.http.ConsoleLinks;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the events of a run to a webhook, one by one, until there are no more or something fails.
/// The cursor moves only after the receiver has an event. Thread-safe.
final class Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private final Deliveries all;
  private final Journal journal;
  private final JobStore jobs;
  private final Predicate<String> restricted;
  private final WebhookSender sender;
  private final ConsoleLinks console;

  Delivery(
      Deliveries all,
      Journal journal,
      JobStore jobs,
      Predicate<String> restricted,
      WebhookSender sender,
      ConsoleLinks console) {
    this.all = all;
    this.journal = journal;
    this.jobs = jobs;
    this.restricted = restricted;
    this.sender = sender;
    this.console = console;
  }

  /// The events to send, read once.
  private record Told(JobStore.Job job, boolean restricted) {}

  void run(Due due) throws InterruptedException {
    Cursor at = due.cursor();
    Optional<JobStore.Job> job = jobs.jobOfRun(at.runId());
    if (job.isEmpty() || job.get().erasure().isPresent()) {
      // Nobody is allowed to read it any more.
      moved(at, at.told(at.stored()));
      return;
    }
    Told told = null;
    for (Cursor now = at; now != null && !all.closed(); ) {
      List<Sealed> page = page(now);
      if (page.isEmpty()) {
        return;
      }
      if (told == null) {
        told = new Told(job.get(), isRestricted(now.runId()));
      }
      now = page(due.webhook(), told, now, page);
    }
  }

  private List<Sealed> page(Cursor at) {
    try {
      int most = (int) Math.min(SendLimits.PAGE_EVENTS, Math.max(1, at.stored() - at.sequence()));
      return journal.read(at.runId(), at.sequence(), most, SendLimits.PAGE_BYTES);
    } catch (ConvergeException e) {
      if (e.code() == ErrorCode.RUN_NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }

  /// Unclear cases are restricted.
  private boolean isRestricted(String runId) {
    try {
      return restricted.test(runId);
    } catch (ConvergeException e) {
      LOG.debug("run {} counts as restricted: {}", runId, e.getMessage());
      return true;
    }
  }

  /// Sends a page.
  ///
  /// @return where to continue, or `null` if not now
  private @Nullable Cursor page(Webhook webhook, Told told, Cursor at, List<Sealed> page)
      throws InterruptedException {
    Cursor now = at;
    for (Sealed event : page) {
      Optional<CloudEvent> cloud =
          CloudEvent.of(at.runId(), event).filter(it -> webhook.tells().contains(it.happening()));
      if (cloud.isPresent()) {
        if (all.closed() || !all.claim(webhook.id())) {
          return null;
        }
        byte[] body = cloud.get().body(told.job(), told.restricted(), console);
        now = after(webhook, now, cloud.get().event(), body);
        if (now == null) {
          return null;
        }
      }
    }
    long last = page.getLast().sequence();
    if (now.sequence() < last) {
      now = moved(now, now.told(last));
    }
    return now == null || now.sequence() >= now.stored() ? null : now;
  }

  /// Sends one event.
  ///
  /// @return where to continue, or `null` if not now
  private @Nullable Cursor after(Webhook webhook, Cursor at, EventId event, byte[] body)
      throws InterruptedException {
    WebhookSender.Outcome outcome = sender.send(webhook, event, body);
    return switch (outcome) {
      case WebhookSender.Outcome.Taken _ -> moved(at, at.told(event.sequence()));
      case WebhookSender.Outcome.Unwanted _ -> {
        Webhook.Ended ended = new Webhook.Ended(all.now(), "the receiver answered 410 to " + event);
        Deliveries.asked(done -> all.store().end(webhook.id(), ended, done));
        LOG.info("webhook {} of {} has ended: {}", webhook.id(), webhook.tenant(), ended.because());
        yield null;
      }
      case WebhookSender.Outcome.Failed failed -> failed(webhook, at, event, failed);
    };
  }

  private @Nullable Cursor failed(
      Webhook webhook, Cursor at, EventId event, WebhookSender.Outcome.Failed failed)
      throws InterruptedException {
    if (all.closed()) {
      return null;
    }
    Instant now = all.now();
    Optional<Instant> again = all.backoff().again(at, now, failed.pause());
    if (again.isPresent()) {
      LOG.debug("webhook {}: {}: {}", webhook.id(), event, failed.error());
      // Events that are not sent are skipped.
      Cursor before = at.attempts() > 0 ? at : at.told(event.sequence() - 1);
      moved(at, before.failed(now, again.get()));
      return null;
    }
    LOG.warn("webhook {} gives up {}: {}", webhook.id(), event, failed.error());
    Letter letter =
        new Letter(event.runId(), event.sequence(), at.attempts() + 1, now, failed.error());
    Change given = Deliveries.asked(done -> all.store().giveUp(at, letter, done));
    return given == Change.DONE && at.letter() == 0 ? at.told(event.sequence()) : null;
  }

  /// The position of a cursor after it was moved, or `null` if somebody else moved it or it cannot
  /// move now.
  private @Nullable Cursor moved(Cursor from, Cursor to) throws InterruptedException {
    return Deliveries.asked(done -> all.store().move(from, to, done)) == Change.DONE ? to : null;
  }
}
