package dev.converge.runtime.webhooks;

import dev.converge.core.event.EventType;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.store.EventId;
import dev.converge.engine.store.Happening;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.http.ConsoleLinks;
import dev.converge.runtime.jobs.JobJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// An event of a run in the CloudEvents 1.0 format. It says what happened and where to read more,
/// never the content of a fact or a proposal.
///
/// @param happening what happened
/// @param event which it is
/// @param json the event of the run
record CloudEvent(Happening happening, EventId event, Json.Obj json) {
  private static final String TYPE = "dev.converge.job.";
  private static final int BYTES = 1_024;

  /// The members to send, by what happened. None of them contains the job's content.
  private static final List<String> STATUS = List.of("status", "previous", "reason");

  private static final List<String> PERSON =
      List.of("proposal_id", "gate", "role", "expires_at", "on_silence");
  private static final List<String> TIER = List.of("tier");

  /// What an event of a run is reported as; empty if it is not sent.
  static Optional<CloudEvent> of(String runId, Sealed sealed) {
    EventType type = EventType.of(sealed.type());
    if (type != EventType.RUN_STATUS
        && type != EventType.APPROVAL_REQUESTED
        && type != EventType.TIER_REACHED) {
      return Optional.empty();
    }
    Json.Obj json = (Json.Obj) Json.parse(new String(sealed.json(), StandardCharsets.UTF_8));
    EventId event = new EventId(runId, sealed.sequence());
    return happening(type, json).map(happening -> new CloudEvent(happening, event, json));
  }

  private static Optional<Happening> happening(EventType type, Json.Obj json) {
    if (type == EventType.APPROVAL_REQUESTED) {
      return Optional.of(Happening.PERSON_NEEDED);
    }
    if (type == EventType.TIER_REACHED) {
      return Optional.of(Happening.TIER_REACHED);
    }
    return OptionalMembers.text(json, "status")
        .flatMap(word -> EnumWord.find(Status.class, word))
        .map(status -> status.isFinal() ? Happening.ENDED : Happening.STATUS_CHANGED);
  }

  private List<String> members() {
    return switch (happening) {
      case STATUS_CHANGED, ENDED -> STATUS;
      case PERSON_NEEDED -> PERSON;
      case TIER_REACHED -> TIER;
    };
  }

  /// The body of a request.
  ///
  /// @param restricted whether the job's content must not leave the machine
  /// @param console where people find the job
  byte[] body(JobStore.Job job, boolean restricted, ConsoleLinks console) {
    CanonicalWriter out = new CanonicalWriter(BYTES);
    out.open().field("specversion", "1.0").field("id", event.toString());
    out.field("source", JobJson.path(job.jobId())).field("subject", event.runId());
    out.field("type", TYPE + EnumWord.of(happening));
    out.field("time", json.get("at").orElse(null));
    out.field("datacontenttype", "application/json");
    out.name("data").open().field("job_id", job.jobId()).field("run_id", event.runId());
    out.field("sequence", event.sequence());
    out.field("restricted", restricted);
    if (!restricted) {
      out.field("template", job.template()).field("version", job.version());
      out.field("correlation_id", job.correlationId());
    }
    for (String name : members()) {
      out.field(name, json.get(name).orElse(null));
    }
    JobJson.links(out, job, console);
    return out.close().close().bytes();
  }
}
