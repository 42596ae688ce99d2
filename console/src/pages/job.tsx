/** One job and one of its runs: what it came to and what it needs, then the tabs. */
import { lazy } from "../ui/lazy.tsx";
import { useEffect, useMemo } from "preact/hooks";
import { query } from "../api/client.ts";
import type { Job, Proposals } from "../api/types.ts";
import { a, count, haltWords, meters, money, plural, reasonWords, statusWord, took } from "../format.ts";
import { href, param } from "../route.ts";
import { Run } from "../run/follow.ts";
import { Ago, Copy, Empty, Loading, Meters, NoPage, StatusMark, Trouble, useTitle } from "../ui/basics.tsx";
import { useLoad } from "../ui/load.ts";
import { Controls } from "./job/controls.tsx";
import { EventsTab } from "./job/events.tsx";
import { InputTab } from "./job/input.tsx";
import { ResultTab } from "./job/result.tsx";

const TimelineTab = lazy(() => import("./job/timeline.tsx").then(m => m.TimelineTab));
const GraphTab = lazy(() => import("./job/graph.tsx").then(m => m.GraphTab));
const WhyTab = lazy(() => import("./job/why.tsx").then(m => m.WhyTab));
const ModelsTab = lazy(() => import("./job/models.tsx").then(m => m.ModelsTab));
const ProofTab = lazy(() => import("./job/proof.tsx").then(m => m.ProofTab));

const TABS: [string, string][] = [
  ["result", "Result"],
  ["timeline", "Timeline"],
  ["graph", "Graph"],
  ["why", "Why"],
  ["events", "Events"],
  ["models", "Models"],
  ["input", "Input"],
  ["proof", "Proof"],
];

export function JobPage({ id, run: runId }: { id: string; run: string | null }) {
  const run = useMemo(() => new Run(id, runId), [id, runId]);
  useEffect(() => {
    void run.start();
    return () => run.dispose();
  }, [run]);
  const job = run.job.value;
  useTitle(job ? `${statusWord(job.status)} · ${job.template}` : "Job");
  const tab = param("tab", "result");
  if (!job) {
    const failure = run.failure.value;
    if (!failure) return <Loading what="the job" />;
    return failure.status === 410 ? <Erased id={id} text={failure.message} /> : <NoPage title="This job cannot be shown" failure={failure} />;
  }
  return (
    <div class="stack">
      <Header job={job} run={run} />
      <nav class="tabs" aria-label="Parts of the job">
        {TABS.map(([name, word]) => (
          <a
            href={href(`jobs/${id}`, { run: runId, tab: name === "result" ? null : name })}
            aria-current={tab === name ? "page" : undefined}
          >
            {word}
          </a>
        ))}
      </nav>
      <Tab name={tab} run={run} job={job} />
    </div>
  );
}

function Tab({ name, run, job }: { name: string; run: Run; job: Job }) {
  switch (name) {
    case "timeline":
      return <TimelineTab run={run} />;
    case "graph":
      return <GraphTab run={run} />;
    case "why":
      return <WhyTab run={run} />;
    case "events":
      return <EventsTab run={run} />;
    case "models":
      return <ModelsTab run={run} />;
    case "input":
      return <InputTab run={run} />;
    case "proof":
      return <ProofTab run={run} />;
    default:
      return <ResultTab job={job} />;
  }
}

function Erased({ id, text }: { id: string; text: string }) {
  return (
    <Empty main title="The content of this job was erased">
      <p>{text}</p>
      <p>
        What is left proves what happened and when. The runs are under <code>/api/v1/jobs/{id}/runs</code>.
      </p>
      <p>
        <a href={href("jobs")}>All jobs</a>
      </p>
    </Empty>
  );
}

function Header({ job, run }: { job: Job; run: Run }) {
  return (
    <div class="stack">
      {run.connection.value === "lost" ? (
        <div class="note" role="status">
          The connection to the server was lost. This page tries again by itself and misses nothing.
        </div>
      ) : null}
      <Trouble failure={run.failure.value} />
      <div class="row between">
        <div class="row">
          <StatusMark status={job.status} />
          <h1>{job.template}</h1>
          <span class="soft">version {job.version}</span>
          {run.runId ? <span class="chip">replay or other run {run.runId}</span> : null}
        </div>
        <Controls job={job} run={run} />
      </div>
      <Answer job={job} run={run} />
      <div class="row soft small">
        <span>
          Started <Ago time={job.created_at} />
        </span>
        <span>Ran {took(job.used.running_ms)}</span>
        {job.submitter ? (
          <span>
            Submitted by {job.submitter.name}
            {job.submitter.asserted ? " (name not verified)" : ""}
          </span>
        ) : null}
        {job.correlation_id ? <span>Correlation id {job.correlation_id}</span> : null}
        <span class="mono">{job.job_id}</span>
        <Copy text={job.job_id} label="Copy id" />
      </div>
      <Origin job={job} />
      <Meters meters={meters(job.budget, job.used)} />
    </div>
  );
}

