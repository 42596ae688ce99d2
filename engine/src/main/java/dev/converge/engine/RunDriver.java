package dev.converge.engine;

import dev.converge.engine.host.Host;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.Room;
import java.time.Instant;

/// What a run does to whoever has it driven.
interface RunDriver {
  /// What a run is driven with.
  ///
  /// @param replica this server among those that work on the store
  /// @param room says what of quotas is used
  record Tools(
      Host host,
      Appends appends,
      StoredRuns stored,
      Replica replica,
      Room room,
      RunObserver observer,
      RunDriver driver) {}

  /// The run is over, or cannot be driven at all; it may still be read here.
  void over(RunLoop run);

  /// The run rests, and nothing of it is under way: it need not be driven until a time.
  void rests(RunLoop run, Instant until);

  /// Another server drives the run, or may: nothing of it is under way here.
  void moved(RunLoop run);

  /// An input came to the run after it was put aside or had moved.
  void came(String runId, Inbox.Item item);

  /// An input was posted for the run after it was put aside.
  void posted(String runId);
}
