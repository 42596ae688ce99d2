/** The flow as a picture: agents and the keys they read and write, live. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { query } from "../../api/client.ts";
import type { Event, Explanation, Template } from "../../api/types.ts";
import { count } from "../../format.ts";
import { href, param, set } from "../../route.ts";
import type { Run } from "../../run/follow.ts";
import { outcomes, running } from "../../run/views.ts";
import { Loading, Scroll, Trouble } from "../../ui/basics.tsx";
import { useLoad } from "../../ui/load.ts";
import { layout, type Edge, type Node } from "../../draw/layout.ts";

interface Live {
  counts: Record<string, number>;
  running: Set<string>;
  outcomes: Map<string, "done" | "failed">;
  /** Agents of the last cycle, whose edges are lit. */
  lit: Set<string>;
  outputs: string[];
}

const STATES: Record<string, string> = { running: "runs now", done: "completed", failed: "failed" };
const SIGNS: Record<string, string> = { running: "▶", done: "✓", failed: "✗", output: "★" };

const NOTHING: Live = { counts: {}, running: new Set(), outcomes: new Map(), lit: new Set(), outputs: [] };

/** How small a picture is made at most, so that it fits. */
const SMALLEST = 0.5;

export function GraphTab({ run }: { run: Run }) {
  useEffect(() => void run.readEvents(), [run]);
  const job = run.job.value!;
  const read = useLoad<Template>(
    `api/v1/templates/${encodeURIComponent(job.template)}${query({ version: job.version })}`,
  );
  const template = read.value.value;
  const events = run.events.value;
  if (read.failure.value) {
    return <Trouble failure={read.failure.value} what="The template of this run is no longer installed." />;
  }
  if (!template || !events) return <Loading what="the flow" />;
  const live: Live = {
    counts: Object.fromEntries(Object.entries(job.facts).map(([key, facts]) => [key, facts.length])),
    running: running(events),
    outcomes: outcomes(events),
    lit: inCycle(events, job.cycles),
    outputs: job.outputs,
  };
  const chosen = param("node");
  return (
    <div class="stack">
      <div class={chosen ? "split" : ""}>
        <div class="stack">
          <Picture template={template} live={live} />
        </div>
        {chosen.startsWith("agent ") ? <WhyNow run={run} agent={chosen.slice(6)} /> : null}
        {chosen.startsWith("key ") ? <KeyCard run={run} name={chosen.slice(4)} template={template} /> : null}
      </div>
      <Rules template={template} violated={job.violated} />
      <AsTable template={template} live={live} />
    </div>
  );
}

function inCycle(events: Event[], cycle: number): Set<string> {
  return new Set(
    events.flatMap(event => (event.type === "agent_completed" && event.cycle === cycle ? [event.agent] : [])),
  );
}

/** The flow of a template that does not run. */
export function TemplateGraph({ template }: { template: Template }) {
  return (
    <div class="stack">
      <Picture template={template} live={NOTHING} />
      <Rules template={template} violated={[]} />
      <AsTable template={template} live={NOTHING} />
    </div>
  );
}

function Picture({ template, live }: { template: Template; live: Live }) {
  const box = useRef<HTMLDivElement>(null);
  const [room, measured] = useState(Math.min(1190, innerWidth - 30));
  useEffect(() => measured(box.current?.clientWidth ?? room), []);
  const picture = useMemo(() => {
    const flow = {
      agents: template.agents.map(agent => ({
        id: agent.id,
        reads: [...agent.reads_all_of, ...agent.reads_any_of],
        writes: agent.writes,
      })),
    };
    // From left to right if it fits, else downwards: pages scroll that way.
    const across = layout(flow, "LR");
    return across.width <= room ? across : layout(flow, "TB");
  }, [template, room]);
  const gates = new Set(template.approvals.map(gate => gate.key));
  const wide = picture.width > room;
  // What is wider than the page is shown whole at first, as far as it can be read.
  const scale = wide && param("zoom") !== "full" ? Math.max(SMALLEST, room / picture.width) : 1;
  return (
    <>
    {wide ? (
      <div class="row" role="group" aria-label="Size of the picture">
        <button type="button" class="chip" aria-pressed={param("zoom") !== "full"} onClick={() => set({ zoom: null })}>
          Whole
        </button>
        <button type="button" class="chip" aria-pressed={param("zoom") === "full"} onClick={() => set({ zoom: "full" })}>
          Full size
        </button>
      </div>
    ) : null}
    <div class="drawing flow" ref={box} role="region" aria-label="The flow" tabIndex={0}>
      <svg
        width={picture.width * scale}
        height={picture.height * scale}
        viewBox={`0 0 ${picture.width} ${picture.height}`}
        role="group"
        aria-label="Agents and keys"
      >
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
            <path class="arrow" d="M0 0.5L7.5 4L0 7.5z" />
          </marker>
        </defs>
        {picture.edges.map(edge => (
          <Line edge={edge} lit={live.lit.has(edge.from.slice(6)) || live.running.has(edge.to.slice(6))} />
        ))}
        {picture.nodes.map(node => (
          <Box node={node} live={live} gate={node.kind === "key" && gates.has(node.name)} />
        ))}
      </svg>
    </div>
    </>
  );
}

function Line({ edge, lit }: { edge: Edge; lit: boolean }) {
  const [first, ...rest] = edge.points;
  if (!first) return null;
  const d = `M${first.x} ${first.y}${rest.map(point => `L${point.x} ${point.y}`).join("")}`;
  return <path class={`edge ${lit ? "lit" : ""}`} d={d} marker-end="url(#arrow)" />;
}

