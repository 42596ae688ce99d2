package dev.converge.runtime.a2a;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.status.Status;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.JobFilter;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.operations.ControlRequest;
import dev.converge.runtime.operations.JobPage;
import dev.converge.runtime.operations.JobQuery;
import dev.converge.runtime.operations.Operations;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Operation;
import dev.converge.runtime.operations.call.ScopeCheck;
import dev.converge.runtime.operations.submission.SubmitResult;
import dev.converge.runtime.rpc.RpcException;
import dev.converge.runtime.rpc.RpcRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Answers the methods of the protocol that are not streams. Keeps nothing between requests.
/// Methods may block.
///
/// @param operations of the server
/// @param longest maximum time that a request waits for the end of a task
record A2aMethods(Operations operations, Duration longest) {
  private static final int DEFAULT_PAGE = 50;

  /// Maximum number of tasks on a page.
  private static final int MAX_PAGE = 100;

  /// The result of a request.
  ///
  /// @throws RpcException if there is none
  Json.Obj answer(Caller caller, RpcRequest request) {
    return switch (request.method()) {
      case "SendMessage" -> send(caller, request);
      case "GetTask" -> task(get(caller, request));
      case "ListTasks" -> list(caller, request);
      case "CancelTask" -> cancel(caller, request);
      case "CreateTaskPushNotificationConfig",
          "GetTaskPushNotificationConfig",
          "ListTaskPushNotificationConfigs",
          "ListTaskPushNotificationConfig",
          "DeleteTaskPushNotificationConfig" ->
          throw A2aErrors.pushNotSupported();
      case "GetExtendedAgentCard" ->
          throw A2aErrors.unsupported(
              "no extended card exists (expected: the card at /.well-known/agent-card.json)");
      case "message/send", "message/stream", "tasks/get", "tasks/cancel", "tasks/resubscribe" ->
          throw A2aErrors.version("0.3");
      default -> throw RpcException.unknownMethod(request.method());
    };
  }

  private static Json.Obj task(RunView view) {
    return TaskJson.of(view).task(view);
  }

  private Json.Obj send(Caller caller, RpcRequest request) {
    SentMessage sent = SentMessage.read(request);
    RunSelector run = started(caller, sent);
    RunView view =
        sent.returnImmediately()
            ? operations.jobs().get(caller, run)
            : joined(operations.jobs().await(caller, run, longest));
    return Json.object().put("task", task(view)).build();
  }

  /// Starts the task of a message. Sending the same message again starts no second task.
  RunSelector started(Caller caller, SentMessage sent) {
    // Refused before a job exists.
    ScopeCheck.require(caller, Operation.GET_JOB);
    SubmitResult submitted =
        joined(
            operations.jobs().submit(caller, sent.submission(operations.templates().list(caller))));
    return new RunSelector.ById(submitted.accepted().job().runId());
  }

  private static <T> T joined(java.util.concurrent.CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
  }

  /// The run that a request names.
  RunView get(Caller caller, RpcRequest request) {
    return operations.jobs().get(caller, new RunSelector.ById(request.text("id")));
  }

  private Json.Obj cancel(Caller caller, RpcRequest request) {
    RunSelector run = new RunSelector.ById(request.text("id"));
    try {
      RunView view =
          joined(operations.control().cancel(caller, new ControlRequest(run, null, null)));
      TaskJson.State state = TaskJson.state(view);
      // Cancelling a run that has ended changes nothing.
      if (state.terminal() && state != TaskJson.State.CANCELED) {
        throw A2aErrors.notCancelable("it has ended with status " + state.word());
      }
      return task(view);
    } catch (ConvergeException e) {
      if (e.code() == ErrorCode.CONFLICT) {
        throw A2aErrors.notCancelable(String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private Json.Obj list(Caller caller, RpcRequest request) {
    Json.Obj params = request.params();
    int size = pageSize(params.get("pageSize").orElse(null));
    List<Status> statuses = statuses(OptionalMembers.textOrEmpty(params, "status"));
    String context = OptionalMembers.textOrEmpty(params, "contextId");
    String token = OptionalMembers.textOrEmpty(params, "pageToken");
    JobFilter all = JobFilter.ALL;
    JobFilter filter =
        new JobFilter(
            statuses,
            null,
            null,
            null,
            null,
            null,
            context.isEmpty() ? null : context,
            all.metadata(),
            all.oldestFirst());
    JobPage page =
        operations
            .jobs()
            .list(caller, new JobQuery(filter, null, null, token.isEmpty() ? null : token, size));
    List<Json> tasks = new ArrayList<>();
    page.jobs().forEach(listed -> tasks.add(TaskJson.listed(listed)));
    return Json.object()
        .put("tasks", Json.array(tasks))
        .put("nextPageToken", page.nextCursor().orElse(""))
        .put("pageSize", (double) tasks.size())
        .put("totalSize", (double) total(caller, statuses, context, tasks.size()))
        .build();
  }

  private static int pageSize(@Nullable Json size) {
    if (size == null) {
      return DEFAULT_PAGE;
    }
    if (size instanceof Json.Num(var number) && number >= 1 && number <= MAX_PAGE) {
      return (int) number;
    }
    throw RpcException.invalidParams("pageSize (expected: 1 to " + MAX_PAGE + ")");
  }

  private static List<Status> statuses(String word) {
    if (word.isEmpty() || word.equals("TASK_STATE_UNSPECIFIED")) {
      return List.of();
    }
    List<Status> statuses = new ArrayList<>();
    for (Status status : Status.values()) {
      if (TaskJson.state(status, true).word().equals(word)) {
        statuses.add(status);
      }
    }
    if (statuses.isEmpty()) {
      throw A2aErrors.unsupported(
          "status: "
              + RpcException.shortened(word)
              + " (expected: a state that tasks here can have)");
    }
    return statuses;
  }

  private long total(Caller caller, List<Status> statuses, String context, int found) {
    return context.isEmpty()
        ? operations.jobs().summary(caller, Instant.EPOCH).stream()
            .filter(tally -> statuses.isEmpty() || statuses.contains(tally.status()))
            .mapToLong(JobStore.Tally::jobs)
            .sum()
        : found;
  }
}
