package dev.converge.runtime.grpc.message;

import dev.converge.core.Body;
import dev.converge.core.RunState;
import dev.converge.core.fork.Fork;
import dev.converge.core.json.Json;
import dev.converge.proto.FieldViolation;
import dev.converge.proto.ForkInfo;
import dev.converge.proto.ForkRunRequest;
import dev.converge.runtime.operations.ForkRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Forks as messages: requests as the JSON body of the HTTP API, so that two requests with the same
/// idempotency key can be compared, and the information about a fork in a job.
public final class ForkMessages {
  private static final double MICROS = 1_000_000;

  private ForkMessages() {}

  /// Reads a request.
  ///
  /// @throws FieldException if a field is wrong
  public static ForkRequest request(ForkRunRequest message) {
    String key = message.getIdempotencyKey();
    return new ForkRequest(
        RunSelectors.either(message.getJobId(), message.getRunId()),
        body(message),
        key.isEmpty() ? null : key);
  }

  private static Json.Obj body(ForkRunRequest message) {
    List<FieldViolation> wrong = new ArrayList<>();
    Json.Builder body = Json.object();
    switch (message.getAtCase()) {
      case SEQUENCE -> body.put("at", at("sequence", unsigned(message.getSequence())));
      case CYCLE -> body.put("at", at("cycle", Integer.toUnsignedLong(message.getCycle())));
      case AT_NOT_SET -> {
        // The changes apply from the start.
      }
    }
    if (message.getSeedsCount() > 0) {
      body.put("seeds", SubmitBodies.seeds(message.getSeedsList(), wrong));
    }
    try {
      if (message.hasBudget()) {
        body.put("budget", BudgetMessages.json(message.getBudget()));
      }
      if (message.hasMetadata()) {
        body.put("metadata", Structs.object(message.getMetadata(), "metadata"));
      }
    } catch (FieldException e) {
      wrong.addAll(e.violations());
    }
    if (!wrong.isEmpty()) {
      throw new FieldException(wrong);
    }
    texts(message, body);
    return body.build();
  }

  private static void texts(ForkRunRequest message, Json.Builder body) {
    if (message.hasVersion()) {
      body.put("version", message.getVersion());
    }
    if (message.hasModel()) {
      body.put("model", message.getModel());
    }
    if (message.getModelsCount() > 0) {
      Json.Builder models = Json.object();
      message.getModelsMap().forEach(models::put);
      body.put("models", models.build());
    }
    if (message.hasMode()) {
      body.put("mode", message.getMode());
    }
    if (message.hasCorrelationId()) {
      body.put("correlation_id", message.getCorrelationId());
    }
    if (message.hasActor()) {
      body.put("actor", message.getActor());
    }
  }

  private static Json at(String name, long number) {
    return Json.object().put(name, (double) number).build();
  }

  /// There are no events beyond the range of signed numbers in any case.
  private static long unsigned(long number) {
    return number < 0 ? Long.MAX_VALUE : number;
  }

  /// The information about a fork in a run.
  public static Optional<ForkInfo> info(RunState state) {
    Fork fork = state.started().map(Body.RunStarted::fork).orElse(null);
    if (fork == null) {
      return Optional.empty();
    }
    ForkInfo.Builder out =
        ForkInfo.newBuilder()
            .setJobId(fork.jobId())
            .setRunId(fork.runId())
            .setAt(fork.at())
            .setShared(fork.shared())
            .setRecorded(fork.recorded())
            .setHash(fork.hash())
            .addAllChanges(fork.changes().words())
            .setSavedTokens(state.saved().tokens())
            .setSavedCostUsd(state.saved().costMicros() / MICROS);
    state
        .reused()
        .forEach((agent, reused) -> {
          if (reused.asked() > 0) {
            out.addAsked(agent);
          }
          if (reused.recorded() > 0) {
            out.addFromRecord(agent);
          }
        });
    return Optional.of(out.build());
  }
}
