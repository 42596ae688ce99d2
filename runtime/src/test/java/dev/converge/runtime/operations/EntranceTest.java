package dev.converge.runtime.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.decision.Decision;
import dev.converge.core.json.Json;
import dev.converge.domain.template.Templates;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.JobFilter;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.Happening;
import dev.converge.engine.store.MemoryAdminLog;
import dev.converge.engine.store.MemoryTemplates;
import dev.converge.runtime.operations.admin.AdminOperations;
import dev.converge.runtime.operations.admin.KeyRequest;
import dev.converge.runtime.operations.call.Call;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Entrance;
import dev.converge.runtime.operations.call.Interceptor;
import dev.converge.runtime.operations.call.Operation;
import dev.converge.runtime.operations.call.Permissions;
import dev.converge.runtime.operations.submission.BudgetChange;
import dev.converge.runtime.operations.submission.JobSettings;
import dev.converge.runtime.operations.submission.SubmitRequest;
import dev.converge.runtime.operations.template.InstallRequest;
import dev.converge.runtime.operations.template.InstalledTemplates;
import dev.converge.runtime.operations.webhook.WebhookRequest;
import dev.converge.runtime.operations.webhook.WebhookTerms;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Every operation passes the entrance.
final class EntranceTest {
  private static final Caller ANN = new Caller("default", "ann", Permissions.ALL, "req-1", null);

  /// What the HTTP server answers by itself, after the same check of scopes.
  private static final EnumSet<Operation> NO_OPERATIONS = EnumSet.of(Operation.READ_METRICS);

  private static final RunSelector NO_RUN = RunSelector.firstOf("job_none");
  private final LiveEngine live =
      new LiveEngine(EngineSettings.DEFAULT, new ScriptedAgents(), ScriptedPrograms.det100());

  @AfterEach
  void stop() {
    live.close();
  }

  private record All(Operations operations, AdminOperations admin) {}

  private All operations(Interceptor interceptor) {
    Entrance entrance = new Entrance(List.of(interceptor));
    return new All(
        operations(entrance),
        new AdminOperations(
            entrance, Optional.empty(), new MemoryAdminLog(Runnable::run), live.engine()::now));
  }

  private Operations operations(Entrance entrance) {
    return Operations.of(
        entrance,
        live.engine(),
        live.store(),
        ScriptedPrograms.installed(ScriptedPrograms.det100()),
        new InstalledTemplates(
            Templates.shipped(), new MemoryTemplates(Runnable::run), live.engine()::now),
        _ -> List.of(),
        JobSettings.DEFAULT,
        dev.converge.runtime.operations.quota.Quotas.none(),
        WebhookTerms.forgotten());
  }

