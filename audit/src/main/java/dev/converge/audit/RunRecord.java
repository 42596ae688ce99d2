package dev.converge.audit;

import dev.converge.core.event.Sealed;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The parts of a run that a bundle contains.
///
/// @param jobId of the job
/// @param runId of the run
/// @param replayOf the run that it replays, or `null`
/// @param createdAt when the job was submitted, RFC 3339
/// @param submission the job as submitted: canonical JSON
/// @param template of the run
/// @param events of the run
public record RunRecord(
    String jobId,
    String runId,
    @Nullable String replayOf,
    String createdAt,
    String submission,
    TemplateFiles template,
    Events events) {

  /// A run's events, which can be read several times with the same result.
  public interface Events {
    /// Passes each event to a consumer, in order.
    ///
    /// @throws IOException if the consumer throws it, or the store cannot be read
    void forEach(EventConsumer consumer) throws IOException;
  }

  /// Consumes events.
  public interface EventConsumer {
    /// Consumes the next event.
    ///
    /// @throws IOException if that fails
    void accept(Sealed event) throws IOException;
  }
}
