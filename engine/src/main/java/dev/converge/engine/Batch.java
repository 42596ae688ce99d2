package dev.converge.engine;

import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.core.event.Sealed;
import java.util.List;

/// Events on their way to the store, and what is true once they are there. Used on the run's turns
/// only.
final class Batch {
  private final Draft draft;
  private final Appends.Append append;
  private boolean stored;

  Batch(Draft draft, Appends.Append append) {
    this.draft = draft;
    this.append = append;
  }

  /// Where the run stands once they are stored.
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

  /// The hash of the last one.
  String hash() {
    return append.events().getLast().hash();
  }

  /// Looks for itself in what is stored: each hash covers all before it, so the last one is enough.
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