  /// One call of each operation.
  private static Map<Operation, Runnable> calls(All of) {
    Operations all = of.operations();
    Map<Operation, Runnable> calls = new EnumMap<>(Operation.class);
    calls.put(Operation.LIST_KEYS, () -> of.admin().keys(ANN));
    calls.put(
        Operation.CREATE_KEY,
        () -> of.admin().createKey(ANN, new KeyRequest("bob", List.of("read"), null)));
    calls.put(Operation.REVOKE_KEY, () -> of.admin().revokeKey(ANN, "none"));
    calls.put(Operation.READ_ADMIN_LOG, () -> of.admin().log(ANN, 0, 1));
    ControlRequest control = new ControlRequest(NO_RUN, null, null);
    calls.put(
        Operation.SUBMIT_JOB,
        () -> all.jobs().submit(ANN, new SubmitRequest(Json.Obj.EMPTY, null)).join());
    calls.put(
        Operation.GET_JOB,
        () -> {
          all.jobs().await(ANN, NO_RUN, Duration.ZERO).join();
          all.jobs().get(ANN, NO_RUN);
        });
    calls.put(
        Operation.LIST_JOBS,
        () -> all.jobs().list(ANN, new JobQuery(JobFilter.ALL, null, null, null, 1)));
    calls.put(Operation.LIST_RUNS, () -> all.jobs().runs(ANN, "job_none"));
    calls.put(Operation.READ_EVENTS, () -> all.events().follow(ANN, NO_RUN, 0));
    calls.put(Operation.READ_FACTS, () -> all.jobs().facts(ANN, NO_RUN));
    calls.put(Operation.READ_PROPOSALS, () -> all.proposals().list(ANN, NO_RUN));
    calls.put(Operation.EXPLAIN_RUN, () -> all.jobs().explain(ANN, NO_RUN));
    calls.put(Operation.CANCEL_RUN, () -> all.control().cancel(ANN, control).join());
    calls.put(Operation.PAUSE_RUN, () -> all.control().pause(ANN, control).join());
    calls.put(Operation.RESUME_RUN, () -> all.control().resume(ANN, control).join());
    calls.put(
        Operation.CONTINUE_RUN,
        () ->
            all.control()
                .continueRun(
                    ANN,
                    new ContinueRequest(
                        NO_RUN,
                        new BudgetChange(1, null, null, null, null),
                        List.of(),
                        null,
                        null,
                        null))
                .join());
    calls.put(
        Operation.RETURN_PROPOSAL,
        () -> all.proposals().sendBack(ANN, new ReturnRequest(NO_RUN, "p", "more", null)).join());
    calls.put(
        Operation.CHANGE_BUDGET,
        () ->
            all.control()
                .changeBudget(
                    ANN,
                    new BudgetRequest(NO_RUN, new BudgetChange(1, null, null, null, null), null))
                .join());
    calls.put(
        Operation.OBSERVE,
        () ->
            all.proposals()
                .observe(
                    ANN,
                    new ObservationRequest(NO_RUN, "A", null, "rain", Json.Obj.EMPTY, null, null))
                .join());
    calls.put(
        Operation.DECIDE,
        () ->
            all.proposals()
                .decide(ANN, new DecisionRequest(NO_RUN, "p", Decision.APPROVED, null, null))
                .join());
    calls.put(
        Operation.REPLAY_RUN,
        () -> all.audit().replay(ANN, new ReplayRequest(NO_RUN, null)).join());
    calls.put(Operation.READ_REPORT, () -> all.audit().report(ANN, NO_RUN));
    calls.put(
        Operation.FORK_RUN,
        () -> all.forks().fork(ANN, new ForkRequest(NO_RUN, Json.Obj.EMPTY, null)).join());
    calls.put(
        Operation.COMPARE_RUNS, () -> all.audit().compare(ANN, new CompareRequest(NO_RUN, NO_RUN)));
    calls.put(
        Operation.ERASE_JOB,
        () ->
            all.audit()
                .erase(
                    ANN,
                    "job_none",
                    (_, because) ->
                        CompletableFuture.completedFuture(new Erasure(Instant.EPOCH, because)))
                .join());
    calls.put(Operation.EXPORT_AUDIT, () -> all.audit().export(ANN, NO_RUN));
    calls.put(Operation.LIST_TEMPLATES, () -> all.templates().list(ANN));
    calls.put(Operation.GET_TEMPLATE, () -> all.templates().get(ANN, "none", null));
    calls.put(Operation.VALIDATE_TEMPLATE, () -> all.templates().validate(ANN, "", ""));
    calls.put(
        Operation.INSTALL_TEMPLATE,
        () -> all.templates().install(ANN, new InstallRequest("a", "1.0.0", "", "")).join());
    WebhookRequest webhook =
        new WebhookRequest(
            "https://example.org", EnumSet.allOf(Happening.class), null, "for tests");
    calls.put(Operation.READ_WEBHOOKS, () -> all.webhooks().list(ANN));
    calls.put(Operation.CREATE_WEBHOOK, () -> all.webhooks().add(ANN, webhook));
    calls.put(Operation.DELETE_WEBHOOK, () -> all.webhooks().remove(ANN, "wh_none"));
    calls.put(Operation.RESEND_WEBHOOK, () -> all.webhooks().sendAgain(ANN, "wh_none", null));
    calls.put(Operation.READ_USAGE, () -> all.usage().today(ANN));
    return calls;
  }

  @Test
  void everyOperationIsRefusedByAnInterceptorThatRefuses() {
    List<Call> ended = new ArrayList<>();
    All all =
        operations(
            new Interceptor() {
              @Override
              public void before(Call call) {
                throw new ConvergeException(
                    ErrorCode.FORBIDDEN, "scope required: " + call.operation().word());
              }

              @Override
              public void after(Call call, @Nullable Throwable failure) {
                assertTrue(failure instanceof ConvergeException, "failure: " + failure);
                ended.add(call);
              }
            });
    Map<Operation, Runnable> calls = calls(all);
    assertEquals(EnumSet.complementOf(NO_OPERATIONS), calls.keySet());
    calls.forEach((operation, call) -> {
      ConvergeException refused = assertThrows(ConvergeException.class, call::run);
      assertEquals(ErrorCode.FORBIDDEN, refused.code());
      assertEquals("scope required: " + operation.word(), refused.getMessage());
    });
    assertEquals(List.copyOf(calls.keySet()), ended.stream().map(Call::operation).toList());
  }

  @Test
  void anInterceptorHearsOnceHowEachCallEnded() {
    Set<Operation> succeeded = EnumSet.noneOf(Operation.class);
    Map<Operation, Throwable> failed = new EnumMap<>(Operation.class);
    All all =
        operations(
            new Interceptor() {
              @Override
              public void after(Call call, @Nullable Throwable failure) {
                if (failure == null) {
                  succeeded.add(call.operation());
                } else {
                  failed.putIfAbsent(call.operation(), failure);
                }
              }
            });
    calls(all)
        .forEach((_, call) -> {
          try {
            call.run();
          } catch (RuntimeException e) {
            assertTrue(!(e instanceof CompletionException) || e.getCause() != null);
          }
        });
    assertEquals(
        EnumSet.of(
            Operation.LIST_JOBS,
            Operation.LIST_TEMPLATES,
            Operation.VALIDATE_TEMPLATE,
            Operation.READ_ADMIN_LOG,
            Operation.READ_USAGE,
            Operation.READ_WEBHOOKS,
            Operation.CREATE_WEBHOOK),
        succeeded);
    EnumSet<Operation> others = EnumSet.complementOf(NO_OPERATIONS);
    others.removeAll(succeeded);
    assertEquals(others, failed.keySet());
    assertTrue(
        failed.get(Operation.CANCEL_RUN) instanceof ConvergeException e
            && e.code() == ErrorCode.JOB_NOT_FOUND);
  }
}
