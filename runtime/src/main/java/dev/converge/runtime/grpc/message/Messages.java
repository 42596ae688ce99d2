package dev.converge.runtime.grpc.message;

import com.google.protobuf.Struct;
import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.agent.ReservedAgents;
import dev.converge.core.event.EventType;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.proto.Actor;
import dev.converge.proto.ActorType;
import dev.converge.proto.ContextEntry;
import dev.converge.proto.JobCompleted;
import dev.converge.proto.JobCreated;
import dev.converge.proto.Queued;
import dev.converge.proto.RunStatusChanged;
import dev.converge.proto.ServerEvent;
import dev.converge.runtime.events.Statuses;
import dev.converge.runtime.operations.EventIds;
import java.time.Instant;

/// Events as gRPC messages.
public final class Messages {
  /// The actor if neither an agent nor a person acted.
  static final String SERVER = "converge";

  private static final long NANOS = 1_000_000_000L;

  private Messages() {}

  /// Nanoseconds since 1970 UTC.
  public static long nanos(Instant at) {
    return at.getEpochSecond() * NANOS + at.getNano();
  }

  /// An event as an entry.
  public static ContextEntry entry(RunHeader run, Sealed event) {
    return entry(run, new ParsedEvent(event));
  }

  /// An event as an entry.
  public static ContextEntry entry(RunHeader run, ParsedEvent parsed) {
    Sealed event = parsed.sealed();
    Json.Obj json = parsed.json();
    EventType type = EventType.of(event.type());
    ContextEntry.Builder entry =
        ContextEntry.newBuilder()
            .setEntryId(EventIds.of(run.runId(), event.sequence()))
            .setEntryType(EntryTypes.of(type))
            .setCorrelationId(run.correlationId())
            .setRunId(run.runId())
            .setJobId(run.jobId())
            .setActor(actor(type, json))
            .setSequence(event.sequence())
            .setTimestampNs(nanos(Instant.parse(OptionalMembers.textOrEmpty(json, "at"))))
            .setContextVersion(event.sequence())
            .setType(event.type())
            .setHash(event.hash())
            .setCycle(OptionalMembers.number(json, "cycle").orElse(0.0).intValue())
            .setSubjectId(subject(type, json));
    if (Structs.fits(json)) {
      entry.setPayload(Structs.struct(json));
    } else {
      entry.setPayloadJson(parsed.text());
    }
    String invariant = OptionalMembers.textOrEmpty(json, "invariant");
    if (!invariant.isEmpty()) {
      entry.setTruthId(invariant);
    }
    if (run.traceId() != null) {
      entry.setTraceId(run.traceId());
    }
    return entry.build();
  }

  private static Actor actor(EventType type, Json.Obj json) {
    String agent = OptionalMembers.textOrEmpty(json, "agent");
    String person = OptionalMembers.textOrEmpty(json, "actor");
    if (type == EventType.OBSERVATION_RECEIVED) {
      return actor(ActorType.ACTOR_TYPE_EXTERNAL, person, json);
    }
    if (!person.isEmpty() && !person.equals(ReservedAgents.PERSON)) {
      return actor(ActorType.ACTOR_TYPE_USER, person, json);
    }
    return switch (agent) {
      case "", ReservedAgents.SEED, ReservedAgents.PERSON ->
          actor(ActorType.ACTOR_TYPE_SYSTEM, SERVER, json);
      case ReservedAgents.OBSERVER -> actor(ActorType.ACTOR_TYPE_EXTERNAL, agent, json);
      default -> actor(ActorType.ACTOR_TYPE_AGENT, agent, json);
    };
  }

  private static Actor actor(ActorType type, String id, Json.Obj json) {
    boolean asserted = json.get("asserted").filter(Json.of(true)::equals).isPresent();
    return Actor.newBuilder().setType(type).setId(id).setAsserted(asserted).build();
  }

  private static String subject(EventType type, Json.Obj json) {
    return switch (type.kind()) {
      case FACT ->
          OptionalMembers.textOrEmpty(json, type == EventType.SEED_ADMITTED ? "id" : "fact_id");
      case PROPOSAL, DECISION -> OptionalMembers.textOrEmpty(json, "proposal_id");
      case TRACE -> "";
    };
  }

