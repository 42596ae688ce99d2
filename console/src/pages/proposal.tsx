/** One proposal and what it rests on, for somebody who decides, often on a phone. */
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Failure, post, query } from "../api/client.ts";
import type { Event, EventPage, Fact, Job, Proposal, Proposals } from "../api/types.ts";
import { a, exact, haltWords, plural, statusWord, words } from "../format.ts";
import { count as recount } from "../inbox-count.ts";
import { keys } from "../keyboard.ts";
import { href } from "../route.ts";
import { Run } from "../run/follow.ts";
import { claim, claimedName, may, open, session } from "../session.ts";
import { Ago, Ask, asFailure, Loading, NoPage, StatusMark, Trouble, useTitle } from "../ui/basics.tsx";
import { byId, Data, FactCard, type FactLinks } from "../ui/facts.tsx";
import { useLoad } from "../ui/load.ts";

type Verb = "approve" | "reject" | "return";

export function ProposalPage({ id, pid, run: runId }: { id: string; pid: string; run: string | null }) {
  const run = useMemo(() => new Run(id, runId), [id, runId]);
  useEffect(() => {
    void run.start();
    return () => run.dispose();
  }, [run]);
  const path = `api/v1/jobs/${encodeURIComponent(id)}/proposals`;
  const list = useLoad<Proposals>(path + query({ run: runId }));
  const types = "proposal_made,observation_received,approval_requested,approval_given,approval_decided,proposal_returned,proposal_rejected,fact_promoted";
  const log = useLoad<EventPage>(
    `api/v1/jobs/${encodeURIComponent(id)}/events${query({ run: runId, type: types, limit: 1000 })}`,
  );
  const job = run.job.value;
  const state = job ? `${job.status} ${job.pending_proposals}` : "";
  const again = async () => {
    await Promise.all([list.again(), log.again()]);
  };
  useEffect(() => {
    void again();
  }, [state]);
  const pending = list.value.value?.proposals.find(one => one.proposal_id === pid) ?? null;
  const events = (log.value.value?.events ?? []).filter(
    event => "proposal_id" in event && event.proposal_id === pid,
  );
  useTitle(pending ? `Decide on ${pending.fact_id}` : "Proposal");
  const failure = run.failure.value ?? list.failure.value ?? log.failure.value;
  if (failure && !job) return <NoPage title="This proposal cannot be shown" failure={failure} />;
  if (!job || !list.value.value || !log.value.value) return <Loading what="the proposal" />;
  const made = events.find(event => event.type === "proposal_made" || event.type === "observation_received");
  if (!pending && !made) {
    return (
      <div class="decide stack">
        <h1>Proposal not found</h1>
        <p>
          The job has no proposal with the id <code>{pid}</code>.
        </p>
        <p>
          <a href={href(`jobs/${id}`)}>Open the job</a>
        </p>
      </div>
    );
  }
  return <Page job={job} run={run} pid={pid} pending={pending} made={made ?? null} events={events} after={again} />;
}

interface Shown {
  content: string;
  key: string;
  factId: string;
  agent: string;
  confidence: number;
  cites: string[];
  data: Record<string, unknown> | null;
}

function shown(pending: Proposal | null, made: Event | null): Shown {
  const from = (pending ?? made) as unknown as Proposal & { fact_id?: string };
  return {
    content: from.content,
    key: from.key,
    factId: from.fact_id ?? "",
    agent: from.agent,
    confidence: from.confidence,
    cites: from.cites,
    data: (from.data as Record<string, unknown> | undefined) ?? null,
  };
}

