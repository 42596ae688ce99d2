package dev.converge.runtime.grpc;

import dev.converge.core.Sealed;
import dev.converge.engine.Engine;
import dev.converge.engine.Feed;
import dev.converge.proto.ContextEntry;
import dev.converge.proto.EntryType;
import dev.converge.proto.GetEventsRequest;
import dev.converge.proto.GetEventsResponse;
import dev.converge.runtime.events.EventType;
import java.util.List;
import java.util.Set;

/// Pages of a run's events, cut by count and by bytes. Blocks for I/O.
final class Pages {
  /// Entries on a page unless the request says otherwise.
  static final int DEFAULT_ENTRIES = 100;

  /// Entries on a page at most.
  static final int MAX_ENTRIES = 1_000;

  /// Bytes of a page as it is sent, unless its only entry is larger: far below the 4 MiB that
  /// clients take.
  static final int MAX_BYTES = 1 << 20;

  private static final int READ_EVENTS = 256;

  private final Engine engine;
  private final Found found;

  Pages(Engine engine, Found found) {
    this.engine = engine;
    this.found = found;
  }

  /// The size of a page.
  ///
  /// @throws FieldException if it is too large
  static int limit(int asked, int otherwise, int most) {
    if (asked < 0 || asked > most) {
      throw new FieldException(
          "limit", Integer.toUnsignedString(asked) + " (expected: at most " + most + ")");
    }
    return asked == 0 ? otherwise : asked;
  }

  GetEventsResponse page(Caller caller, GetEventsRequest request) {
    int limit = limit(request.getLimit(), DEFAULT_ENTRIES, MAX_ENTRIES);
    Set<EntryType> filter = Filters.of(request.getEntryTypesList());
    RunInfo run = found.runOf(caller.tenant(), request.getJobId(), request.getRunId());
    GetEventsResponse.Builder out = GetEventsResponse.newBuilder();
    long latest = engine.view(run.runId()).state().sequence();
    long position = request.getSinceSequence();
    try (Feed feed = engine.feed(run.runId(), position)) {
      int bytes = 0;
      List<Sealed> read = feed.next(READ_EVENTS, MAX_BYTES);
      while (!read.isEmpty()) {
        for (Sealed event : read) {
          if (Messages.passes(filter, EventType.of(event.type()))) {
            ContextEntry entry = Messages.entry(run, event);
            bytes += entry.getSerializedSize();
            boolean full = out.getEntriesCount() >= limit || bytes > MAX_BYTES;
            if (full && out.getEntriesCount() > 0) {
              return end(out, position, Math.max(latest, event.sequence()));
            }
            out.addEntries(entry);
          }
          position = event.sequence();
        }
        read = feed.next(READ_EVENTS, MAX_BYTES);
      }
    }
    return end(out, position, Math.max(latest, position));
  }

  private static GetEventsResponse end(GetEventsResponse.Builder out, long position, long latest) {
    return out.setLatestSequence(latest)
        .setHasMore(position < latest)
        .setNextSinceSequence(position)
        .build();
  }
}
