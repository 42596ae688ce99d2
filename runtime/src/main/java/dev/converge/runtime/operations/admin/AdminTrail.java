package dev.converge.runtime.operations.admin;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.AdminLog;
import dev.converge.runtime.operations.call.Actor;
import dev.converge.runtime.operations.call.Call;
import dev.converge.runtime.operations.call.Interceptor;
import dev.converge.runtime.operations.call.Operation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records administrative acts, and every call that was refused because of missing permissions. The
/// same refusal is recorded at most once a minute, with its count. Thread-safe.
public final class AdminTrail implements Interceptor {
  private static final Logger LOG = LoggerFactory.getLogger(AdminTrail.class);
  private static final Duration QUIET = Duration.ofMinutes(1);

  /// Maximum number of kinds of refusals that are remembered; beyond that the oldest is dropped.
  static final int MAX_REFUSALS = 10_000;

  private record Refusal(String tenant, String actor, Operation operation) {}

  private static final class Count {
    private final Instant since;
    private int more;

    Count(Instant since) {
      this.since = since;
    }
  }

  private final AdminLog log;
  private final InstantSource clock;
  private final Map<Refusal, Count> refusals = new LinkedHashMap<>();

  /// Records in a log.
  public AdminTrail(AdminLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  @Override
  public void after(Call call, @Nullable Throwable failure) {
    if (failure instanceof ConvergeException e && e.code() == ErrorCode.FORBIDDEN) {
      refused(call, String.valueOf(e.getMessage()));
    } else if (administers(call.operation())) {
      record(
          call,
          failure == null ? AdminLog.Outcome.DONE : AdminLog.Outcome.FAILED,
          failure == null ? call.detail() : String.valueOf(failure.getMessage()));
    }
  }

  private static boolean administers(Operation operation) {
    return switch (operation.scope()) {
      case ERASE, TEMPLATES -> true;
      case ADMIN -> operation == Operation.CREATE_KEY || operation == Operation.REVOKE_KEY;
      case CONTROL ->
          operation == Operation.CREATE_WEBHOOK || operation == Operation.DELETE_WEBHOOK;
      case READ, SUBMIT, DECIDE -> false;
    };
  }

  private void refused(Call call, String message) {
    Instant now = clock.instant();
    int more;
    synchronized (refusals) {
      Refusal refusal = new Refusal(call.caller().tenant(), actor(call).name(), call.operation());
      Count count = refusals.get(refusal);
      if (count != null && now.isBefore(count.since.plus(QUIET))) {
        count.more++;
        return;
      }
      more = count == null ? 0 : count.more;
      refusals.remove(refusal);
      refusals.put(refusal, new Count(now));
      if (refusals.size() > MAX_REFUSALS) {
        refusals.remove(refusals.keySet().iterator().next());
      }
    }
    record(
        call,
        AdminLog.Outcome.REFUSED,
        message + (more == 0 ? "" : "; " + more + " more since the last entry"));
  }

  private static Actor actor(Call call) {
    String name = call.caller().name();
    return new Actor(name == null ? "" : name, name == null);
  }

  private void record(Call call, AdminLog.Outcome outcome, String detail) {
    Actor actor = actor(call);
    AdminLog.Act act =
        new AdminLog.Act(
            clock.instant(),
            call.caller().tenant(),
            actor.name(),
            actor.asserted(),
            call.operation().word(),
            call.target(),
            outcome,
            detail);
    record(log, act);
  }

  /// Adds an act to an administrative log. If that fails, the act is at least in the server's log.
  public static void record(AdminLog log, AdminLog.Act act) {
    log.record(
        act,
        stored -> {
          if (!stored) {
            LOG.error("not recorded in the administrative log: {}", act);
          }
        });
  }
}