function Box({ node, live, gate }: { node: Node; live: Live; gate: boolean }) {
  const agent = node.kind === "agent";
  const state = !agent
    ? live.outputs.includes(node.name)
      ? "output"
      : ""
    : live.running.has(node.name)
      ? "running"
      : (live.outcomes.get(node.name) ?? "");
  const many = live.counts[node.name] ?? 0;
  const name = agent
    ? `Agent ${node.name}${state ? `, ${STATES[state]}` : ""}`
    : `Key ${node.name}, ${many} facts${gate ? ", people decide" : ""}${state ? ", output" : ""}`;
  const choose = () => set({ node: param("node") === node.id ? null : node.id }, "push");
  const sign = SIGNS[state] ?? "";
  return (
    <g
      class={`node ${node.kind} ${state} clickable`}
      role="button"
      tabIndex={0}
      aria-label={name}
      transform={`translate(${node.x} ${node.y})`}
      onClick={choose}
      onKeyDown={e => {
        if (e.key === "Enter" || e.key === " ") {
          e.preventDefault();
          choose();
        }
      }}
    >
      <rect width={node.width} height={node.height} rx={agent ? 5 : 15} />
      <text class="mono" x={node.width / 2} y={20} text-anchor="middle">
        {sign ? `${sign} ` : ""}
        {node.name}
        {!agent && many ? ` ${count(many)}` : ""}
      </text>
      {gate ? (
        <path class="diamond" d={`M${node.width - 4} -5l6 6l-6 6l-6 -6z`}>
          <title>People decide here</title>
        </path>
      ) : null}
    </g>
  );
}

/** Why an agent runs or does not run now. */
function WhyNow({ run, agent }: { run: Run; agent: string }) {
  const job = run.job.value!;
  const read = useLoad<Explanation>(
    `api/v1/jobs/${encodeURIComponent(run.id)}/explain${query({ run: run.runId })}`,
  );
  useEffect(() => void read.again(), [job.cycles, job.status]);
  const cycles = read.value.value?.cycles ?? [];
  const rows = cycles.flatMap(cycle => cycle.agents.filter(one => one.agent === agent).map(one => ({ cycle: cycle.cycle, ...one })));
  return (
    <aside class="card stack" aria-label={agent}>
      <div class="row between">
        <h2>{agent}</h2>
        <button type="button" class="plain" onClick={() => set({ node: null })}>
          Close
        </button>
      </div>
      <Trouble failure={read.failure.value} />
      {rows.at(-1) ? (
        <p>
          <strong>Now:</strong> {rows.at(-1)!.why}
        </p>
      ) : null}
      <ul class="small">
        {rows
          .slice(0, -1)
          .reverse()
          .slice(0, 20)
          .map(row => (
            <li>
              Cycle {row.cycle}: {row.ran ? <span class="ran">ran.</span> : "did not run."} {row.why}
            </li>
          ))}
      </ul>
      <a href={href(`jobs/${run.id}`, { run: run.runId, tab: "events", agent })}>Its events</a>
    </aside>
  );
}

function KeyCard({ run, name, template }: { run: Run; name: string; template: Template }) {
  const facts = run.job.value!.facts[name] ?? [];
  const gates = template.approvals.filter(gate => gate.key === name);
  return (
    <aside class="card stack" aria-label={name}>
      <div class="row between">
        <h2>{name}</h2>
        <button type="button" class="plain" onClick={() => set({ node: null })}>
          Close
        </button>
      </div>
      {gates.map(gate => (
        <p class="note small">
          {gate.role} decides ({gate.id}).
        </p>
      ))}
      {facts.length === 0 ? <p class="soft">No facts yet.</p> : null}
      <ul class="small">
        {facts.slice(0, 30).map(fact => (
          <li dir="auto">
            <a href={href(`jobs/${run.id}`, { run: run.runId, fact: fact.id })}>{fact.id}</a> {fact.content.slice(0, 160)}
          </li>
        ))}
      </ul>
    </aside>
  );
}

function Rules({ template, violated }: { template: Template; violated: string[] }) {
  return (
    <section class="stack">
      <h2>What must hold</h2>
      <ul class="plainlist small">
        {template.invariants.map(one => {
          const broken = violated.includes(one.id);
          return (
            <li class={broken ? "error" : ""}>
              {broken ? "✗ does not hold: " : ""}
              <strong>{one.id}</strong> <span class="soft">{one.class}</span> {one.name}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function AsTable({ template, live }: { template: Template; live: Live }) {
  return (
    <details class="key">
      <summary>As a table</summary>
      <Scroll label="The flow as a table">
        <table>
          <thead>
            <tr>
              <th>Agent</th>
              <th>Reads</th>
              <th>Writes</th>
              <th>State</th>
            </tr>
          </thead>
          <tbody>
            {template.agents.map(agent => (
              <tr>
                <td class="mono">{agent.id}</td>
                <td>{named([...agent.reads_all_of, ...agent.reads_any_of], live)}</td>
                <td>{named(agent.writes, live)}</td>
                <td>{live.running.has(agent.id) ? "runs now" : (STATES[live.outcomes.get(agent.id) ?? ""] ?? "has not run")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  );
}

function named(keys: string[], live: Live): string {
  return keys.map(key => (live.counts[key] ? `${key} (${live.counts[key]})` : key)).join(", ");
}
