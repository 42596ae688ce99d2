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

/// One call that is answered with many messages, as fast as its client takes them. The work is done
/// in turns, one at a time, on virtual threads: one when the call begins, one whenever the client
/// can take more, and one whenever somebody wakes it. Between them the call costs no thread. It
/// ends once: when the work is complete, fails, or finds that the client is gone, or when the
/// server goes down.
///
/// [#begin] and [#wake] may be called on any thread, the rest only by the work.
final class StreamingCall<T> {
  /// What is done in turns.
  interface Work {
    /// Sends what there is and the client takes now.
    void work() throws IOException;

    /// Lets go of what the call held; once, whichever way it ended.
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

  // Written in turns only.
  private volatile boolean finished;

  /// @param open what ends the call when the server goes down, or `null` if it may be completed
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

  /// Begins; called while the call starts.
  ///
  /// @throws dev.converge.engine.error.ConvergeException if no more calls may begin
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

  /// The turns, for whoever has more to send.
  RepeatedTask turns() {
    return turns;
  }

  /// The client is gone: it hears nothing more.
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

  /// Ends it well.
  void complete() {
    finish();
    out.onCompleted();
  }

  /// Ends it, and tells the client why.
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
