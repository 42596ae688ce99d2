package dev.converge.engine;

import dev.converge.core.Input;
import dev.converge.core.status.Outcome;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.run.RunView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The inputs of a run: those that wait, and those that were taken and have no outcome yet. None is
/// lost: each is processed or put back, or its sender is told that it failed. Used only on the
/// run's turns.
final class Inbox {
  /// An input and the recipient of its outcome, or `null`.
  ///
  /// @param own whether it came from the run itself, and so is kept until the store accepts it
  /// @param posted the id under which another server posted it, or `null`
  record Item(
      Input input, @Nullable CompletableFuture<Reply> reply, boolean own, @Nullable String posted) {
    /// An input that arrived at this server.
    Item(Input input, @Nullable CompletableFuture<Reply> reply, boolean own) {
      this(input, reply, own, null);
    }

    /// An input from the run itself whose outcome nobody waits for.
    static Item own(Input input) {
      return new Item(input, null, true);
    }

    void fail(ErrorCode code, String why) {
      if (reply != null) {
        reply.completeExceptionally(new ConvergeException(code, why));
      }
    }
  }

  /// An input and the core's response to it.
  record Answered(Item item, Outcome outcome) {}

  private final ArrayDeque<Item> waiting = new ArrayDeque<>();
  private final List<Item> taken = new ArrayList<>();

  void add(Item item) {
    waiting.add(item);
  }

  /// Ends the run before anything else is done.
  void end(Input ending) {
    if (waiting.isEmpty() || waiting.getFirst().input().getClass() != ending.getClass()) {
      waiting.addFirst(Item.own(ending));
    }
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /// Whether a posted input is being processed.
  boolean holds(String posted) {
    return Stream.concat(waiting.stream(), taken.stream())
        .anyMatch(item -> posted.equals(item.posted()));
  }

  /// Removes the inputs from outside that arrived at this server, to send them elsewhere, and drops
  /// all others.
  List<Item> handOver(ErrorCode code, String why) {
    List<Item> others = new ArrayList<>();
    Stream.concat(taken.stream(), waiting.stream())
        .forEach(item -> {
          if (item.own() || item.posted() != null) {
            item.fail(code, why);
          } else {
            others.add(item);
          }
        });
    taken.clear();
    waiting.clear();
    return others;
  }

  /// The next input, which has no outcome yet; `null` if none waits.
  @Nullable Item take() {
    Item item = waiting.poll();
    if (item != null) {
      taken.add(item);
    }
    return item;
  }

  /// The taken inputs have been processed.
  void done(List<Answered> answered, Supplier<RunView> view) {
    for (Answered one : answered) {
      CompletableFuture<Reply> reply = one.item().reply();
      if (reply != null) {
        reply.complete(new Reply(one.outcome(), view.get()));
      }
    }
    taken.clear();
  }

  /// Puts the taken inputs back, before all others.
  void giveBack() {
    taken.reversed().forEach(waiting::addFirst);
    taken.clear();
  }

  /// Of the taken inputs, fails those from outside and puts the run's own back.
  void giveBackOwn(ErrorCode code, String why) {
    for (Item item : taken.reversed()) {
      if (item.own()) {
        waiting.addFirst(item);
      }
    }
    drop(code, why);
  }

  /// Drops the taken inputs and notifies their senders.
  void drop(ErrorCode code, String why) {
    taken.forEach(item -> item.fail(code, why));
    taken.clear();
  }

  /// Drops all inputs and notifies their senders.
  void dropAll(ErrorCode code, String why) {
    drop(code, why);
    refuseAll(code, why);
  }

  /// Fails the waiting inputs from outside.
  void refuseOutside(ErrorCode code, String why) {
    for (Item item : waiting) {
      item.fail(code, why);
    }
    waiting.removeIf(item -> !item.own());
  }

  /// Drops all waiting inputs and notifies their senders.
  void refuseAll(ErrorCode code, String why) {
    waiting.forEach(item -> item.fail(code, why));
    waiting.clear();
  }
}
