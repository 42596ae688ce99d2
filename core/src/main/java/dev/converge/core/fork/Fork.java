package dev.converge.core.fork;

import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.json.Members;

/// The origin of a forked run. The person who forked it is the submitter of its job.
///
/// @param jobId of the original
/// @param runId of the original
/// @param at sequence of the original's event after which the changes apply; 0 for the start
/// @param shared number of first events that correspond to those of the original one by one
/// @param recorded sequence of the original's last event at the time of the fork: the end of the
///   record that can answer
/// @param hash of that event, which covers all before it
/// @param waits the job that determines the pauses between attempts: the first original's, so that
///   a fork waits as its original did
/// @param live whether answers of live models may be among those taken over
/// @param changes the differences
public record Fork(
    String jobId,
    String runId,
    long at,
    long shared,
    long recorded,
    String hash,
    String waits,
    boolean live,
    ForkChanges changes) {
  /// The same, after it was determined how far the original was followed.
  public Fork sharing(long events) {
    return new Fork(jobId, runId, at, events, recorded, hash, waits, live, changes);
  }

  /// Writes it as a JSON object.
  public void write(CanonicalWriter out) {
    out.open().field("at", at).name("changes");
    changes.write(out);
    out.field("hash", hash).field("job_id", jobId).field("live", live);
    out.field("recorded", recorded).field("run_id", runId).field("shared", shared);
    out.field("waits", waits).close();
  }

  /// Reads it back.
  ///
  /// @throws IllegalArgumentException if the JSON is not such an object
  public static Fork read(Json.Obj json) {
    Members in = new Members("forked_from", json);
    Json.Obj changes = in.object("changes");
    return new Fork(
        in.text("job_id"),
        in.text("run_id"),
        in.number("at"),
        in.number("shared"),
        in.number("recorded"),
        in.text("hash"),
        in.text("waits"),
        in.bool("live"),
        changes == null ? ForkChanges.NONE : ForkChanges.read(changes));
  }
}
