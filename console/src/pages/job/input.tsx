/** What the job was submitted with. */
import type { SubmittedJob } from "../../api/types.ts";
import { count } from "../../format.ts";
import { href } from "../../route.ts";
import { may } from "../../session.ts";
import type { Run } from "../../run/follow.ts";
import { Loading, Trouble } from "../../ui/basics.tsx";
import { Data, Json } from "../../ui/facts.tsx";
import { Few } from "../../ui/few.tsx";
import { useLoad } from "../../ui/load.ts";

export function InputTab({ run }: { run: Run }) {
  const read = useLoad<SubmittedJob>(`api/v1/jobs/${encodeURIComponent(run.id)}/submission`);
  const job = run.job.value;
  if (read.failure.value) return <Trouble failure={read.failure.value} />;
  const submitted = read.value.value;
  if (!submitted || !job) return <Loading what="the submission" />;
  const body = submitted.submission;
  return (
    <div class="stack">
      <div class="row">
        {may("submit") ? (
          <a class="button primary" href={href("new", { from: run.id })}>
            Run again with changes
          </a>
        ) : null}
        <Json value={body} label="Copy as JSON" />
      </div>
      <dl class="kv">
        <dt>Template</dt>
        <dd>
          <a href={href(`templates/${submitted.template}`, { version: submitted.version })}>
            {submitted.template} {submitted.version}
          </a>
        </dd>
        <dt>Mode</dt>
        <dd>{job.mode}</dd>
        {body.correlation_id ? (
          <>
            <dt>Correlation id</dt>
            <dd>{body.correlation_id}</dd>
          </>
        ) : null}
        <dt>Template hash</dt>
        <dd class="mono">{job.template_hash}</dd>
      </dl>
      {body.metadata ? (
        <section>
          <h2>Metadata</h2>
          <Data data={body.metadata as Record<string, unknown>} />
        </section>
      ) : null}
      {body.budget ? (
        <section>
          <h2>Requested budget</h2>
          <Data data={body.budget as Record<string, unknown>} />
        </section>
      ) : null}
      <section class="stack">
        <h2>
          Seeds <span class="soft">{count(body.seeds.length)}</span>
        </h2>
        <div class="facts">
          <Few of={body.seeds} word="seed">
            {seed => (
            <article class="fact">
              <div class="mono">{seed.id}</div>
              <div class="text" dir="auto">
                {seed.content}
              </div>
              {seed.data ? <Data data={seed.data as Record<string, unknown>} /> : null}
            </article>
            )}
          </Few>
        </div>
      </section>
    </div>
  );
}
