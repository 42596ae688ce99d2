package dev.converge.engine;

import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.core.event.Sealed;
import java.util.List;

/// Events on their way to the store, and the state after them. Used only on the run's turns.
final class Batch {
  private final Draft draft;
  private final Appends.Append append;
  private boolean stored;

  Batch(Draft draft, Appends.Append append) {
    this.draft = draft;
    this.append = append;
  }

  /// The state of the run once they are stored.
  RunState next() {
    return draft.next();
  }

  List<Event> events() {
    return draft.events();
  }

  List<Inbox.Answered> answered() {
    return draft.answered();
  }

  Appends.Append append() {
    return append;
  }

  /// The hash of the last event.
  String hash() {
    return append.events().getLast().hash();
  }

  /// Searches the stored events for the batch: each hash covers everything before it, so the last
  /// hash is enough.
  void find(List<Sealed> page) {
    Sealed last = append.events().getLast();
    for (Sealed event : page) {
      stored |= event.sequence() == last.sequence() && event.hash().equals(last.hash());
    }
  }

  /// Whether it was found.
  boolean stored() {
    return stored;
  }
}
