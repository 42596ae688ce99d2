package dev.converge.engine;

import dev.converge.core.Input;
import dev.converge.core.status.Outcome;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.UuidV7;
import dev.converge.engine.post.PostedInput;
import dev.converge.engine.post.PostedOutcome;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.InputBox;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Inputs that arrived here for runs that other servers drive. Each is posted and followed until
/// the run's owner has answered. If the owner gives the run up first, the run is loaded here.
/// Thread-safe.
final class Posts {
  private static final Logger LOG = LoggerFactory.getLogger(Posts.class);

  /// Maximum time to wait for the answer of another server.
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /// Delay before the first check whether the run still has an owner; doubles.
  static final Duration FIRST_LOOK = Duration.ofMillis(500);

  private static final String LATE =
      "the server that drives the run does not respond, so this may or may not take effect; try"
          + " again";

  /// What is done when nobody drives the run elsewhere any more.
  interface Runs {
    /// Loads a run for the inputs that were posted.
    TakenUp takeUp(String runId);

    /// Sends an input to a run that has ended.
    CompletableFuture<Reply> sendToFinal(String runId, Input input);
  }

  private final Host host;
  private final InputBox inputs;
  private final StoredRuns stored;
  private final UuidV7 ids;
  private final Runs runs;
  private final Set<Post> open = ConcurrentHashMap.newKeySet();

  private record Post(
      String inputId, String runId, Input input, Instant until, CompletableFuture<Reply> reply) {
    void fail(ErrorCode code, String why) {
      reply.completeExceptionally(new ConvergeException(code, why));
    }
  }

  Posts(Host host, InputBox inputs, StoredRuns stored, UuidV7 ids, Runs runs) {
    this.host = host;
    this.inputs = inputs;
    this.stored = stored;
    this.ids = ids;
    this.runs = runs;
  }

  /// Posts an input. Completes with its outcome.
  CompletableFuture<Reply> send(String runId, Input input) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    Instant until = host.steady().instant().plus(PATIENCE);
    Post post = new Post("in_" + ids.next(), runId, input, until, reply);
    String text;
    try {
      text = PostedInput.write(input);
    } catch (IllegalArgumentException e) {
      post.fail(ErrorCode.INVALID, "input: " + e.getMessage());
      return reply;
    }
    open.add(post);
    reply.whenComplete((_, _) -> open.remove(post));
    inputs.post(
        new InputBox.Posted(post.inputId(), runId, text),
        result -> host.executor().execute(() -> told(post, result)));
    later(post, FIRST_LOOK);
    return reply;
  }

  private void told(Post post, InputBox.PostResult result) {
    switch (result) {
      case InputBox.PostResult.Unavailable(var message) ->
          post.fail(ErrorCode.UNAVAILABLE, message);
      case InputBox.PostResult.Taken(var outcome) -> {
        try {
          Outcome said = PostedOutcome.read(outcome);
          post.reply().complete(new Reply(said, stored.load(post.runId()).view()));
        } catch (RuntimeException e) {
          post.reply().completeExceptionally(e);
        }
      }
    }
  }

  private void later(Post post, Duration pause) {
    host.timers()
        .after(pause, () -> host.executor().execute(() -> look(post, pause.multipliedBy(2))));
  }

  /// Checks whether the run can be loaded here by now.
  private void look(Post post, Duration pause) {
    if (post.reply().isDone()) {
      return;
    }
    boolean over = false;
    try {
      over = runs.takeUp(post.runId()) == TakenUp.OVER && isOpen(post);
    } catch (RuntimeException e) {
      LOG.debug("run {} cannot be loaded now for an input", post.runId(), e);
    }
    if (over) {
      inputs.withdraw(post.inputId());
      sendToFinal(post);
      return;
    }
    if (host.steady().instant().isBefore(post.until())) {
      later(post, pause);
    } else {
      inputs.withdraw(post.inputId());
      post.fail(ErrorCode.UNAVAILABLE, LATE);
    }
  }

  private void sendToFinal(Post post) {
    try {
      runs.sendToFinal(post.runId(), post.input())
          .whenComplete((reply, failure) -> {
            if (failure == null) {
              post.reply().complete(reply);
            } else {
              post.reply().completeExceptionally(failure);
            }
          });
    } catch (RuntimeException e) {
      post.reply().completeExceptionally(e);
    }
  }

  /// Whether nobody has answered the input: a run that has ended no longer answers.
  private boolean isOpen(Post post) {
    return inputs.open(post.runId()).stream().anyMatch(one -> one.inputId().equals(post.inputId()));
  }

  /// The server is shutting down: the senders are notified.
  void close() {
    open.forEach(post -> {
      inputs.withdraw(post.inputId());
      post.fail(ErrorCode.UNAVAILABLE, "the server is shutting down");
    });
  }
}