  /// An entry on a stream.
  public static ServerEvent event(ContextEntry entry, String subscription) {
    return belonging(entry.getSequence(), entry.getTimestampNs(), subscription)
        .setHash(entry.getHash())
        .setEntry(entry)
        .build();
  }

  /// A change of status on a stream.
  ///
  /// @param counts of all events up to this one
  public static ServerEvent status(
      RunHeader run, ParsedEvent parsed, RunCounts counts, String subscription) {
    Sealed sealed = parsed.sealed();
    Event event = parsed.event();
    Body.RunStatus body = status(event);
    ProgressMessage progress = ProgressMessage.of(event, body, counts);
    Struct payload = Structs.struct(parsed.json());
    RunStatusChanged.Builder status =
        RunStatusChanged.newBuilder()
            .setRunId(run.runId())
            .setJobId(run.jobId())
            .setStatus(EntryTypes.of(body.status()))
            .setPreviousStatus(EntryTypes.of(body.previous()))
            .setFactsCount(progress.facts())
            .setPendingProposals(progress.proposals().size())
            .setCyclesCompleted(progress.cycles())
            .setExactStatus(Statuses.word(body.status()))
            .setReason(progress.reasonWord())
            .setDetail(progress.detail())
            .setHash(sealed.hash())
            .setPayload(payload)
            .setResultHash(progress.resultHash());
    progress.haltInfo().ifPresent(status::setHaltInfo);
    progress.waiting().ifPresent(status::setWaitingInfo);
    progress.converged().ifPresent(status::setConvergedInfo);
    return belonging(sealed.sequence(), nanos(event.at()), subscription)
        .setHash(sealed.hash())
        .setRunStatus(status)
        .build();
  }

  /// The end of a run, sent with its final event.
  ///
  /// @param counts after all events
  public static ServerEvent completed(
      RunHeader run, ParsedEvent parsed, RunCounts counts, String subscription) {
    Sealed sealed = parsed.sealed();
    Event event = parsed.event();
    Body.RunStatus body = status(event);
    ProgressMessage progress = ProgressMessage.of(event, body, counts);
    JobCompleted.Builder completed =
        JobCompleted.newBuilder()
            .setJobId(run.jobId())
            .setRunId(run.runId())
            .setFinalStatus(EntryTypes.of(body.status()))
            .setTotalFacts(progress.facts())
            .setTotalCycles(progress.spent().cycles())
            .setDurationMs(progress.spent().running().toMillis())
            .setExactStatus(Statuses.word(body.status()))
            .setResultHash(progress.resultHash())
            .setReproducible(progress.reproducible());
    progress.haltInfo().ifPresent(completed::setHaltInfo);
    return belonging(sealed.sequence(), nanos(event.at()), subscription)
        .setJobCompleted(completed)
        .build();
  }

  private static Body.RunStatus status(Event event) {
    if (event.body() instanceof Body.RunStatus status) {
      return status;
    }
    throw new IllegalArgumentException("event: " + event.body().type() + " (expected: run_status)");
  }

  /// A job was accepted; sent with the run's first event.
  public static ServerEvent created(RunHeader run, Instant at, String subscription) {
    JobCreated created =
        JobCreated.newBuilder()
            .setJobId(run.jobId())
            .setRunId(run.runId())
            .setBlueprintId(run.template())
            .addPackIds(run.template())
            .setVersion(run.version())
            .setCorrelationId(run.correlationId())
            .build();
    return belonging(1, nanos(at), subscription).setJobCreated(created).build();
  }

  /// The position of a run that waits for its turn; it belongs to no event.
  public static ServerEvent queued(int position, Instant now) {
    return ServerEvent.newBuilder()
        .setTimestampNs(nanos(now))
        .setQueued(Queued.newBuilder().setPosition(position))
        .build();
  }

  private static ServerEvent.Builder belonging(long sequence, long at, String subscription) {
    return ServerEvent.newBuilder()
        .setSequence(sequence)
        .setTimestampNs(at)
        .setSubscriptionId(subscription);
  }

  /// A message that belongs to no run: a reply, a pong, an error.
  public static ServerEvent.Builder answer(Instant now) {
    return ServerEvent.newBuilder().setTimestampNs(nanos(now));
  }
}
