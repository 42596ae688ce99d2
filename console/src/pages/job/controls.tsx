/** What can be done with a run now: only what the server would accept. */
import { useSignal, type Signal } from "@preact/signals";
import { post, query } from "../../api/client.ts";
import { isFinal, type Job, type Template } from "../../api/types.ts";
import { href } from "../../route.ts";
import type { Run } from "../../run/follow.ts";
import { may } from "../../session.ts";
import { Ask } from "../../ui/basics.tsx";
import { asBudget, Limits } from "../../ui/limits.tsx";
import { useLoad } from "../../ui/load.ts";

export function Controls({ job, run }: { job: Job; run: Run }) {
  const asking = useSignal<"cancel" | "continue" | null>(null);
  const path = (what: string) => `api/v1/jobs/${encodeURIComponent(job.job_id)}/${what}${query({ run: run.runId })}`;
  const over = isFinal(job.status);
  const broken = job.status === "halted" && job.reason === "invariant";
  // Whether what does not hold can come to hold is written in the template.
  const template = useLoad<Template>(
    broken ? `api/v1/templates/${encodeURIComponent(job.template)}${query({ version: job.version })}` : null,
  ).value.value;
  const needed = need(job, template);
  const paused = job.status === "paused";
  return (
    <div class="row">
      {!over && may("control") ? (
        <>
          <button
            type="button"
            onClick={async () => {
              await post(path(paused ? "resume" : "pause"), {});
              await run.refresh();
            }}
          >
            {paused ? "Resume" : "Pause"}
          </button>
          <button type="button" class="danger" onClick={() => (asking.value = "cancel")}>
            Cancel
          </button>
        </>
      ) : null}
      {needed && !run.runId && may("control") ? (
        <button type="button" class="primary" onClick={() => (asking.value = "continue")}>
          Continue
        </button>
      ) : null}
      {may("submit") ? (
        <a class="button" href={href(`jobs/${job.job_id}/fork`, { run: run.runId })}>
          Fork
        </a>
      ) : null}
      {over && may("submit") ? (
        <a class="button" href={href("new", { from: job.job_id })}>
          Run again
        </a>
      ) : null}
      {asking.value === "continue" && needed ? (
        <Continue job={job} run={run} needed={needed} template={template} path={path("continue")} onClose={() => (asking.value = null)} />
      ) : null}
      {asking.value === "cancel" ? (
        <Ask
          title="Cancel this run?"
          text="A cancelled run cannot be continued. Its facts and events are kept."
          verb="Cancel the run"
          danger
          reason="Why? Stored with the run."
          onClose={() => (asking.value = null)}
          onYes={async reason => {
            await post(path("cancel"), reason ? { reason } : {});
          }}
        />
      ) : null}
    </div>
  );
}

type Need = "nothing" | "budget" | "observation";

/** What a halted run needs to go on; null if it cannot. */
function need(job: Job, template: Template | null): Need | null {
  if (job.status !== "halted") return null;
  switch (job.reason) {
    case "agent":
    case "provider_unavailable":
      return "nothing";
    case "budget":
      return "budget";
    case "invariant": {
      const broken = new Set(job.halt?.invariants);
      const rules = template?.invariants.filter(rule => broken.has(rule.id)) ?? [];
      return rules.length > 0 && rules.every(rule => rule.class !== "structural") ? "observation" : null;
    }
    default:
      return null;
  }
}

interface Observation {
  key: string;
  content: string;
}

function Continue(props: {
  job: Job;
  run: Run;
  needed: Need;
  template: Template | null;
  path: string;
  onClose: () => void;
}) {
  const { job, run, needed } = props;
  const limits = useSignal<Record<string, string>>(needed === "budget" ? enough(job) : {});
  const observed = useSignal<Observation>({ key: "", content: "" });
  const key = useSignal(crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`);
  return (
    <Ask
      title="Continue this run?"
      text="Answers that were paid for are kept, and agents that were running are called again. The run gets a new result hash when it ends."
      verb="Continue the run"
      reason="Why? Stored with the run."
      onClose={props.onClose}
      onYes={async reason => {
        const body: Record<string, unknown> = {};
        const budget = asBudget(limits.value);
        if (budget) body["budget"] = budget;
        if (needed === "observation") body["observations"] = [observed.value];
        if (reason) body["reason"] = reason;
        try {
          await post(props.path, body, { "Idempotency-Key": key.value });
        } catch (error) {
          // What was refused may be sent again with other numbers.
          key.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
          throw error;
        }
        await run.goOn();
      }}
    >
      {needed === "observation" ? <Observed job={job} template={props.template} observed={observed} /> : null}
      <details open={needed === "budget"}>
        <summary>Budget</summary>
        <p class="soft small">Limits apply to the whole run, including what it has used. An empty field does not change its limit.</p>
        <div class="cards">
          <Limits values={limits} standard={job.budget as Record<string, unknown>} />
        </div>
      </details>
    </Ask>
  );
}

/** Twice the limit that ended the run, or more where more was needed at once. */
function enough(job: Job): Record<string, string> {
  const halt = job.halt;
  if (!halt?.limit) return {};
  const more = 2 * Math.max(halt.max ?? 0, (halt.used ?? 0) + (halt.needed ?? 0), 1);
  if (halt.limit === "max_duration_ms") return { max_duration: `${Math.ceil(more / 1000)}s` };
  if (halt.limit === "max_cost_micros") return { max_cost_usd: String(more / 1_000_000) };
  return { [halt.limit]: String(more) };
}

function Observed(props: { job: Job; template: Template | null; observed: Signal<Observation> }) {
  const { job, observed } = props;
  const agents = props.template?.agents ?? [];
  // Seeds are given with the job; nothing can be observed under their key.
  const keys = [...new Set(agents.flatMap(agent => agent.writes))].filter(key => key !== "Seeds");
  return (
    <fieldset class="stack">
      <legend>What was observed</legend>
      <p class="soft small">Something new must make the invariants hold: {job.halt?.invariants?.join(", ")}.</p>
      <label class="field">
        <span class="label">Under which key</span>
        <select
          required
          value={observed.value.key}
          onChange={e => (observed.value = { ...observed.value, key: e.currentTarget.value })}
        >
          <option value="">Choose a key</option>
          {keys.map(key => (
            <option value={key}>{key}</option>
          ))}
        </select>
      </label>
      <label class="field">
        <span class="label">Text</span>
        <textarea
          required
          name="observation"
          dir="auto"
          value={observed.value.content}
          onInput={e => (observed.value = { ...observed.value, content: e.currentTarget.value })}
        />
      </label>
    </fieldset>
  );
}
