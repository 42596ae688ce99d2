package dev.converge.runtime.grpc;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.Timers;
import dev.converge.engine.store.JobStore;
import dev.converge.proto.Ack;
import dev.converge.proto.Error;
import dev.converge.proto.ResumeFromSequenceRequest;
import dev.converge.proto.ResumedFrom;
import dev.converge.proto.ServerEvent;
import dev.converge.proto.SubscribeRequest;
import dev.converge.proto.Subscribed;
import dev.converge.proto.UnsubscribeRequest;
import dev.converge.runtime.grpc.message.EntryFilter;
import dev.converge.runtime.grpc.message.ErrorStatus;
import dev.converge.runtime.grpc.message.FieldException;
import dev.converge.runtime.grpc.message.Messages;
import dev.converge.runtime.grpc.message.RunHeader;
import dev.converge.runtime.grpc.message.RunSelectors;
import dev.converge.runtime.operations.EventOperations;
import dev.converge.runtime.operations.JobOperations;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// The subscriptions of a stream: the client's requests about them, and the messages that they
/// send. Used only in the stream's turns. Blocks for I/O.
final class SubscriptionControl implements Pump.Owner {
  private static final int MAX_ANNOUNCED = 1_024;

  private final Caller caller;
  private final EventOperations events;
  private final JobOperations jobs;
  private final InstantSource clock;
  private final Timers timers;
  private final RepeatedTask turns;
  private final Pump pump;
  private final Subscriptions subscriptions = new Subscriptions();
  private final Set<String> announced = new LinkedHashSet<>();
  private final Queue<Lookout> dueLookouts = new ConcurrentLinkedQueue<>();
  private final Queue<ServerEvent> troubles = new ArrayDeque<>();

  /// A correlation id's subscription that must poll for jobs.
  private record Lookout(Subscriptions.Subscription subscription, EntryFilter filter) {}

  SubscriptionControl(
      Caller caller,
      ServiceContext context,
      ServerCallStreamObserver<ServerEvent> out,
      RepeatedTask turns) {
    this.caller = caller;
    this.events = context.operations().events();
    this.jobs = context.operations().jobs();
    this.clock = context.clock();
    this.timers = context.timers();
    this.turns = turns;
    this.pump = new Pump(out, timers, turns, this);
  }

  /// Records that the client has already been told of a run.
  void announced(String runId) {
    if (announced.size() >= MAX_ANNOUNCED) {
      announced.remove(announced.iterator().next());
    }
    announced.add(runId);
  }

  /// Starts a subscription. The reply is sent before its first event.
  void subscribe(String requestId, SubscribeRequest request, Consumer<List<ServerEvent>> reply) {
    EntryFilter filter = EntryFilter.of(request.getEntryTypesList());
    String correlation = request.getCorrelationId();
    if (correlation.isEmpty()) {
      RunSelector selector = RunSelectors.either(request.getJobId(), request.getRunId());
      RunHeader run = RunHeader.of(events.find(caller, selector));
      subscribe(requestId, run, request.getSinceSequence(), filter, reply);
      return;
    }
    if (!request.getJobId().isEmpty() || !request.getRunId().isEmpty()) {
      throw new FieldException(
          "correlation_id", "with another (expected: job_id, run_id or correlation_id)");
    }
    if (request.getSinceSequence() != 0) {
      throw new FieldException(
          "since_sequence", "of several runs (expected: 0 with a correlation_id)");
    }
    subscribe(requestId, correlation, filter, reply);
  }

  private void subscribe(
      String requestId,
      RunHeader run,
      long since,
      EntryFilter filter,
      Consumer<List<ServerEvent>> reply) {
    subscriptions.requireNew(run);
    String id = subscriptions.nextId();
    long current = events.lastSequence(run.runId());
    RunCursor cursor = open(run, since, filter, id);
    Map<String, RunCursor> cursors = new LinkedHashMap<>(Map.of(run.runId(), cursor));
    subscriptions.add(new Subscriptions.Subscription(id, requestId, null, cursors));
    Subscribed subscribed =
        Subscribed.newBuilder()
            .setSubscriptionId(id)
            .setCurrentSequence(current)
            .setRequestId(requestId)
            .setJobId(run.jobId())
            .setRunId(run.runId())
            .build();
    reply.accept(
        List.of(
            answer().setAck(ack(requestId, run, current)).build(),
            answer().setSubscribed(subscribed).build()));
    pump.add(cursor);
  }

  private RunCursor open(RunHeader run, long since, EntryFilter filter, String id) {
    return RunCursor.open(events, run, since, filter, id, !announced.contains(run.runId()));
  }

  private void subscribe(
      String requestId, String correlation, EntryFilter filter, Consumer<List<ServerEvent>> reply) {
    if (subscriptions.ofCorrelation(correlation).isPresent()) {
      throw new ConvergeException(
          ErrorCode.CONFLICT,
          "correlation_id: " + correlation + " is subscribed to (expected: unsubscribe first)");
    }
    String id = subscriptions.nextId();
    CorrelationWatch watch = new CorrelationWatch(jobs, caller, correlation);
    Subscriptions.Subscription made =
        new Subscriptions.Subscription(id, requestId, watch, new LinkedHashMap<>());
    List<JobStore.Job> first = watch.look();
    subscriptions.add(made);
    Subscribed subscribed =
        Subscribed.newBuilder().setSubscriptionId(id).setRequestId(requestId).build();
    reply.accept(
        List.of(
            answer().setAck(ack(requestId).build()).build(),
            answer().setSubscribed(subscribed).build()));
    Lookout lookout = new Lookout(made, filter);
    follow(lookout, first);
    lookAgainLater(lookout);
  }

