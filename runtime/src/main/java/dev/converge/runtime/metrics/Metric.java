package dev.converge.runtime.metrics;

import java.util.List;

/// Every metric of the server. The meters and their reference page are made from this table. Names
/// are Micrometer's; Prometheus writes `_` for `.` and adds `_total` or `_seconds`.
enum Metric {
  JOBS_STARTED("converge.jobs.started", Kind.COUNTER, "Runs started.", "template"),
  JOBS_ENDED(
      "converge.jobs.ended",
      Kind.COUNTER,
      "Runs ended, by outcome: `converged`, `cancelled`, `failed`, or the reason for a halt.",
      "template",
      "outcome"),
  JOBS_CONTINUED(
      "converge.jobs.continued",
      Kind.COUNTER,
      "Halted runs that were continued. Each of them ends again.",
      "template"),
  JOBS_WAITING(
      "converge.jobs.waiting",
      Kind.COUNTER,
      "Times a run started to wait for a person.",
      "template"),
  JOB_DURATION(
      "converge.job.duration",
      Kind.HISTOGRAM,
      "Time from the acceptance of a job to the end of its run.",
      "template"),
  CYCLE_DURATION(
      "converge.cycle.duration",
      Kind.HISTOGRAM,
      "Time from the start of a cycle to its end.",
      "template"),
  AGENT_DURATION(
      "converge.agent.duration",
      Kind.TIMER,
      "Time that agents took to answer.",
      "template",
      "agent"),
  AGENT_FAILURES(
      "converge.agent.failures",
      Kind.COUNTER,
      "Agent attempts without a usable answer, by kind of failure.",
      "kind"),
  FACTS_PROMOTED("converge.facts.promoted", Kind.COUNTER, "Facts promoted.", "template"),
  PROPOSALS_REJECTED(
      "converge.proposals.rejected", Kind.COUNTER, "Proposals rejected, by reason.", "code"),
  APPROVALS_REQUESTED(
      "converge.approvals.requested", Kind.COUNTER, "Decisions requested from people.", "template"),
  MODEL_CALLS(
      "converge.model.calls",
      Kind.COUNTER,
      "Model calls, by outcome.",
      "provider",
      "model",
      "outcome"),
  MODEL_DURATION(
      "converge.model.duration",
      Kind.TIMER,
      "Time that models took to answer.",
      "provider",
      "model"),
  MODEL_TOKENS(
      "converge.model.tokens",
      Kind.COUNTER,
      "Tokens used, in requests (`input`) and answers (`output`).",
      "provider",
      "model",
      "direction"),
  MODEL_COST(
      "converge.model.cost.usd",
      Kind.COUNTER,
      "Cost of model calls, in US dollars.",
      "provider",
      "model"),
  EVENTS("converge.events", Kind.COUNTER, "Events stored durably."),
  COMMIT_DURATION(
      "converge.store.commit.duration", Kind.HISTOGRAM, "Time that store transactions took."),
  COMMIT_WRITES("converge.store.commit.writes", Kind.SUMMARY, "Writes in one transaction."),
  STORE_WRITABLE(
      "converge.store.writable", Kind.GAUGE, "1 if the store accepts writes, otherwise 0."),
  STORE_WAITING(
      "converge.store.writes.waiting",
      Kind.GAUGE,
      "Writes that are waiting for PostgreSQL. Exists only with PostgreSQL, like the metrics of"
          + " replicas."),
  STORE_RECONNECTS("converge.store.reconnects", Kind.COUNTER, "Broken connections of writers."),
  REPLICA_MEMBERS(
      "converge.replica.members",
      Kind.GAUGE,
      "Replicas that use the database, including this one."),
  REPLICA_LEASE(
      "converge.replica.lease.age.seconds",
      Kind.GAUGE,
      "Time since the database confirmed this replica. After 4 s, the replica gives up its runs."),
  REPLICA_FENCES(
      "converge.replica.fences",
      Kind.COUNTER,
      "Times this replica gave up its runs and joined again under a new number."),
  REPLICA_TAKEOVERS(
      "converge.replica.takeovers", Kind.COUNTER, "Replicas that this one took over."),
  LISTENER_LAG(
      "converge.replica.listener.lag.seconds",
      Kind.GAUGE,
      "Time since this replica last read what other replicas stored. Above 2 s, streams of their"
          + " runs are late."),
  RUNS_ACTIVE(
      "converge.runs.active",
      Kind.GAUGE,
      "Unfinished runs in memory: their agents are running, or a model provider is unavailable."),
  RUNS_PUT_ASIDE(
      "converge.runs.put.aside",
      Kind.GAUGE,
      "Unfinished runs that only wait for a person or a time, counted every ten seconds. They use"
          + " no memory."),
  RUNS_RUNNING("converge.runs.running", Kind.GAUGE, "Runs in status `running`."),
  RUNS_QUEUED(
      "converge.runs.queued", Kind.GAUGE, "Runs in the queue, whose agents have not started yet."),
  RUNS_ADOPTED(
      "converge.runs.adopted",
      Kind.COUNTER,
      "Unfinished runs recovered at startup or taken over from another process."),
  RUNS_PARKED(
      "converge.runs.parked",
      Kind.GAUGE,
      "Unfinished runs that cannot continue here, for example because their template is not"
          + " installed."),
  CALLS_IN_FLIGHT("converge.calls.in.flight", Kind.GAUGE, "Agent calls in flight."),
  CALLS_WAITING(
      "converge.calls.waiting",
      Kind.GAUGE,
      "Model and search calls that are waiting for a free slot."),
  TEMPORAL_ANSWERS(
      "converge.temporal.answers",
      Kind.GAUGE,
      "1 if Temporal answers, otherwise 0. Only with `engine.host: temporal`."),
  STREAMS_OPEN(
      "converge.streams.open", Kind.GAUGE, "Open streams that are waiting for more events."),
  DRAINING("converge.draining", Kind.GAUGE, "1 while the server is shutting down, otherwise 0."),
  HTTP_REQUESTS(
      "converge.http.requests",
      Kind.COUNTER,
      "HTTP requests answered. Requests without a matching route count as `other`.",
      "route",
      "method",
      "status"),
  HTTP_DISCONNECTS(
      "converge.http.disconnects",
      Kind.COUNTER,
      "Requests whose client disconnected, reset its stream or read too slowly.",
      "route"),
  CREDENTIALS_REFUSED(
      "converge.credentials.refused",
      Kind.COUNTER,
      "Requests refused because of their credential, by kind: `none`, `unknown`, `key`, `token`, `session` or `signin`.",
      "kind"),
  HTTP_DURATION(
      "converge.http.duration",
      Kind.SHORT_HISTOGRAM,
      "Time from the request headers to the end of the response, without streams and long polls.",
      "route");

  /// The kind of measurement.
  enum Kind {
    COUNTER("counter", "_total"),
    GAUGE("gauge", ""),
    TIMER("summary", "_seconds"),
    HISTOGRAM("histogram", "_seconds"),
    SHORT_HISTOGRAM("histogram", "_seconds"),
    SUMMARY("summary", "");

    private final String prometheus;
    private final String suffix;

    Kind(String prometheus, String suffix) {
      this.prometheus = prometheus;
      this.suffix = suffix;
    }
  }

  private final String meter;
  private final Kind kind;
  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is, though its type does not say so
  private final List<String> labels;

  Metric(String meter, Kind kind, String description, String... labels) {
    this.meter = meter;
    this.kind = kind;
    this.description = description;
    this.labels = List.of(labels);
  }

  String meter() {
    return meter;
  }

  Kind kind() {
    return kind;
  }

  String description() {
    return description;
  }

  List<String> labels() {
    return labels;
  }

  /// Its type in Prometheus.
  String type() {
    return kind.prometheus;
  }

  /// Its name in Prometheus.
  String prometheusName() {
    return meter.replace('.', '_') + kind.suffix;
  }
}
