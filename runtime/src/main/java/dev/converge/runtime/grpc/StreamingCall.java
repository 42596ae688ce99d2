package dev.converge.runtime.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.Timers;
import dev.converge.runtime.auth.Session;
import dev.converge.runtime.grpc.message.ErrorStatus;
import dev.converge.runtime.operations.call.Caller;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A call that is answered with many messages, as fast as its client reads them. The work is done
/// in turns, one at a time, on virtual threads: one when the call starts, one whenever the client
/// can take more, and one whenever the call is woken. Between turns, the call uses no thread. It
/// ends once: when the work is complete, fails, or finds that the client has disconnected, or when
/// the server shuts down.
///
/// [#begin] and [#wake] can be called on any thread, everything else only by the work.
final class StreamingCall<T> {
  /// The work of a turn.
  interface Work {
    /// Sends as much as there is and as the client can currently take.
    void work() throws IOException;

    /// Releases the resources of the call. Called once, however it ended.
    void close();
  }

  /// How often the credential of an open call is checked.
  static final Duration CHECK_EVERY = Duration.ofSeconds(2);

  private final Caller caller;
  private final Session session;
  private final Timers timers;
  private final ServerCallStreamObserver<T> out;
  private final @Nullable OpenStreams open;
  private final Work work;
  private final RepeatedTask turns;
  private final Runnable ending = this::goDown;
  private volatile boolean gone;
  private volatile boolean expired;
  private volatile boolean goingDown;

  // Only written in turns.
  private volatile boolean finished;

  /// @param open ends the call when the server shuts down, or `null` if it may be completed
  StreamingCall(
      Caller caller,
      ServerCallStreamObserver<T> out,
      ServiceContext context,
      @Nullable OpenStreams open,
      Work work) {
    this.caller = caller;
    this.out = out;
    this.open = open;
    this.work = work;
    this.turns = new RepeatedTask(context.executor(), this::turn);
    this.timers = context.timers();
    this.session = Session.of(ServiceRequestContext.current());
  }

  /// Starts the call. Called while the call starts.
  ///
  /// @throws dev.converge.engine.error.ConvergeException if no more calls can start
  void begin() {
    out.setOnCancelHandler(this::clientGone);
    out.setOnReadyHandler(turns::wake);
    if (open != null) {
      open.add(ending);
    }
    if (session.canEnd()) {
      checkLater();
    }
    turns.wake();
  }

  private void checkLater() {
    timers.after(
        CHECK_EVERY,
        () -> {
          if (!finished && !gone) {
            session
                .valid()
                .whenComplete((valid, failure) -> {
                  if (failure == null && !valid) {
                    expire();
                  } else {
                    checkLater();
                  }
                });
          }
        });
  }

  private void expire() {
    expired = true;
    turns.wake();
  }

  /// Checks the credential now; an invalid one also ends the call. May block.
  ///
  /// @throws ConvergeException with `UNAUTHENTICATED`
  void requireValid() {
    if (!session.valid().toCompletableFuture().join()) {
      expire();
      throw expired();
    }
  }

  private static ConvergeException expired() {
    return new ConvergeException(
        ErrorCode.UNAUTHENTICATED, "the credential is no longer valid; authenticate again");
  }

  /// The turns, for those that have more to send.
  RepeatedTask turns() {
    return turns;
  }

  /// The client has disconnected and gets nothing more.
  void clientGone() {
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
    try {
      if (gone) {
        finish();
      } else if (expired) {
        fail(expired());
      } else if (goingDown) {
        fail(OpenStreams.goingDown());
      } else {
        work.work();
      }
    } catch (RuntimeException | IOException e) {
      fail(e);
    }
  }

  /// Whether it has ended.
  boolean finished() {
    return finished;
  }

  /// Ends the call successfully.
  void complete() {
    finish();
    out.onCompleted();
  }

  /// Ends the call with an error for the client.
  void fail(Exception why) {
    try {
      finish();
    } finally {
      if (!gone) {
        out.onError(ErrorStatus.of(why, caller.requestId()).exception());
      }
    }
  }

  private void finish() {
    if (finished) {
      return;
    }
    finished = true;
    if (open != null) {
      open.remove(ending);
    }
    work.close();
  }
}
