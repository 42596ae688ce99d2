package dev.converge.runtime.grpc;

import dev.converge.proto.ServerEvent;
import dev.converge.proto.WatchJobRequest;
import io.grpc.stub.ServerCallStreamObserver;
import org.jspecify.annotations.Nullable;

/// One run's events to one client, until the run or the client ends it.
final class JobWatch implements Pump.Owner {
  private final Caller caller;
  private final ServerCallStreamObserver<ServerEvent> out;
  private final Parts parts;
  private final Found found;
  private final WatchJobRequest request;
  private final OpenStreams open;
  private final Turns turns;
  private final Pump pump;
  private final Runnable ending = this::goDown;
  private volatile boolean gone;
  private volatile boolean goingDown;

  // Only in turns.
  private @Nullable RunCursor cursor;
  private boolean finished;

  private JobWatch(
      Caller caller,
      WatchJobRequest request,
      ServerCallStreamObserver<ServerEvent> out,
      Parts parts,
      Found found,
      OpenStreams open) {
    this.caller = caller;
    this.request = request;
    this.out = out;
    this.parts = parts;
    this.found = found;
    this.open = open;
    this.turns = new Turns(parts.executor(), this::turn);
    this.pump = new Pump(out, parts.timers(), turns, this);
  }

  /// Begins to send; called while the call starts.
  static void begin(
      Caller caller,
      WatchJobRequest request,
      ServerCallStreamObserver<ServerEvent> out,
      Parts parts,
      Found found,
      OpenStreams open) {
    JobWatch watch = new JobWatch(caller, request, out, parts, found, open);
    out.setOnCancelHandler(watch::clientGone);
    out.setOnReadyHandler(watch.turns::wake);
    open.add(watch.ending);
    watch.turns.wake();
  }

  private void clientGone() {
    gone = true;
    turns.wake();
  }

  private void goDown() {
    goingDown = true;
    turns.wake();
  }

  private void turn() {
    if (finished) {
      return;
    }
    if (gone) {
      finish();
      return;
    }
    if (goingDown) {
      fail(OpenStreams.goingDown());
      return;
    }
    try {
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
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  @Override
  public void ended(RunCursor over) {
    finish();
    out.onCompleted();
  }

  @Override
  public void failed(RunCursor over, RuntimeException why) {
    fail(why);
  }

  private void fail(RuntimeException why) {
    finish();
    out.onError(Fault.of(why, caller.incident()).exception());
  }

  private void finish() {
    finished = true;
    if (cursor != null) {
      cursor.close();
    }
    open.remove(ending);
  }
}
