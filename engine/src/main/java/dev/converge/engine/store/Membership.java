package dev.converge.engine.store;

import java.time.Instant;
import java.util.List;

/// This engine among those that work on one store. Thread-safe.
public interface Membership {
  /// Is told what happens to the membership, on a thread of the store; must be quick.
  interface Listener {
    /// This engine is no member any more, or cannot know whether it is: others may take over all
    /// its runs. It drives nothing until it has joined again; appends are `Fenced`.
    void lost(String why);

    /// It is a member again, and owns nothing yet.
    void joined();

    /// Runs may have been left by another member: claiming is worthwhile now.
    void freed();
  }

  /// A process that works on the store.
  ///
  /// @param name for people
  /// @param version of its server
  /// @param since when it joined
  /// @param seen when it was last known to work
  /// @param self whether it is this one
  record Member(String name, String version, Instant since, Instant seen, boolean self) {}

  /// Tells a listener; set once, before anything is claimed.
  void listen(Listener listener);

  /// Whether this engine is a member now, and may ask agents. Quick.
  boolean member();

  /// All members, this one first; as they were last seen. Quick. Empty for an engine that has its
  /// store for itself.
  List<Member> members();
}
