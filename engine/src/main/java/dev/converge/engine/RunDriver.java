package dev.converge.engine;

import dev.converge.engine.host.Host;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.Room;
import java.time.Instant;

/// What a run tells the engine that drives it.
interface RunDriver {
  /// What a run needs to be driven.
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

  /// The run ended, or cannot be driven at all. It may still be read here.
  void over(RunLoop run);

  /// The run rests, and nothing of it is in progress: it need not be driven until a time.
  void rests(RunLoop run, Instant until);

  /// Another server drives the run, or may drive it: nothing of it is in progress here.
  void moved(RunLoop run);

  /// An input reached the run after it was put aside or had moved.
  void came(String runId, Inbox.Item item);

  /// An input was posted for the run after it was put aside.
  void posted(String runId);
}
