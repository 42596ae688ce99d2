package dev.converge.runtime.metrics;

import java.util.List;

/// Everything that is counted or measured: the one table from which meters and their reference are
/// made. Names are Micrometer's; Prometheus writes `_` for `.` and adds `_total` or `_seconds`.
enum Figure {
  JOBS_STARTED("converge.jobs.started", Kind.COUNTER, "Runs that began.", "template"),
  JOBS_ENDED(
      "converge.jobs.ended",
      Kind.COUNTER,
      "Runs that ended: converged, cancelled, failed, or why they were halted.",
      "template",
      "outcome"),
  JOBS_WAITING(
      "converge.jobs.waiting",
      Kind.COUNTER,
      "Times that a run came to wait for a person.",
      "template"),
  JOB_DURATION(
      "converge.job.duration",
      Kind.HISTOGRAM,
      "From the acceptance of a job to its end.",
      "template"),
  CYCLE_DURATION(
      "converge.cycle.duration",
      Kind.HISTOGRAM,
      "From the start of a cycle to its end.",
      "template"),
  AGENT_DURATION(
      "converge.agent.duration",
      Kind.TIMER,
      "How long agents took to answer.",
      "template",
      "agent"),
  AGENT_FAILURES(
      "converge.agent.failures",
      Kind.COUNTER,
      "Attempts of agents without a usable answer.",
      "kind"),
  FACTS_PROMOTED("converge.facts.promoted", Kind.COUNTER, "Facts promoted.", "template"),
  PROPOSALS_REJECTED(
      "converge.proposals.rejected", Kind.COUNTER, "Proposals that did not become facts.", "code"),
  APPROVALS_REQUESTED(
      "converge.approvals.requested", Kind.COUNTER, "Decisions asked of people.", "template"),
  MODEL_CALLS(
      "converge.model.calls", Kind.COUNTER, "Calls of models.", "provider", "model", "outcome"),
  MODEL_DURATION(
      "converge.model.duration",
      Kind.TIMER,
      "How long models took to answer.",
      "provider",
      "model"),
  MODEL_TOKENS(
      "converge.model.tokens",
      Kind.COUNTER,
      "Tokens used: of requests (input), of answers (output).",
      "provider",
      "model",
      "direction"),
  MODEL_COST(
      "converge.model.cost.usd",
      Kind.COUNTER,
      "Price of the calls in US dollars.",
      "provider",
      "model"),
  EVENTS("converge.events", Kind.COUNTER, "Events that became durable."),
  COMMIT_DURATION(
      "converge.store.commit.duration", Kind.HISTOGRAM, "How long transactions of the store took."),
  COMMIT_WRITES(
      "converge.store.commit.writes", Kind.SUMMARY, "Writes gathered into one transaction."),
  STORE_WRITABLE("converge.store.writable", Kind.GAUGE, "1 while the store can be written."),
  RUNS_ACTIVE("converge.runs.active", Kind.GAUGE, "Runs in memory that are not final."),
  RUNS_RUNNING("converge.runs.running", Kind.GAUGE, "Runs in which agents are at work."),
  RUNS_ADOPTED(
      "converge.runs.adopted",
      Kind.COUNTER,
      "Runs taken up that another process, or this one before it went down, had left."),
  CALLS_IN_FLIGHT(
      "converge.calls.in.flight", Kind.GAUGE, "Calls of models and searches under way."),
  CALLS_WAITING("converge.calls.waiting", Kind.GAUGE, "Calls that wait for room."),
  STREAMS_OPEN("converge.streams.open", Kind.GAUGE, "Streams that wait for more events."),
  DRAINING("converge.draining", Kind.GAUGE, "1 while the server is going down."),
  HTTP_REQUESTS(
      "converge.http.requests",
      Kind.COUNTER,
      "Requests answered; what has no route is `other`.",
      "route",
      "method",
      "status"),
  HTTP_DURATION(
      "converge.http.duration",
      Kind.SHORT_HISTOGRAM,
      "From a request's head to the end of its response; without streams and waits.",
      "route");

  /// How it is measured.
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

  Figure(String meter, Kind kind, String description, String... labels) {
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

  /// Its type as Prometheus names it.
  String type() {
    return kind.prometheus;
  }

  /// Its name as Prometheus has it.
  String prometheusName() {
    return meter.replace('.', '_') + kind.suffix;
  }
}
