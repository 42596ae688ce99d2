package dev.converge.audit;

import dev.converge.core.event.Sealed;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Everything of a run that goes into a bundle.
///
/// @param jobId of the job
/// @param runId of the run
/// @param replayOf the run that it replays, or `null`
/// @param createdAt when the job was submitted, RFC 3339
/// @param submission the job as submitted: canonical JSON
/// @param template that was run
/// @param events of the run
public record RunRecord(
    String jobId,
    String runId,
    @Nullable String replayOf,
    String createdAt,
    String submission,
    TemplateFiles template,
    Events events) {

  /// A run's events, as often as they are asked for, the same each time.
  public interface Events {
    /// Passes each event to a consumer, in order.
    ///
    /// @throws IOException if the consumer does, or the store cannot be read
    void forEach(EventConsumer consumer) throws IOException;
  }

  /// Takes events.
  public interface EventConsumer {
    /// Takes the next event.
    ///
    /// @throws IOException if it cannot
    void accept(Sealed event) throws IOException;
  }
}
