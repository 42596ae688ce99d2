package dev.converge.runtime.streams;

import com.linecorp.armeria.common.ResponseHeaders;
import dev.converge.engine.feed.Feed;
import dev.converge.runtime.auth.Session;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// The parameters of a stream.
///
/// @param headers of the response
/// @param types wanted, or `null` for all
/// @param heartbeatMillis between signs of life
/// @param writeMillis for the client to read what was sent
/// @param session the credential that the stream was opened with
/// @param reopen returns a new cursor after a position
/// @param queue reports the position of a run that waits for its turn
/// @param whenOver called once, with whether the final event was sent
record StreamPlan(
    ResponseHeaders headers,
    @Nullable Set<String> types,
    long heartbeatMillis,
    long writeMillis,
    Session session,
    LongFunction<Feed> reopen,
    Queue queue,
    WhenOver whenOver) {
  /// The position of a run that waits for its turn.
  ///
  /// @param asked whether the client wants it as events, not as comments
  /// @param position see [dev.converge.engine.run.RunView#position]
  record Queue(boolean asked, IntSupplier position) {}

  /// Is notified of the end of a stream.
  interface WhenOver {
    /// Called once, on the event loop.
    void over(EventStream stream, boolean finished);
  }
}
