package dev.converge.runtime.grpc;

import dev.converge.proto.ServerEvent;
import dev.converge.proto.WatchJobRequest;
import dev.converge.runtime.grpc.message.EntryFilter;
import dev.converge.runtime.grpc.message.Messages;
import dev.converge.runtime.grpc.message.RunHeader;
import dev.converge.runtime.grpc.message.RunSelectors;
import dev.converge.runtime.operations.EventOperations;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;
import io.grpc.stub.ServerCallStreamObserver;
import org.jspecify.annotations.Nullable;

/// Sends one run's events to one client, until the run or the client ends.
final class JobWatch implements StreamingCall.Work, Pump.Owner {
  private final Caller caller;
  private final ServiceContext context;
  private final WatchJobRequest request;
  private final ServerCallStreamObserver<ServerEvent> out;
  private final StreamingCall<ServerEvent> sending;
  private final Pump pump;

  /// Whether it is time to check the run's position.
  private volatile boolean look;

  // Only used in turns.
  private @Nullable RunCursor cursor;

  /// The position that the client knows.
  private int told;

  private JobWatch(
      Caller caller,
      WatchJobRequest request,
      ServerCallStreamObserver<ServerEvent> out,
      ServiceContext context,
      OpenStreams open) {
    this.caller = caller;
    this.request = request;
    this.context = context;
    this.out = out;
    this.sending = new StreamingCall<>(caller, out, context, open, this);
    this.pump = new Pump(out, context.timers(), sending.turns(), this);
  }

  /// Starts sending. Called while the call starts.
  static void begin(
      Caller caller,
      WatchJobRequest request,
      ServerCallStreamObserver<ServerEvent> out,
      ServiceContext context,
      OpenStreams open) {
    new JobWatch(caller, request, out, context, open).sending.begin();
  }

  @Override
  public void work() {
    if (cursor == null) {
      EventOperations events = context.operations().events();
      RunSelector selector = RunSelectors.either(request.getJobId(), request.getRunId());
      RunHeader run = RunHeader.of(events.find(caller, selector));
      cursor =
          RunCursor.open(
              events,
              run,
              request.getSinceSequence(),
              EntryFilter.of(request.getEntryTypesList()),
              "",
              true);
      pump.add(cursor);
      lookLater();
    }
    if (look && !cursor.ended()) {
      look = false;
      tellPosition(cursor.run());
    }
    pump.send();
  }

  private void lookLater() {
    if (request.getPositions()) {
      context
          .timers()
          .after(
              Pump.LOOK_EVERY,
              () -> {
                look = true;
                sending.turns().wake();
              });
    }
  }

  /// A client that has waited for a second is told the run's position, and each change of it.
  private void tellPosition(RunHeader run) {
    int position = context.operations().events().queuePosition(run.runId());
    if (position > 0) {
      if (position != told && out.isReady()) {
        told = position;
        out.onNext(Messages.queued(position, context.clock().instant()));
      }
      lookLater();
    }
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
