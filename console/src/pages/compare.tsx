/** Two runs beside each other. */
import type * as preact from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { href, param } from "../route.ts";
import { Run } from "../run/follow.ts";
import { changes, firstDifference, type Change } from "../run/compare.ts";
import { line } from "../run/words.ts";
import { count, money, took } from "../format.ts";
import type { Job } from "../api/types.ts";
import { Empty, Loading, NoPage, Scroll, StatusMark, useTitle } from "../ui/basics.tsx";
import { TextDiff } from "../ui/diff.tsx";

const SHOWN = 60;

function useRun(address: string): Run | null {
  const run = useMemo(() => {
    const [job, id] = address.split("/");
    return job ? new Run(job, id || null) : null;
  }, [address]);
  useEffect(() => {
    if (!run) return;
    void run.start();
    void run.readEvents();
    return () => run.dispose();
  }, [run]);
  return run;
}

export function ComparePage() {
  useTitle("Compare runs");
  const a = useRun(param("a"));
  const b = useRun(param("b"));
  if (!a || !b) {
    return (
      <Empty main title="Choose two runs">
        <p>
          Select two jobs in the <a href={href("jobs")}>list</a>, or open the proof of a job with several runs.
        </p>
      </Empty>
    );
  }
  return <Both a={a} b={b} />;
}

function Both({ a, b }: { a: Run; b: Run }) {
  const failure = a.failure.value ?? b.failure.value ?? a.eventsFailure.value ?? b.eventsFailure.value;
  const [one, two, first, second] = [a.job.value, b.job.value, a.events.value, b.events.value];
  if (failure && (!one || !two)) return <NoPage title="These runs cannot be compared" failure={failure} />;
  if (!one || !two || !first || !second) return <Loading what="both runs" />;
  const same = one.result_hash !== undefined && one.result_hash === two.result_hash;
  const differing = firstDifference(first, second);
  const facts = changes(one.facts, two.facts);
  return (
    <div class="stack">
      <h1>Compare runs</h1>
      <Side a={one} b={two} />
      <p class={same ? "note" : "error"} role="status">
        {same ? "✓ Both runs came to the same result: their hashes are equal." : "✗ The runs came to different results."}
      </p>
      <section class="stack">
        <h2>First event that differs</h2>
        {differing ? (
          <div class="two">
            {[
              [a, differing.a],
              [b, differing.b],
            ].map(([run, event], i) => {
              const of = run as Run;
              const it = event as typeof differing.a;
              return (
                <div class="card">
                  <h3>{i === 0 ? "First run" : "Second run"}</h3>
                  {it ? (
                    <p dir="auto">
                      <a href={href(`jobs/${of.id}`, { run: of.runId, tab: "events", event: String(it.sequence) })}>
                        {it.sequence} · {it.type.replaceAll("_", " ")}
                      </a>
                      , cycle {it.cycle}: {line(it).slice(0, 400)}
                    </p>
                  ) : (
                    <p class="soft">It ended before event {differing.at}.</p>
                  )}
                </div>
              );
            })}
          </div>
        ) : (
          <p class="soft">None: they differ in nothing but times and ids.</p>
        )}
      </section>
      <section class="stack">
        <h2>
          Facts that differ <span class="soft">{count(facts.length)}</span>
        </h2>
        {facts.slice(0, SHOWN).map(change => (
          <Fact key={change.id} change={change} />
        ))}
        {facts.length > SHOWN ? <p class="soft">and {count(facts.length - SHOWN)} more</p> : null}
      </section>
    </div>
  );
}

function Fact({ change }: { change: Change }) {
  const where = !change.before ? "only in the second run" : !change.after ? "only in the first run" : "changed";
  return (
    <article class="fact">
      <div class="head">
        <strong class="mono">{change.id}</strong>
        <span class="soft small">{where}</span>
      </div>
      {change.before && change.after ? (
        <>
          {change.before.content === change.after.content ? (
            <p dir="auto">{change.after.content}</p>
          ) : (
            <TextDiff before={change.before.content} after={change.after.content} by="word" />
          )}
          {JSON.stringify(change.before.data) !== JSON.stringify(change.after.data) ? (
            <TextDiff
              before={JSON.stringify(change.before.data ?? {}, null, 1)}
              after={JSON.stringify(change.after.data ?? {}, null, 1)}
              by="word"
            />
          ) : null}
        </>
      ) : (
        <p class="text" dir="auto">
          {(change.before ?? change.after)!.content}
        </p>
      )}
    </article>
  );
}

function Side({ a, b }: { a: Job; b: Job }) {
  const rows: [string, (job: Job) => preact.ComponentChild][] = [
    ["Status", job => <StatusMark status={job.status} />],
    ["Template", job => `${job.template} ${job.version}`],
    ["Mode", job => job.mode],
    ["Cycles", job => count(job.cycles)],
    ["Facts", job => count(job.used.facts)],
    ["Ran", job => took(job.used.running_ms)],
    ["Tokens", job => count(job.used.tokens)],
    ["Cost", job => money(job.used.cost_usd)],
    ["Result hash", job => <span class="mono small">{job.result_hash ?? "–"}</span>],
  ];
  return (
    <Scroll label="Both runs">
      <table>
        <thead>
          <tr>
            <th>
              <span class="hide">What</span>
            </th>
            <th>
              <a href={href(`jobs/${a.job_id}`, { run: a.run_id })}>First run</a>
            </th>
            <th>
              <a href={href(`jobs/${b.job_id}`, { run: b.run_id })}>Second run</a>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, show]) => (
            <tr>
              <th scope="row">{name}</th>
              <td>{show(a)}</td>
              <td>{show(b)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