function Page(props: {
  job: Job;
  run: Run;
  pid: string;
  pending: Proposal | null;
  made: Event | null;
  events: Event[];
  after: () => Promise<void>;
}) {
  const { job, pending, events } = props;
  const what = shown(pending, props.made);
  const known = useComputed(() => byId(props.run.job.value?.facts ?? {}));
  const links: FactLinks = {
    known: known.value,
    address: fact => href(`jobs/${job.job_id}`, { run: props.run.runId, fact }),
  };
  const grounds = what.cites.map(one => known.value.get(one)).filter((one): one is Fact => !!one);
  const checks = [...known.value.values()].filter(fact => what.factId && fact.cites.includes(what.factId));
  const factId =
    what.factId || (events.find(event => event.type === "approval_requested") as { fact_id?: string })?.fact_id || props.pid;
  return (
    <div class="decide stack">
      <div class="row between">
        <h1>{factId}</h1>
        <a href={href(`jobs/${job.job_id}`, { run: props.run.runId })}>
          {job.template}, the whole job
        </a>
      </div>
      <State job={job} pending={pending} events={events} />
      <section class="card stack" aria-label="The proposal">
        <div class="soft small">
          {what.agent} proposes under {what.key}, confidence {what.confidence.toFixed(2)}
        </div>
        <div class="text big" dir="auto">
          {what.content}
        </div>
        {what.data ? <Data data={what.data} /> : null}
      </section>
      <section class="stack">
        <h2>What it rests on</h2>
        {grounds.length === 0 ? <p class="soft">It cites no facts.</p> : null}
        <div class="facts">
          {grounds.map(fact => (
            <FactCard key={fact.id} fact={fact} links={links} />
          ))}
        </div>
      </section>
      {checks.length > 0 ? (
        <section class="stack">
          <h2>Cited by</h2>
          <div class="facts">
            {checks.map(fact => (
              <FactCard key={fact.id} fact={fact} links={links} />
            ))}
          </div>
        </section>
      ) : null}
      {pending && !pending.decided && !pending.closed ? (
        <Decide pending={pending} job={job} run={props.run} after={props.after} />
      ) : null}
    </div>
  );
}

/** Where the proposal stands, in one sentence. */
function State({ job, pending, events }: { job: Job; pending: Proposal | null; events: Event[] }) {
  const decided = events.find(event => event.type === "approval_decided");
  if (decided && decided.type === "approval_decided") {
    const fact = events.find(event => event.type === "fact_promoted");
    return (
      <div class="note stack" role="status">
        <div>
          <strong>{words(decided.decision)}</strong>{" "}
          {decided.by_deadline ? "because nobody decided in time" : `by ${decided.actor}`}
          {decided.asserted ? " (name not verified)" : ""}, {exact(decided.at)}.
          {decided.comment ? <span dir="auto"> “{decided.comment}”</span> : null}
        </div>
        <div>
          {decided.decision === "approved"
            ? fact
              ? "It is now a fact of the run. "
              : "It takes effect at the next cycle. "
            : "The proposal was dropped. "}
          The run is <StatusMark status={job.status} />.{" "}
          {job.status === "halted" ? haltWords(job) : ""}{" "}
          <a href={href(`jobs/${job.job_id}`)}>Open the job</a> · <a href={href("inbox")}>Back to the inbox</a>
        </div>
      </div>
    );
  }
  const returned = events.find(event => event.type === "proposal_returned");
  if (returned && returned.type === "proposal_returned") {
    return (
      <div class="note stack" role="status">
        <div>
          <strong>Returned for revision</strong> by {returned.actor}
          {returned.asserted ? " (name not verified)" : ""}, {exact(returned.at)}.
          <span dir="auto"> “{returned.comment}”</span>
        </div>
        <div>
          What {returned.fact_id} becomes waits for a decision of its own.{" "}
          <a href={href(`jobs/${job.job_id}`)}>Open the job</a> · <a href={href("inbox")}>Back to the inbox</a>
        </div>
      </div>
    );
  }
  if (!pending || pending.closed) {
    return (
      <div class="note" role="status">
        Nothing can be decided any more: the run ended
        {pending?.closed ? <> <Ago time={pending.closed.at} /> ({pending.closed.because})</> : ` (${statusWord(job.status)})`}.
      </div>
    );
  }
  return (
    <div class="note stack">
      <div>
        {words(a(pending.role))} decides.{" "}
        {pending.expires_at ? (
          <>
            Deadline <Ago time={pending.expires_at} /> ({exact(pending.expires_at)}). Without a decision the proposal is{" "}
            {pending.on_silence}.
          </>
        ) : (
          "There is no deadline."
        )}
        {pending.approvals > 1 ? ` ${pending.approvals} different people must approve.` : ""}
        {pending.not_submitter ? " The person who submitted the job is not allowed to decide." : ""}
      </div>
      {may("decide", pending.role) ? (
        <div>
          <a class="button" href="#decision">
            To the decision
          </a>
        </div>
      ) : null}
      {pending.approved_by.map(one => (
        <div class="small">
          Approved by {one.actor}
          {one.asserted ? " (name not verified)" : ""}
          {one.comment ? `: ${one.comment}` : ""}, {pending.approvals - pending.approved_by.length} missing
        </div>
      ))}
    </div>
  );
}

