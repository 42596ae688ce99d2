package dev.converge.runtime.grpc;

import dev.converge.proto.Ack;
import dev.converge.proto.ClientMessage;
import dev.converge.proto.Pong;
import dev.converge.proto.ServerEvent;
import dev.converge.runtime.grpc.message.ErrorStatus;
import dev.converge.runtime.grpc.message.FieldException;
import dev.converge.runtime.grpc.message.Messages;
import dev.converge.runtime.operations.call.Caller;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/// One client's conversation. Everything happens in turns, one at a time, on virtual threads.
/// Between turns, the stream uses no thread. Requests are executed one after the other, in the
/// order in which they were sent: those that change runs beside the turns, so that events continue
/// in the meantime, and those about subscriptions within turns.
///
/// The memory for a client is limited: one request, one page of events, and [#MAX_UNREAD_REPLIES]
/// replies. While a client does not read replies, its requests are not read.
final class StreamSession implements StreamObserver<ClientMessage>, StreamingCall.Work {
  /// Maximum number of replies that the client has not read yet.
  static final int MAX_UNREAD_REPLIES = 64;

  /// Maximum length of a request id, in characters.
  static final int MAX_REQUEST_ID = 200;

  private final Caller caller;
  private final ServerCallStreamObserver<ServerEvent> out;
  private final InstantSource clock;
  private final Executor executor;
  private final ChangeCalls changes;
  private final SubscriptionControl subscribing;
  private final StreamingCall<ServerEvent> sending;
  private final RepeatedTask turns;
  private final Queue<ClientMessage> inbound = new ConcurrentLinkedQueue<>();
  private final Queue<List<ServerEvent>> done = new ConcurrentLinkedQueue<>();

  private volatile boolean halfClosed;

  // Only used in turns.
  private boolean busy;
  private boolean asked;
  private int unread;

  private StreamSession(
      Caller caller,
      ServerCallStreamObserver<ServerEvent> out,
      ServiceContext context,
      ChangeCalls changes,
      OpenStreams open) {
    this.caller = caller;
    this.out = out;
    this.clock = context.clock();
    this.executor = context.executor();
    this.changes = changes;
    this.sending = new StreamingCall<>(caller, out, context, open, this);
    this.turns = sending.turns();
    this.subscribing = new SubscriptionControl(caller, context, out, turns);
  }

  /// Starts a conversation. Called while the call starts.
  static StreamObserver<ClientMessage> begin(
      Caller caller,
      ServerCallStreamObserver<ServerEvent> out,
      ServiceContext context,
      ChangeCalls changes,
      OpenStreams open) {
    StreamSession session = new StreamSession(caller, out, context, changes, open);
    out.disableAutoRequest();
    session.sending.begin();
    return session;
  }

  @Override
  public void onNext(ClientMessage message) {
    inbound.add(message);
    turns.wake();
  }

  @Override
  public void onError(Throwable failure) {
    sending.clientGone();
  }

  @Override
  public void onCompleted() {
    halfClosed = true;
    turns.wake();
  }

  @Override
  public void work() {
    if (out.isReady()) {
      unread = 0;
    }
    for (List<ServerEvent> replies = done.poll(); replies != null; replies = done.poll()) {
      busy = false;
      reply(replies);
    }
    while (!busy && unread < MAX_UNREAD_REPLIES && !inbound.isEmpty()) {
      ClientMessage message = inbound.remove();
      asked = false;
      handle(message);
      listen();
    }
    listen();
    subscribing.send(this::reply);
    if (halfClosed && !busy && inbound.isEmpty() && subscribing.over()) {
      sending.complete();
    }
  }

  /// Lets the client send its next request, once the earlier ones are answered and the replies
  /// read.
  private void listen() {
    if (!asked && !busy && !halfClosed && unread < MAX_UNREAD_REPLIES && inbound.isEmpty()) {
      asked = true;
      out.request(1);
    }
  }

  private void handle(ClientMessage message) {
    String id = message.getRequestId();
    if (id.length() > MAX_REQUEST_ID) {
      FieldException tooLong =
          new FieldException(
              "request_id", id.length() + " characters (expected: at most " + MAX_REQUEST_ID + ")");
      reply(List.of(refused(id.substring(0, MAX_REQUEST_ID), tooLong)));
      return;
    }
    try {
      switch (message.getMessageCase()) {
        case PING -> reply(pong(id, message.getPing().getClientTimeNs()));
        case SUBSCRIBE -> subscribing.subscribe(id, message.getSubscribe(), this::reply);
        case UNSUBSCRIBE -> reply(subscribing.unsubscribe(id, message.getUnsubscribe()));
        case RESUME_FROM -> subscribing.resume(id, message.getResumeFrom(), this::reply);
        case SUBMIT_JOB,
            CANCEL_JOB,
            SUBMIT_OBSERVATION,
            APPROVE,
            REJECT,
            PAUSE,
            RESUME,
            UPDATE_BUDGET,
            CONTINUE_RUN,
            RETURN_PROPOSAL ->
            aside(id, message);
        case MESSAGE_NOT_SET ->
            throw new FieldException("message", "not set (expected: one of the requests)");
      }
    } catch (RuntimeException e) {
      reply(List.of(refused(id, e)));
    }
  }

  private void aside(String id, ClientMessage message) {
    busy = true;
    executor.execute(() -> {
      List<ServerEvent> replies;
      try {
        sending.requireValid();
        replies = changes.perform(caller, message);
      } catch (RuntimeException e) {
        replies = List.of(refused(id, e));
      }
      done.add(replies);
      turns.wake();
    });
  }

  private ServerEvent refused(String id, RuntimeException why) {
    Ack ack = ErrorStatus.of(why, caller.requestId()).ack(id);
    return Messages.answer(clock.instant()).setAck(ack).build();
  }

  private List<ServerEvent> pong(String id, long clientTime) {
    Ack ack = Ack.newBuilder().setRequestId(id).setSuccess(true).build();
    Pong pong =
        Pong.newBuilder()
            .setClientTimeNs(clientTime)
            .setServerTimeNs(Messages.nanos(clock.instant()))
            .build();
    return List.of(
        Messages.answer(clock.instant()).setAck(ack).build(),
        Messages.answer(clock.instant()).setPong(pong).build());
  }

  private void reply(List<ServerEvent> replies) {
    for (ServerEvent reply : replies) {
      if (reply.hasJobCreated()) {
        subscribing.announced(reply.getJobCreated().getRunId());
      }
      out.onNext(reply);
    }
    unread++;
  }

  @Override
  public void close() {
    subscribing.close();
  }
}