/** Where a fork comes from, who was asked in it, and what the record saved. */
function Origin({ job }: { job: Job }) {
  const from = job.forked_from;
  if (!from) return null;
  const answers = job.answers;
  return (
    <div class="row small">
      <span>
        Fork of <a href={href(`jobs/${from.job_id}`, { run: from.run_id })}>{from.job_id}</a>
        {from.at > 0 ? ` after its event ${count(from.at)}` : ""}
        {from.by ? ` by ${from.by}` : ""}, first {plural(from.shared, "event")} the same.
      </span>
      {answers ? (
        <span>
          {answers.asked.length > 0 ? `Asked: ${answers.asked.join(", ")}. ` : "No agent was called. "}
          {answers.from_record.length > 0 ? `From the record: ${answers.from_record.join(", ")}. ` : ""}
          Saved {plural(answers.saved_tokens, "token")}, {money(answers.saved_cost_usd)}.
        </span>
      ) : null}
      <a href={href("compare", { a: from.run_id, b: job.run_id })}>Compare with the original</a>
    </div>
  );
}

/** The status in one sentence, and what a person can do about it. */
function Answer({ job, run }: { job: Job; run: Run }) {
  if (job.status === "paused" && job.pending_proposals > 0) {
    return (
      <>
        <Paused job={job} />
        <Waiting job={job} run={run} />
      </>
    );
  }
  if (job.status === "waiting" || job.pending_proposals > 0) return <Waiting job={job} run={run} />;
  if (job.status === "halted" || job.status === "failed") {
    return (
      <div class="error" role="status">
        <strong>
          {job.status === "failed" ? "The server had an internal error." : `Halted: ${reasonWords(job.reason)}.`}
        </strong>{" "}
        {haltWords(job)}{" "}
        <a href={href(`jobs/${job.job_id}`, { run: run.runId, tab: "why" })}>Why</a>
        {" · "}
        <a href={href("new", { from: job.job_id })}>Run again with changes</a>
      </div>
    );
  }
  if (job.status === "paused") return <Paused job={job} />;
  if (job.status === "cancelled") return <div class="note">Cancelled. {job.detail ?? ""}</div>;
  if (job.status === "converged") {
    return (
      <div class="soft">
        Converged after {plural(job.cycles, "cycle")} with {plural(job.used.facts, "new fact")}: no agent had anything to add.
      </div>
    );
  }
  return (
    <div class="soft" aria-live="polite">
      Cycle {job.cycles}, {plural(job.used.facts, "new fact")} so far.
    </div>
  );
}

function Paused({ job }: { job: Job }) {
  return <div class="note">Paused. {job.reason ? haltWords(job) : (job.detail ?? "It continues when a person resumes it.")}</div>;
}

function Waiting({ job, run }: { job: Job; run: Run }) {
  const proposals = useLoad<Proposals>(
    `api/v1/jobs/${encodeURIComponent(job.job_id)}/proposals${query({ run: run.runId })}`,
  );
  const sequence = job.pending_proposals;
  useEffect(() => void proposals.again(), [sequence]);
  const open = proposals.value.value?.proposals.filter(one => !one.decided && !one.closed) ?? [];
  if (open.length === 0) return <div class="note">Waiting for people.</div>;
  return (
    <div class="note stack">
      {open.slice(0, 10).map(one => (
        <div class="row between">
          <span>
            Waiting for {a(one.role)}
            {one.expires_at ? (
              <>
                , deadline <Ago time={one.expires_at} />, then {one.on_silence}
              </>
            ) : null}
            : <strong>{one.fact_id}</strong>
          </span>
          <a
            class="button primary"
            href={href(`jobs/${job.job_id}/proposals/${encodeURIComponent(one.proposal_id)}`, { run: run.runId })}
          >
            Read and decide
          </a>
        </div>
      ))}
      {open.length > 10 ? <span class="soft">and {open.length - 10} more</span> : null}
    </div>
  );
}
