package dev.converge.engine;

import dev.converge.core.Input;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.post.PostedInput;
import dev.converge.engine.post.PostedOutcome;
import dev.converge.engine.store.InputBox;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The inputs to one run that other servers posted, processed by its owner. Each is answered once:
/// with the events that it led to, or alone. Used only on the run's turns.
final class Posted {
  private static final Logger LOG = LoggerFactory.getLogger(Posted.class);

  private final InputBox inputs;
  private final InstantSource clock;
  private final String runId;

  /// Inputs that were answered alone, because the input box may return them once more.
  private final Set<String> answered = new HashSet<>();

  Posted(InputBox inputs, InstantSource clock, String runId) {
    this.inputs = inputs;
    this.clock = clock;
    this.runId = runId;
  }

  /// Takes the inputs that are not being processed yet. Blocks for I/O.
  void take(Inbox inbox) {
    List<InputBox.Posted> open;
    try {
      open = inputs.open(runId);
    } catch (ConvergeException e) {
      LOG.debug("inputs to run {} could not be read and will be reported again", runId, e);
      return;
    }
    for (InputBox.Posted posted : open) {
      if (!inbox.holds(posted.inputId()) && !answered.contains(posted.inputId())) {
        item(posted).ifPresent(inbox::add);
      }
    }
  }

  private Optional<Inbox.Item> item(InputBox.Posted posted) {
    Input input;
    try {
      input = PostedInput.read(posted.input());
    } catch (RuntimeException e) {
      LOG.warn("an input to run {} is not known to this version of the server", runId, e);
      fail(posted, new ConvergeException(ErrorCode.UNAVAILABLE, "not known to the run's server"));
      return Optional.empty();
    }
    // Clocks of two servers differ: for the run, the input happened when it arrived here.
    Instant now = clock.instant();
    Input mine = input.delayed(Duration.between(input.at(), now));
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    reply.whenComplete((_, failure) -> failed(posted, failure));
    return Optional.of(new Inbox.Item(mine, reply, false, posted.inputId()));
  }

  /// A server that cannot process an input now leaves it in the input box.
  private void failed(InputBox.Posted posted, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ConvergeException known && known.code() != ErrorCode.UNAVAILABLE) {
      fail(posted, known);
    }
  }

  private void fail(InputBox.Posted posted, ConvergeException why) {
    answered.add(posted.inputId());
    inputs.answer(List.of(new InputBox.Answered(posted.inputId(), PostedOutcome.write(why))));
  }

  /// The core's response to posted inputs.
  static List<InputBox.Answered> outcomes(List<Inbox.Answered> said) {
    List<InputBox.Answered> outcomes = new ArrayList<>();
    for (Inbox.Answered one : said) {
      String id = one.item().posted();
      if (id != null) {
        outcomes.add(new InputBox.Answered(id, PostedOutcome.write(one.outcome())));
      }
    }
    return outcomes;
  }

  /// Inputs led to no events.
  void answerAlone(List<Inbox.Answered> said) {
    List<InputBox.Answered> outcomes = outcomes(said);
    if (!outcomes.isEmpty()) {
      outcomes.forEach(one -> answered.add(one.inputId()));
      inputs.answer(outcomes);
    }
  }
}
