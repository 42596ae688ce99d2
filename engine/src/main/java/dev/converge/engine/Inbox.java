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

/// The inputs of a run: those that wait, and those that were taken and whose fate is open. None is
/// lost: each is either done, given back, or whoever sent it is told that it failed. Used on the
/// run's turns only.
final class Inbox {
  /// An input and who waits for what becomes of it, or `null`.
  ///
  /// @param own whether it is the run's own, which is kept until the store takes it
  /// @param posted the id under which another server posted it, or `null`
  record Item(
      Input input, @Nullable CompletableFuture<Reply> reply, boolean own, @Nullable String posted) {
    /// One that came to this server.
    Item(Input input, @Nullable CompletableFuture<Reply> reply, boolean own) {
      this(input, reply, own, null);
    }

    /// One of the run's own that nobody waits for.
    static Item own(Input input) {
      return new Item(input, null, true);
    }

    void fail(ErrorCode code, String why) {
      if (reply != null) {
        reply.completeExceptionally(new ConvergeException(code, why));
      }
    }
  }

  /// An input and what the core said to it.
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

  /// Whether an input that was posted is in hand.
  boolean holds(String posted) {
    return Stream.concat(waiting.stream(), taken.stream())
        .anyMatch(item -> posted.equals(item.posted()));
  }

  /// Takes out the inputs that came to this server from outside, to be sent elsewhere, and forgets
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

  /// The next one, whose fate is open from now on; `null` if none waits.
  @Nullable Item take() {
    Item item = waiting.poll();
    if (item != null) {
      taken.add(item);
    }
    return item;
  }

  /// Those that were taken are done.
  void done(List<Answered> answered, Supplier<RunView> view) {
    for (Answered one : answered) {
      CompletableFuture<Reply> reply = one.item().reply();
      if (reply != null) {
        reply.complete(new Reply(one.outcome(), view.get()));
      }
    }
    taken.clear();
  }

  /// Those that were taken wait again, before all others.
  void giveBack() {
    taken.reversed().forEach(waiting::addFirst);
    taken.clear();
  }

  /// Of those that were taken, the ones from outside fail, and the run's own wait again.
  void giveBackOwn(ErrorCode code, String why) {
    for (Item item : taken.reversed()) {
      if (item.own()) {
        waiting.addFirst(item);
      }
    }
    drop(code, why);
  }

  /// Those that were taken are forgotten; whoever sent one is told.
  void drop(ErrorCode code, String why) {
    taken.forEach(item -> item.fail(code, why));
    taken.clear();
  }

  /// All are forgotten; whoever sent one is told.
  void dropAll(ErrorCode code, String why) {
    drop(code, why);
    refuseAll(code, why);
  }

  /// Those from outside that wait fail.
  void refuseOutside(ErrorCode code, String why) {
    for (Item item : waiting) {
      item.fail(code, why);
    }
    waiting.removeIf(item -> !item.own());
  }

  /// All that wait are forgotten; whoever sent one is told.
  void refuseAll(ErrorCode code, String why) {
    waiting.forEach(item -> item.fail(code, why));
    waiting.clear();
  }
}
