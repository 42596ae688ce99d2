/** Four numbers that are links, what it cost today, and what went wrong last. */
import { useEffect } from "preact/hooks";
import { query } from "../api/client.ts";
import type { JobPage, JobRow, Status, Summary, TemplateList } from "../api/types.ts";
import { changes } from "../changes.ts";
import { hasExample } from "../examples.ts";
import { count, haltWords, money, statusWord } from "../format.ts";
import { openCount } from "../inbox-count.ts";
import { href } from "../route.ts";
import { may } from "../session.ts";
import { Ago, Empty, Loading, NoPage, Scroll, StatusMark, Trouble, useTitle } from "../ui/basics.tsx";
import { useLoad } from "../ui/load.ts";
import { useMemo } from "preact/hooks";

const DAY = 24 * 60 * 60 * 1000;

export function OverviewPage() {
  useTitle("Overview");
  const dayAgo = useMemo(() => new Date(Math.floor((Date.now() - DAY) / 60_000) * 60_000).toISOString(), []);
  const today = useMemo(() => new Date(new Date().setUTCHours(0, 0, 0, 0)).toISOString(), []);
  const all = useLoad<Summary>("api/v1/jobs/summary");
  const recent = useLoad<Summary>(`api/v1/jobs/summary${query({ since: dayAgo })}`);
  const spent = useLoad<Summary>(`api/v1/jobs/summary${query({ since: today })}`);
  const failed = useLoad<JobPage>(`api/v1/jobs${query({ status: "halted,failed", limit: 100, since: dayAgo })}`);
  useEffect(
    () =>
      changes(() => {
        for (const one of [all, recent, spent, failed]) void one.again();
      }),
    [],
  );
  const failure = all.failure.value ?? recent.failure.value ?? failed.failure.value;
  if (!all.value.value) return failure ? <NoPage title="The overview cannot be shown" failure={failure} /> : <Loading what="the overview" />;
  const total = sum(all.value.value, () => true);
  if (total.jobs === 0) return <First />;
  return (
    <div class="stack">
      <h1>Overview</h1>
      <Trouble failure={failure} />
      <div class="numbers">
        <Number to={href("inbox")} n={openCount.value || "0"} word={openCount.value === "1" ? "waits for a decision" : "wait for a decision"} />
        <Number
          to={href("jobs", { status: "running,pending,paused" })}
          n={count(sum(all.value.value, s => s === "running" || s === "pending" || s === "paused").jobs)}
          word="under way"
        />
        <Number
          to={href("jobs", { status: "halted,failed", since: dayAgo })}
          n={count(recent.value.value ? sum(recent.value.value, s => s === "halted" || s === "failed").jobs : 0)}
          word="halted or failed in 24 hours"
        />
        <Number
          to={href("jobs", { status: "converged" })}
          n={count(sum(all.value.value, s => s === "converged").jobs)}
          word="converged"
        />
      </div>
      <Failures jobs={failed.value.value?.jobs ?? []} />
      <Spend summary={spent.value.value} today={today} />
    </div>
  );
}

function sum(summary: Summary, which: (status: Status) => boolean) {
  const total = { jobs: 0, tokens: 0, cost_usd: 0 };
  for (const group of summary.groups) {
    if (!which(group.status)) continue;
    total.jobs += group.jobs;
    total.tokens += group.tokens;
    total.cost_usd += group.cost_usd;
  }
  return total;
}

function Number({ to, n, word }: { to: string; n: string; word: string }) {
  return (
    <a class="card number" href={to}>
      <strong>{n}</strong> {word}
    </a>
  );
}

/** The last failures, those with one cause together. */
function Failures({ jobs }: { jobs: JobRow[] }) {
  const groups = new Map<string, JobRow[]>();
  for (const job of jobs) {
    const agent = /^([A-Za-z][\w-]*): /.exec(job.detail ?? "")?.[1] ?? "";
    const cause = `${job.template}|${job.reason ?? job.status}|${agent}`;
    groups.set(cause, [...(groups.get(cause) ?? []), job]);
  }
  return (
    <section class="stack">
      <h2>What halted or failed in 24 hours</h2>
      {groups.size === 0 ? (
        <p class="soft">Nothing.</p>
      ) : (
        <Scroll label="Failures by cause">
          <table class="list">
            <thead>
              <tr>
                <th>Status</th>
                <th>Why</th>
                <th>Template</th>
                <th class="n">Jobs</th>
                <th>Last</th>
              </tr>
            </thead>
            <tbody>
              {[...groups.values()].slice(0, 20).map(group => {
                const job = group[0]!;
                return (
                  <tr>
                    <td>
                      <StatusMark status={job.status} />
                    </td>
                    <td class="wide">
                      <a class="about" href={href(`jobs/${job.job_id}`)}>
                        {haltWords(job) || statusWord(job.status)}
                      </a>
                    </td>
                    <td>{job.template}</td>
                    <td class="n" data-name="Jobs">
                      <a href={href("jobs", { status: job.status, reason: job.reason, template: job.template })}>{count(group.length)}</a>
                    </td>
                    <td data-name="Last">
                      <Ago time={job.created_at} />
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}

function Spend({ summary, today }: { summary: Summary | null; today: string }) {
  const names = [...new Set(summary?.groups.map(group => group.template) ?? [])];
  return (
    <section class="stack">
      <h2>Today by template</h2>
      {names.length === 0 ? (
        <p class="soft">No job was submitted today (UTC).</p>
      ) : (
        <Scroll label="Today by template">
          <table>
            <thead>
              <tr>
                <th>Template</th>
                <th class="n">Jobs</th>
                <th class="n">Tokens</th>
                <th class="n">Cost</th>
              </tr>
            </thead>
            <tbody>
              {names.map(name => {
                const one = sum({ groups: summary!.groups.filter(group => group.template === name) }, () => true);
                return (
                  <tr>
                    <td>
                      <a href={href("jobs", { template: name, since: today })}>{name}</a>
                    </td>
                    <td class="n">{count(one.jobs)}</td>
                    <td class="n">{count(one.tokens)}</td>
                    <td class="n">{money(one.cost_usd)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}

/** What a first visit sees. */
function First() {
  const templates = useLoad<TemplateList>("api/v1/templates");
  return (
    <div class="stack">
      <h1>Overview</h1>
      <Empty title="Nothing has run yet">
        <p>A job passes seeds to a template. Its agents work on them until none of them adds anything new.</p>
        <p>Try an example: its seeds are filled in, it runs offline, and it is free.</p>
      </Empty>
      <div class="cards">
        {templates.value.value?.templates.map(one => (
          <div class="card stack">
            <h2>
              <a href={href(`templates/${one.name}`)}>{one.name}</a>
            </h2>
            <p class="soft">{one.description}</p>
            {may("submit") ? (
              <div class="row">
                {hasExample(one.name) ? (
                  <a class="button primary" href={href("new", { template: one.name, example: "1" })}>
                    Try an example<span class="hide"> of {one.name}</span>
                  </a>
                ) : null}
                <a class="button" href={href("new", { template: one.name })}>
                  Submit a job<span class="hide"> of {one.name}</span>
                </a>
              </div>
            ) : null}
          </div>
        ))}
      </div>
    </div>
  );
}
