package dev.converge.engine.store;

import java.time.Instant;
import java.util.List;

/// The membership of this engine among those that work on one store. Thread-safe.
public interface Membership {
  /// Is notified of changes of the membership, on a thread of the store. Must be quick.
  interface Listener {
    /// This engine has lost its membership, or cannot know whether it has: others may take over all
    /// its runs. It drives nothing until it has joined again. Appends are `Fenced`.
    void lost(String why);

    /// The engine is a member again, and owns nothing yet.
    void joined();

    /// Another member may have left runs: claiming is worthwhile now.
    void freed();
  }

  /// A process that works on the store.
  ///
  /// @param name for people
  /// @param version of its server
  /// @param since when it joined
  /// @param seen when it was last known to be alive
  /// @param self whether it is this process
  record Member(String name, String version, Instant since, Instant seen, boolean self) {}

  /// Sets the listener. Called once, before anything is claimed.
  void listen(Listener listener);

  /// Whether this engine is currently a member, and may ask agents. Quick.
  boolean member();

  /// All members as last seen, this one first. Quick. Empty for an engine that does not share its
  /// store.
  List<Member> members();
}
