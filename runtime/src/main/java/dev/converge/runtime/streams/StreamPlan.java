package dev.converge.runtime.streams;

import com.linecorp.armeria.common.ResponseHeaders;
import dev.converge.engine.feed.Feed;
import dev.converge.runtime.auth.Session;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// What a stream is told when it begins.
///
/// @param headers of the response
/// @param types wanted, or `null` for all
/// @param heartbeatMillis between signs of life
/// @param writeMillis for the client to take what was sent
/// @param session the credential that the stream was opened with
/// @param reopen gives a new cursor after a position
/// @param queue tells where the run stands that waits for its turn
/// @param whenOver is called once, with whether the final event was sent
record StreamPlan(
    ResponseHeaders headers,
    @Nullable Set<String> types,
    long heartbeatMillis,
    long writeMillis,
    Session session,
    LongFunction<Feed> reopen,
    Queue queue,
    WhenOver whenOver) {
  /// Where a run stands among those that wait for their turn.
  ///
  /// @param asked whether the client wants it as events, not as comments
  /// @param position see [dev.converge.engine.run.RunView#position]
  record Queue(boolean asked, IntSupplier position) {}

  /// Hears that a stream is over.
  interface WhenOver {
    /// Called once, on the event loop.
    void over(EventStream stream, boolean finished);
  }
}
