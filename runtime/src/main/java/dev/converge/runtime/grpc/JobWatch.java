package dev.converge.runtime.grpc;

import dev.converge.proto.ServerEvent;
import dev.converge.proto.WatchJobRequest;
import io.grpc.stub.ServerCallStreamObserver;
import org.jspecify.annotations.Nullable;

/// One run's events to one client, until the run or the client ends it.
final class JobWatch implements Sending.Work, Pump.Owner {
  private final Caller caller;
  private final Parts parts;
  private final Found found;
  private final WatchJobRequest request;
  private final Sending<ServerEvent> sending;
  private final Pump pump;

  // Only in turns.
  private @Nullable RunCursor cursor;

  private JobWatch(
      Caller caller,
      WatchJobRequest request,
      ServerCallStreamObserver<ServerEvent> out,
      Parts parts,
      Found found,
      OpenStreams open) {
    this.caller = caller;
    this.request = request;
    this.parts = parts;
    this.found = found;
    this.sending = new Sending<>(caller, out, parts.executor(), open, this);
    this.pump = new Pump(out, parts.timers(), sending.turns(), this);
  }

  /// Begins to send; called while the call starts.
  static void begin(
      Caller caller,
      WatchJobRequest request,
      ServerCallStreamObserver<ServerEvent> out,
      Parts parts,
      Found found,
      OpenStreams open) {
    new JobWatch(caller, request, out, parts, found, open).sending.begin();
  }

  @Override
  public void work() {
    if (cursor == null) {
      RunInfo run = found.either(caller.tenant(), request.getJobId(), request.getRunId());
      cursor =
          RunCursor.open(
              parts.engine(),
              run,
              request.getSinceSequence(),
              Filters.of(request.getEntryTypesList()),
              "",
              true);
      pump.add(cursor);
    }
    pump.send();
  }

  @Override
  public void ended(RunCursor over) {
    sending.complete();
  }

  @Override
  public void failed(RunCursor over, RuntimeException why) {
    sending.fail(why);
  }

  @Override
  public void close() {
    if (cursor != null) {
      cursor.close();
    }
  }
}
