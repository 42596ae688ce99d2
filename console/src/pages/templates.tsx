/** The templates: what each is for, what it needs, its files and its versions. */
import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { query, send } from "../api/client.ts";
import type { JobPage, Template, TemplateList } from "../api/types.ts";
import { durationMs, money, count, took, words } from "../format.ts";
import { href, param, set } from "../route.ts";
import { may } from "../session.ts";
import { Ago, Empty, Loading, NoPage, Scroll, StatusMark, Trouble, useTitle } from "../ui/basics.tsx";
import { lazy } from "../ui/lazy.tsx";
import { useLoad } from "../ui/load.ts";

const TemplateGraph = lazy(() => import("./job/graph.tsx").then(m => m.TemplateGraph));
const TextDiff = lazy(() => import("../ui/diff.tsx").then(m => m.TextDiff));

export function TemplatesPage() {
  useTitle("Templates");
  const list = useLoad<TemplateList>("api/v1/templates");
  const all = list.value.value;
  return (
    <div class="stack">
      <h1>Templates</h1>
      <Trouble failure={list.failure.value} />
      {!all && !list.failure.value ? <Loading what="templates" /> : null}
      {all?.templates.length === 0 ? (
        <Empty title="No templates are installed">
          <p>
            Start the server with <code>--templates DIR</code>, or install one over the API.
          </p>
        </Empty>
      ) : null}
      <div class="cards">
        {all?.templates.map(one => (
          <div class="card stack">
            <div class="row between">
              <h2>
                <a href={href(`templates/${one.name}`)}>{one.name}</a>
              </h2>
              <span class="soft">{one.version}</span>
            </div>
            <p>{one.description}</p>
            <div class="row">
              {one.seeds.map(seed => (
                <span class="chip" title={seed.description}>
                  {seed.id_prefix}
                  {seed.required ? "" : " (optional)"}
                </span>
              ))}
            </div>
            <div class="row">
              {may("submit") ? (
                <a class="button" href={href("new", { template: one.name })}>
                  New job<span class="hide"> of {one.name}</span>
                </a>
              ) : null}
              <a href={href("jobs", { template: one.name })}>
                Its jobs<span class="hide"> ({one.name})</span>
              </a>
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}

export function TemplatePage({ name, version }: { name: string; version: string | null }) {
  useTitle(name);
  const path = `api/v1/templates/${encodeURIComponent(name)}`;
  const read = useLoad<Template>(path + query({ version }));
  const template = read.value.value;
  if (!template) return read.failure.value ? <NoPage title="This template cannot be shown" failure={read.failure.value} /> : <Loading what="the template" />;
  const tab = param("tab", "about");
  return (
    <div class="stack">
      <div class="row between">
        <div class="row">
          <h1>{template.name}</h1>
          <label class="row">
            <span class="hide">Version</span>
            <select value={template.version} onChange={e => set({ version: e.currentTarget.value })}>
              {template.versions.map(one => (
                <option value={one}>{one}</option>
              ))}
            </select>
          </label>
        </div>
        <div class="row">
          {may("submit") ? (
            <a class="button primary" href={href("new", { template: name, version })}>
              New job
            </a>
          ) : null}
          {may("templates") ? (
            <a class="button" href={href(`templates/${name}/edit`, { version: template.version })}>
              Edit as a new version
            </a>
          ) : null}
        </div>
      </div>
      <p>{template.description}</p>
      <nav class="tabs" aria-label="Parts of the template">
        {[
          ["about", "About"],
          ["graph", "Graph"],
          ["spec", "Spec"],
          ["wiring", "Wiring"],
          ["versions", "Versions"],
          ["jobs", "Jobs"],
        ].map(([value, word]) => (
          <a
            href={href(`templates/${name}`, { version, tab: value === "about" ? null : value! })}
            aria-current={tab === value ? "page" : undefined}
          >
            {word}
          </a>
        ))}
      </nav>
      {tab === "graph" ? <TemplateGraph template={template} /> : null}
      {tab === "spec" || tab === "wiring" ? <File name={name} version={template.version} which={tab} /> : null}
      {tab === "versions" ? <Versions template={template} /> : null}
      {tab === "jobs" ? <Jobs name={name} /> : null}
      {tab === "about" ? <About template={template} /> : null}
    </div>
  );
}

function About({ template }: { template: Template }) {
  const budget = template.budget;
  return (
    <div class="stack">
      <p class="note">{template.objective}</p>
      <section class="stack">
        <h2>Agents</h2>
        <Scroll label="Agents">
          <table>
            <thead>
              <tr>
                <th>Agent</th>
                <th>Answers by</th>
                <th>Reads</th>
                <th>Writes</th>
              </tr>
            </thead>
            <tbody>
              {template.agents.map(agent => (
                <tr>
                  <td class="mono">
                    {agent.id} {agent.optional ? <span class="soft">optional</span> : null}
                  </td>
                  <td>{{ llm: "a model", rule: "rules", search: "a search", tool: "a tool" }[agent.kind]}</td>
                  <td>
                    {[...agent.reads_all_of, ...agent.reads_any_of.map(key => `${key} (any)`)].join(", ")}
                  </td>
                  <td>{agent.writes.join(", ")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </section>
      <section class="stack">
        <h2>Invariants</h2>
        <ul>
          {template.invariants.map(one => (
            <li>
              <strong>{one.id}</strong> <span class="soft">{one.class}</span> {one.name}
            </li>
          ))}
        </ul>
      </section>
      {template.approvals.length > 0 ? (
        <section class="stack">
          <h2>People decide</h2>
          <ul>
            {template.approvals.map(one => (
              <li>
                {words(one.role)} on {one.key} <span class="soft">({one.id})</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section class="stack">
        <h2>Budget</h2>
        <p>
          {count(budget.max_cycles)} cycles, {count(budget.max_facts)} facts, {took(durationMs(budget.max_duration))},{" "}
          {count(budget.max_tokens)} tokens, {money(budget.max_cost_usd)}
        </p>
      </section>
    </div>
  );
}

/** A file with lines that can be linked to. */
function File({ name, version, which }: { name: string; version: string; which: string }) {
  const text = useText(name, version, which);
  const at = Number(param("line")) || 0;
  useEffect(() => {
    if (at && text) document.getElementById(`line-${at}`)?.scrollIntoView({ block: "center" });
  }, [at, text]);
  if (text === null) return <Loading what={which} />;
  return (
    <div class="code" tabIndex={0} role="region" aria-label={which}>
      {text.split("\n").map((line, i) => (
        <div class={i + 1 === at ? "at" : ""} id={`line-${i + 1}`}>
          <a href={href(`templates/${name}`, { version, tab: which, line: String(i + 1) })}>{i + 1}</a>
          <span>{line || " "}</span>
        </div>
      ))}
    </div>
  );
}

/** The text of one of the two files of a version. */
export function useText(name: string, version: string | null, which: string): string | null {
  const text = useSignal<string | null>(null);
  useEffect(() => {
    if (!version) return;
    let here = true;
    text.value = null;
    send(`api/v1/templates/${encodeURIComponent(name)}/${which}${query({ version })}`, { headers: { Accept: "*/*" } })
      .then(response => response.text())
      .then(
        found => {
          if (here) text.value = found;
        },
        () => {
          if (here) text.value = "";
        },
      );
    return () => {
      here = false;
    };
  }, [name, version, which]);
  return text.value;
}

function Versions({ template }: { template: Template }) {
  const other = param("with") || template.versions.find(one => one !== template.version) || "";
  const which = param("file", "spec");
  const before = useText(template.name, other, which);
  const after = useText(template.name, template.version, which);
  if (template.versions.length < 2) return <p class="soft">There is one version: {template.version}.</p>;
  return (
    <div class="stack">
      <div class="row">
        <label class="row">
          <span class="soft">Compare {template.version} with</span>
          <select value={other} onChange={e => set({ with: e.currentTarget.value })}>
            {template.versions.filter(one => one !== template.version).map(one => (
              <option value={one}>{one}</option>
            ))}
          </select>
        </label>
        <label class="row">
          <span class="hide">File</span>
          <select value={which} onChange={e => set({ file: e.currentTarget.value })}>
            <option value="spec">Spec</option>
            <option value="wiring">Wiring</option>
          </select>
        </label>
      </div>
      {before === null || after === null ? <Loading what="both files" /> : <TextDiff before={before} after={after} />}
    </div>
  );
}

function Jobs({ name }: { name: string }) {
  const read = useLoad<JobPage>(`api/v1/jobs${query({ template: name, limit: 20 })}`);
  const page = read.value.value;
  if (!page) return read.failure.value ? <Trouble failure={read.failure.value} /> : <Loading what="jobs" />;
  if (page.jobs.length === 0) return <p class="soft">No jobs yet.</p>;
  return (
    <ul class="plainlist stack">
      {page.jobs.map(job => (
        <li class="row">
          <StatusMark status={job.status} />
          <a href={href(`jobs/${job.job_id}`)}>{job.about ?? job.job_id}</a>
          <span class="soft">
            <Ago time={job.created_at} />
          </span>
        </li>
      ))}
      {page.next_cursor ? (
        <li>
          <a href={href("jobs", { template: name })}>All jobs</a>
        </li>
      ) : null}
    </ul>
  );
}
