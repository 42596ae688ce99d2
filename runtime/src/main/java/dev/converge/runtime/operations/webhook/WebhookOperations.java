package dev.converge.runtime.operations.webhook;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.UuidV7;
import dev.converge.engine.store.EventId;
import dev.converge.engine.store.Webhook;
import dev.converge.engine.store.WebhookStore.Change;
import dev.converge.engine.store.WebhookStore.Letter;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Entrance;
import dev.converge.runtime.operations.call.Operation;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Adds, lists and removes webhooks, and resends undeliverable events. Methods block for I/O unless
/// they return a future. Thread-safe.
public final class WebhookOperations {
  private static final int SECRET_BYTES = 32;

  private final Entrance entrance;
  private final WebhookTerms terms;
  private final UuidV7 ids;

  /// @param entrance that every call passes
  public WebhookOperations(Entrance entrance, WebhookTerms terms) {
    this.entrance = entrance;
    this.terms = terms;
    this.ids = new UuidV7(terms.clock(), terms.random());
  }

  /// Reads webhooks from requests.
  public WebhookReader reader() {
    return terms.reader();
  }

  /// A webhook that was added.
  ///
  /// @param secret that was created for it, or `null` if the caller supplied one; shown once
  public record Added(Webhook webhook, @Nullable String secret) {
    /// Without the secret.
    @Override
    public String toString() {
      return webhook.toString();
    }
  }

  /// Adds a webhook for every job of the caller's tenant.
  ///
  /// @throws ConvergeException with `CONFLICT` if there are too many, or `UNAVAILABLE`
  public Added add(Caller caller, WebhookRequest request) {
    return entrance.call(
        caller,
        Operation.CREATE_WEBHOOK,
        "",
        () -> {
          int most = WebhookLimits.OF_TENANT;
          if (terms.store().standing(caller.tenant(), most).size() >= most) {
            throw new ConvergeException(
                ErrorCode.CONFLICT,
                "webhooks: " + most + " exist (expected: fewer; remove one first)");
          }
          String made = request.secret() == null ? fresh() : null;
          Webhook webhook = webhook(caller, "", request, made == null ? request.secret() : made);
          done(told -> terms.store().add(List.of(webhook), told));
          return new Added(webhook, made);
        },
        added -> added.webhook().id());
  }

  private String fresh() {
    byte[] bytes = new byte[SECRET_BYTES];
    terms.random().nextBytes(bytes);
    return WebhookReader.SECRET_PREFIX + Base64.getEncoder().encodeToString(bytes);
  }

  private Webhook webhook(
      Caller caller, String jobId, WebhookRequest request, @Nullable String secret) {
    return new Webhook(
        "wh_" + ids.next(),
        caller.tenant(),
        jobId,
        request.url(),
        request.tells(),
        secret == null ? "" : secret,
        request.description() == null ? "" : request.description(),
        caller.name() == null ? "" : caller.name(),
        terms.clock().instant(),
        null);
  }

  /// Adds the webhooks of a job that is about to be created, as part of its submission.
  ///
  /// @return completes once they are durable; fails with `UNAVAILABLE`
  public CompletableFuture<Void> addOfJob(
      Caller caller, String jobId, List<WebhookRequest> requests) {
    List<Webhook> webhooks = new ArrayList<>();
    requests.forEach(request -> webhooks.add(webhook(caller, jobId, request, request.secret())));
    CompletableFuture<Void> added = new CompletableFuture<>();
    terms
        .store()
        .add(
            webhooks,
            change -> {
              if (change == Change.DONE) {
                added.complete(null);
              } else {
                added.completeExceptionally(unavailable());
              }
            });
    return added;
  }

  private static ConvergeException unavailable() {
    return new ConvergeException(ErrorCode.UNAVAILABLE, "the store cannot be written");
  }

  /// The webhooks for every job of the caller's tenant, in the order in which they were added.
  public List<Webhook> list(Caller caller) {
    return entrance.call(
        caller,
        Operation.READ_WEBHOOKS,
        "",
        () -> terms.store().standing(caller.tenant(), WebhookLimits.OF_TENANT));
  }

  /// A webhook of the caller's tenant.
  ///
  /// @throws ConvergeException with `WEBHOOK_NOT_FOUND`
  public Webhook get(Caller caller, String id) {
    return entrance.call(caller, Operation.READ_WEBHOOKS, id, () -> found(caller, id));
  }

  private Webhook found(Caller caller, String id) {
    return terms.store().webhook(caller.tenant(), id).orElseThrow(() -> notFound(id));
  }

  private static ConvergeException notFound(String id) {
    return new ConvergeException(ErrorCode.WEBHOOK_NOT_FOUND, "webhook not found: " + id);
  }

  /// Removes a webhook of the caller's tenant with everything that it has not delivered.
  ///
  /// @return its last state
  /// @throws ConvergeException with `WEBHOOK_NOT_FOUND` or `UNAVAILABLE`
  public Webhook remove(Caller caller, String id) {
    return entrance.call(
        caller,
        Operation.DELETE_WEBHOOK,
        id,
        () -> {
          Webhook webhook = found(caller, id);
          if (done(told -> terms.store().remove(caller.tenant(), id, told)) == Change.NOTHING) {
            throw notFound(id);
          }
          return webhook;
        });
  }

  /// The undeliverable events of a webhook, in the order in which they were given up.
  ///
  /// @param limit from 1 to [WebhookStore#MAX_PAGE]
  /// @throws ConvergeException with `WEBHOOK_NOT_FOUND`
  public List<Letter> letters(Caller caller, String id, int limit) {
    return entrance.call(
        caller,
        Operation.READ_WEBHOOKS,
        id,
        () -> terms.store().letters(found(caller, id).id(), limit));
  }

  /// Resends undeliverable events.
  ///
  /// @param event to resend, or `null` for all
  /// @return the number of events
  /// @throws ConvergeException with `WEBHOOK_NOT_FOUND`, with `CONFLICT` if the webhook has ended,
  ///   with `NOT_FOUND` if it did not give that event up, or `UNAVAILABLE`
  public int sendAgain(Caller caller, String id, @Nullable EventId event) {
    return entrance.call(
        caller,
        Operation.RESEND_WEBHOOK,
        id,
        () -> {
          Webhook webhook = found(caller, id);
          Webhook.Ended ended = webhook.ended();
          if (ended != null) {
            throw new ConvergeException(
                ErrorCode.CONFLICT,
                "webhook "
                    + id
                    + " has ended: "
                    + ended.because()
                    + " (expected: an active one; add it again)");
          }
          CompletableFuture<Integer> done = new CompletableFuture<>();
          terms.store().sendAgain(id, event, done::complete);
          int count = joined(done);
          if (count < 0) {
            throw unavailable();
          }
          if (count == 0 && event != null) {
            throw new ConvergeException(
                ErrorCode.NOT_FOUND,
                "webhook " + id + " did not give up " + event + " (expected: one of its letters)");
          }
          return count;
        },
        count -> count + " events");
  }

  private static Change done(Consumer<Consumer<Change>> asked) {
    CompletableFuture<Change> done = new CompletableFuture<>();
    asked.accept(done::complete);
    Change change = joined(done);
    if (change == Change.UNAVAILABLE) {
      throw unavailable();
    }
    return change;
  }

  private static <T> T joined(CompletableFuture<T> done) {
    try {
      return done.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof ConvergeException known ? known : e;
    }
  }
}
