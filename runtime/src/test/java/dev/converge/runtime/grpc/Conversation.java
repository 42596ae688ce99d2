package dev.converge.runtime.grpc;

import dev.converge.foreign.Ack;
import dev.converge.foreign.ClientMessage;
import dev.converge.foreign.ConvergeServiceGrpc;
import dev.converge.foreign.ServerEvent;
import dev.converge.foreign.SubscribeRequest;
import dev.converge.testkit.LiveEngine;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A foreign client's side of a stream: sends, and keeps what it hears in order.
final class Conversation implements ClientResponseObserver<ClientMessage, ServerEvent> {
  private final LinkedBlockingQueue<ServerEvent> heard = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final List<ServerEvent> all = new ArrayList<>();
  private @Nullable ClientCallStreamObserver<ClientMessage> out;

  static Conversation on(Channel channel) {
    Conversation conversation = new Conversation();
    ConvergeServiceGrpc.newStub(channel).stream(conversation);
    return conversation;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<ClientMessage> stream) {
    out = stream;
  }

  @Override
  public void onNext(ServerEvent event) {
    heard.add(event);
  }

  @Override
  public void onError(Throwable failure) {
    over.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    over.complete(null);
  }

  private ClientCallStreamObserver<ClientMessage> out() {
    ClientCallStreamObserver<ClientMessage> stream = out;
    if (stream == null) {
      throw new IllegalStateException("the stream has not begun");
    }
    return stream;
  }

  void send(ClientMessage.Builder message) {
    out().onNext(message.build());
  }

  void halfClose() {
    out().onCompleted();
  }

  void cancel() {
    out().cancel("the test has heard enough", null);
  }

  /// Ends once the server has closed the stream.
  CompletableFuture<Void> over() {
    return over;
  }

  /// The next event.
  ServerEvent next() {
    try {
      ServerEvent event = heard.poll(LiveEngine.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("nothing more after " + all);
      }
      all.add(event);
      return event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /// The events up to the first that is looked for, which is the last of them.
  List<ServerEvent> until(Predicate<ServerEvent> found) {
    List<ServerEvent> events = new ArrayList<>();
    do {
      events.add(next());
    } while (!found.test(events.getLast()));
    return events;
  }

  /// The events until each of two was found, in whichever order.
  List<ServerEvent> untilAll(Predicate<ServerEvent> one, Predicate<ServerEvent> other) {
    List<ServerEvent> events = until(one.or(other));
    events.addAll(until(one.test(events.getLast()) ? other : one));
    return events;
  }

  /// What was heard and not read yet, once the stream is over.
  List<ServerEvent> rest() {
    List<ServerEvent> events = new ArrayList<>();
    heard.drainTo(events);
    all.addAll(events);
    return events;
  }

  /// Sends a request and reads to its ack.
  Ack ask(ClientMessage.Builder message) {
    send(message);
    String id = message.getRequestId();
    return until(e -> e.hasAck() && e.getAck().getRequestId().equals(id)).getLast().getAck();
  }

  static ClientMessage.Builder message(String requestId) {
    return ClientMessage.newBuilder().setRequestId(requestId);
  }

  static ClientMessage.Builder subscribe(String requestId, String jobId, long since) {
    return message(requestId)
        .setSubscribe(SubscribeRequest.newBuilder().setJobId(jobId).setSinceSequence(since));
  }

  /// The run's sequences that these events bear, without those of the messages that stand beside
  /// others.
  static List<Long> sequences(List<ServerEvent> events) {
    return events.stream()
        .filter(e -> e.hasEntry() || e.hasRunStatus())
        .map(ServerEvent::getSequence)
        .toList();
  }
}