function Decide(props: { pending: Proposal; job: Job; run: Run; after: () => Promise<void> }) {
  const { pending, job } = props;
  const comment = useSignal("");
  const busy = useSignal(false);
  const asking = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const needsName = open.value;
  const ready = !busy.value && (!needsName || claimedName.value.trim() !== "");
  useEffect(() => keys({ approve: () => (asking.value = true) }), []);
  const send = async (verb: Verb) => {
    const path = `api/v1/jobs/${encodeURIComponent(job.job_id)}/proposals/${encodeURIComponent(pending.proposal_id)}/${verb}${query({ run: props.run.runId })}`;
    await post(path, {
      ...(needsName ? { actor: claimedName.value.trim() } : {}),
      ...(comment.value.trim() ? { comment: comment.value.trim() } : {}),
    });
    if (verb === "return") comment.value = "";
    await Promise.all([props.after(), props.run.refresh()]);
    void recount();
  };
  const click = async (verb: Verb) => {
    busy.value = true;
    failure.value = null;
    try {
      await send(verb);
    } catch (error) {
      failure.value = told(asFailure(error));
      await Promise.allSettled([props.after(), props.run.refresh()]);
    } finally {
      busy.value = false;
    }
  };
  if (!may("decide", pending.role)) {
    return (
      <p class="note">
        You can read this but not decide: it needs the scope <code>decide:{pending.role}</code>.
      </p>
    );
  }
  return (
    <section class="stack" id="decision" aria-label="Your decision">
      <label class="field">
        <span class="label">Comment</span>
        <textarea
          value={comment.value}
          maxLength={10_000}
          placeholder="Why? Stored with the decision."
          onInput={e => (comment.value = e.currentTarget.value)}
        />
      </label>
      {needsName ? (
        <label class="field">
          <span class="label">Your name</span>
          <input
            value={claimedName.value}
            maxLength={200}
            autocomplete="name"
            onInput={e => claim(e.currentTarget.value)}
          />
          <span class="soft small">This server does not check who you are. Your name is recorded as not verified.</span>
        </label>
      ) : (
        <p class="small soft">You decide as {session.value?.principal ?? "the owner of your key"}.</p>
      )}
      <Trouble failure={failure.value} />
      <div class="actions row">
        <button type="button" class="primary" disabled={!ready} onClick={() => void click("approve")}>
          Approve
        </button>
        <button type="button" class="danger" disabled={!ready} onClick={() => void click("reject")}>
          Reject
        </button>
        {pending.revisions_left > 0 ? (
          <button
            type="button"
            disabled={!ready || comment.value.trim() === ""}
            aria-describedby="return-note"
            onClick={() => void click("return")}
          >
            Return to be revised
          </button>
        ) : null}
      </div>
      {pending.revisions_left > 0 ? (
        <p class="small soft" id="return-note">
          To return it, say in the comment what is to change: the agent that made it is told. It can be returned{" "}
          {plural(pending.revisions_left, "more time")}.
        </p>
      ) : null}
      {asking.value ? (
        <Ask
          title={`Approve ${pending.fact_id}?`}
          text={ready ? "The decision is recorded with your name." : "Enter your name first."}
          verb="Approve"
          onClose={() => (asking.value = false)}
          onYes={async () => {
            if (!ready) throw new Failure(0, "Enter your name first.", "", {});
            await send("approve");
          }}
        />
      ) : null}
    </section>
  );
}

/** Whoever comes second is told by whom. */
function told(failure: Failure): Failure {
  const by = failure.problem["decided_by"];
  const decision = failure.problem["decision"];
  if (typeof by === "string" && typeof decision === "string") {
    return new Failure(failure.status, `${by} decided before you: ${decision}.`, failure.requestId, {});
  }
  return failure;
}
