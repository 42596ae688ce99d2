/** That the result can be trusted: its hash, replays, the bundle, and erasing the content. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Failure, post, query, send } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import { isFinal, type Runs } from "../../api/types.ts";
import { go, href } from "../../route.ts";
import type { Run } from "../../run/follow.ts";
import { may } from "../../session.ts";
import { Ago, Ask, asFailure, Copy, Loading, Scroll, StatusMark, Trouble } from "../../ui/basics.tsx";
import { useLoad } from "../../ui/load.ts";
import { save } from "./events.tsx";

type Replayed = components["schemas"]["Replayed"];

/** Formats of the report: as the server calls them, as people do, and how the file ends. */
const REPORTS = [
  ["docx", "Word document", "docx"],
  ["html", "Web page", "html"],
  ["markdown", "Markdown", "md"],
] as const;

export function ProofTab({ run }: { run: Run }) {
  const job = run.job.value!;
  const runs = useLoad<Runs>(`api/v1/jobs/${encodeURIComponent(run.id)}/runs`);
  useEffect(() => {
    if (runs.value.peek()) void runs.again();
  }, [job.status]);
  const replayed = useSignal<Replayed | null>(null);
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  const erasing = useSignal(false);
  if (!isFinal(job.status)) {
    return <p class="note">The run has not ended. When it ends, its hash, replays and bundle appear here.</p>;
  }
  const path = (what: string) => `api/v1/jobs/${encodeURIComponent(run.id)}/${what}${query({ run: run.runId })}`;
  const bundle = `${run.id}.zip`;
  return (
    <div class="stack">
      <section class="card stack">
        <h2>Result hash</h2>
        {job.result_hash ? (
          <div class="row">
            <code>{job.result_hash}</code>
            <Copy text={job.result_hash} />
          </div>
        ) : (
          <p class="soft">The run has none.</p>
        )}
        <p>
          {job.reproducible
            ? "The same seeds always give this result."
            : `The result is not reproducible because of ${job.because?.join(", ") || "what happened in the run"}. A replay still gives the same events, since every answer is on record.`}
        </p>
      </section>
      <section class="card stack">
        <h2>Replay</h2>
        <p>Runs the job again from its record and compares every event.</p>
        {may("control") ? (
          <div>
            <button
              type="button"
              class="primary"
              disabled={busy.value}
              onClick={async () => {
                busy.value = true;
                failure.value = null;
                try {
                  replayed.value = await post<Replayed>(path("replay"), {});
                  await runs.again();
                } catch (error) {
                  failure.value = asFailure(error);
                }
                busy.value = false;
              }}
            >
              {busy.value ? "Replaying…" : "Replay this run"}
            </button>
          </div>
        ) : null}
        <Trouble failure={failure.value} what="The run was not replayed." />
        {replayed.value ? <Outcome replayed={replayed.value} /> : null}
      </section>
      <section class="card stack">
        <h2>Bundle</h2>
        <p>A signed file with the template, the events, the facts and the model calls. Anyone can verify it without this server.</p>
        <div class="row">
          <button
            type="button"
            onClick={async () => {
              try {
                await save(path("audit"), "application/zip", bundle);
              } catch (error) {
                failure.value = asFailure(error);
              }
            }}
          >
            Download the bundle
          </button>
          <code>converge verify {bundle}</code>
          <Copy text={`converge verify ${bundle}`} />
        </div>
      </section>
      <section class="card stack">
        <h2>Report</h2>
        <p>A document for people: the results, then decisions, sources, every fact, cost and proof.</p>
        <div class="row">
          {REPORTS.map(([format, word, end]) => (
            <button
              type="button"
              onClick={async () => {
                failure.value = null;
                const address = `api/v1/jobs/${encodeURIComponent(run.id)}/report${query({ run: run.runId, format })}`;
                try {
                  await save(address, "*/*", `${run.id}.${end}`);
                } catch (error) {
                  failure.value = asFailure(error);
                }
              }}
            >
              {word}
            </button>
          ))}
        </div>
      </section>
      <section class="stack">
        <h2>Runs of this job</h2>
        {runs.value.value ? <RunTable runs={runs.value.value} shown={job.run_id} /> : <Loading what="runs" />}
      </section>
      {may("erase") ? (
        <section class="card stack">
          <h2>Erase</h2>
          <p>Deletes the content, and keeps the proof of what happened when. This cannot be undone.</p>
          <div>
            <button type="button" class="danger" onClick={() => (erasing.value = true)}>
              Erase the content of this job
            </button>
          </div>
        </section>
      ) : null}
      {erasing.value ? (
        <Ask
          title="Erase the content of this job?"
          text="Seeds, facts and model calls of all its runs are deleted. This cannot be undone."
          verb="Erase"
          danger
          onClose={() => (erasing.value = false)}
          onYes={async () => {
            await send(`api/v1/jobs/${encodeURIComponent(run.id)}/content`, { method: "DELETE" });
            go(href("jobs"));
          }}
        />
      ) : null}
    </div>
  );
}

function Outcome({ replayed }: { replayed: Replayed }) {
  const fromRecord = Object.keys(replayed.from_record ?? {});
  return replayed.identical ? (
    <p class="note" role="status">
      ✓ Identical: every event of the replay is the same as in the record.{" "}
      {replayed.ran.length > 0 ? `Ran for real: ${replayed.ran.join(", ")}. ` : ""}
      {fromRecord.length > 0 ? `Answered from the record: ${fromRecord.join(", ")}.` : ""}
    </p>
  ) : (
    <p class="error" role="status">
      ✗ Different from event {replayed.difference?.sequence} on: {replayed.difference?.message}
    </p>
  );
}

function RunTable({ runs, shown }: { runs: Runs; shown: string }) {
  const first = runs.runs[0];
  return (
    <Scroll label="Runs">
      <table>
        <thead>
          <tr>
            <th>Run</th>
            <th>Status</th>
            <th>Created</th>
            <th>Kind</th>
            <th>Compare</th>
          </tr>
        </thead>
        <tbody>
          {runs.runs.map(one => (
            <tr>
              <td class="mono">
                <a href={href(`jobs/${runs.job_id}`, { run: one.run_id, tab: "proof" })} aria-current={one.run_id === shown ? "true" : undefined}>
                  {one.run_id}
                </a>
              </td>
              <td>
                <StatusMark status={one.status} />
              </td>
              <td>
                <Ago time={one.created_at} />
              </td>
              <td>{one.replay_of ? "replay" : "first run"}</td>
              <td>
                {first && one !== first ? (
                  <a href={href("compare", { a: first.run_id, b: one.run_id })}>with the first</a>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