  private void follow(Lookout lookout, List<JobStore.Job> fresh) {
    for (JobStore.Job job : fresh) {
      RunHeader run = RunHeader.of(events.find(caller, RunSelector.firstOf(job.jobId())));
      RunCursor cursor = open(run, 0, lookout.filter(), lookout.subscription().id());
      lookout.subscription().cursors().put(run.runId(), cursor);
      pump.add(cursor);
    }
  }

  private void lookAgainLater(Lookout lookout) {
    timers.after(
        CorrelationWatch.LOOK_EVERY,
        () -> {
          dueLookouts.add(lookout);
          turns.wake();
        });
  }

  private void look(Lookout lookout) {
    Subscriptions.Subscription subscription = lookout.subscription();
    CorrelationWatch watch = subscription.watch();
    if (watch == null || subscriptions.get(subscription.id()).isEmpty()) {
      return;
    }
    try {
      follow(lookout, watch.look());
      lookAgainLater(lookout);
    } catch (RuntimeException e) {
      trouble(subscription, Map.of(), e);
    }
  }

  /// Ends a subscription.
  List<ServerEvent> unsubscribe(String requestId, UnsubscribeRequest request) {
    String correlation = request.getCorrelationId();
    boolean byRun = !request.getJobId().isEmpty() || !request.getRunId().isEmpty();
    boolean both = !request.getJobId().isEmpty() && !request.getRunId().isEmpty();
    if (both || byRun != correlation.isEmpty()) {
      throw new FieldException(
          "job_id", "none or several (expected: job_id, run_id or correlation_id)");
    }
    Subscriptions.Subscription subscription =
        (byRun
                ? subscriptions.ofRun(request.getJobId(), request.getRunId())
                : subscriptions.ofCorrelation(correlation))
            .orElseThrow(
                () -> new ConvergeException(ErrorCode.NOT_FOUND, "subscription not found"));
    subscriptions.remove(subscription);
    return List.of(answer().setAck(ack(requestId).build()).build());
  }

  /// Moves the only subscribed run to a sequence.
  void resume(
      String requestId, ResumeFromSequenceRequest request, Consumer<List<ServerEvent>> reply) {
    RunCursor before = subscriptions.single();
    RunHeader run = before.run();
    long current = events.lastSequence(run.runId());
    RunCursor cursor =
        RunCursor.open(
            events, run, request.getSequence(), before.filter(), before.subscription(), true);
    before.close();
    subscriptions
        .get(before.subscription())
        .ifPresent(subscription -> subscription.cursors().put(run.runId(), cursor));
    ResumedFrom resumed =
        ResumedFrom.newBuilder()
            .setFromSequence(request.getSequence())
            .setToSequence(current)
            .setRequestId(requestId)
            .setRunId(run.runId())
            .build();
    reply.accept(
        List.of(
            answer().setAck(ack(requestId, run, current)).build(),
            answer().setSubscriptionId(before.subscription()).setResumed(resumed).build()));
    pump.add(cursor);
  }

  /// Sends as much as the client can currently take; `reply` sends additional messages.
  void send(Consumer<List<ServerEvent>> reply) {
    for (int due = dueLookouts.size(); due > 0; due--) {
      look(dueLookouts.remove());
    }
    pump.send();
    for (ServerEvent trouble = troubles.poll(); trouble != null; trouble = troubles.poll()) {
      reply.accept(List.of(trouble));
    }
  }

  /// Whether nothing more will come.
  boolean over() {
    return subscriptions.over();
  }

  void close() {
    subscriptions.close();
  }

  @Override
  public void ended(RunCursor cursor) {
    subscriptions
        .get(cursor.subscription())
        .ifPresent(subscription -> {
          CorrelationWatch watch = subscription.watch();
          if (watch != null) {
            watch.over();
            subscription.cursors().remove(cursor.run().runId());
          }
        });
  }

  @Override
  public void failed(RunCursor cursor, RuntimeException why) {
    Map<String, String> where =
        Map.of("run_id", cursor.run().runId(), "sequence", Long.toString(cursor.position()));
    subscriptions
        .get(cursor.subscription())
        .ifPresent(subscription -> trouble(subscription, where, why));
  }

  private void trouble(
      Subscriptions.Subscription subscription, Map<String, String> where, RuntimeException why) {
    subscriptions.remove(subscription);
    ErrorStatus fault = ErrorStatus.of(why, caller.requestId());
    Error error =
        Error.newBuilder()
            .setCode(fault.code().grpc())
            .setMessage(fault.message())
            .setRecoverable(fault.code().retryable())
            .setRequestId(subscription.requestId())
            .putDetails("subscription_id", subscription.id())
            .putAllDetails(where)
            .build();
    troubles.add(answer().setSubscriptionId(subscription.id()).setError(error).build());
  }

  private ServerEvent.Builder answer() {
    return Messages.answer(clock.instant());
  }

  private static Ack.Builder ack(String requestId) {
    return Ack.newBuilder().setRequestId(requestId).setSuccess(true);
  }

  private static Ack ack(String requestId, RunHeader run, long sequence) {
    return ack(requestId).setJobId(run.jobId()).setRunId(run.runId()).setSequence(sequence).build();
  }
}
