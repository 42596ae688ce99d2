/** Every event of the run. However many there are, only those on the screen are in the document. */
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { send } from "../../api/client.ts";
import type { Event } from "../../api/types.ts";
import { count, exact, ofDay, plural } from "../../format.ts";
import { param, set } from "../../route.ts";
import { MAX_EVENTS, type Run } from "../../run/follow.ts";
import { groups, summary, type Group } from "../../run/groups.ts";
import { agentOf, line } from "../../run/words.ts";
import { Copy, Empty, Loading, Trouble } from "../../ui/basics.tsx";

const HEIGHT = 32;
const MARGIN = 12;

export function EventsTab({ run }: { run: Run }) {
  useEffect(() => void run.readEvents(), [run]);
  const all = run.events.value;
  if (run.eventsFailure.value) return <Trouble failure={run.eventsFailure.value} what="The events could not be read." />;
  if (!all) return <Loading what="events" />;
  const type = param("type");
  const agent = param("agent");
  const cycle = param("cycle");
  const find = param("find").toLowerCase();
  const shown = all.filter(
    event =>
      (!type || event.type === type) &&
      (!agent || agentOf(event) === agent) &&
      (!cycle || String(event.cycle) === cycle) &&
      (!find || line(event).toLowerCase().includes(find) || event.type.includes(find)),
  );
  const grouped = param("view") === "grouped";
  const rows = grouped ? groups(shown) : shown.map(one => ({ event: one, events: [one] }));
  const chosen = Number(param("event")) || 0;
  const event = all.find(one => one.sequence === chosen) ?? null;
  return (
    <div class="stack">
      <Filters all={all} />
      <div class="row between">
        <span class="soft" role="status">
          {shown.length === all.length ? `${count(all.length)} events` : `${count(shown.length)} of ${count(all.length)} events`}
          {run.truncated.value ? `, the first ${count(MAX_EVENTS)}` : ""}
        </span>
        <div class="row">
          <div class="row" role="group" aria-label="Rows">
            <button type="button" class="chip" aria-pressed={!grouped} onClick={() => set({ view: null })}>
              Every event
            </button>
            <button type="button" class="chip" aria-pressed={grouped} onClick={() => set({ view: "grouped" })}>
              By agent and cycle
            </button>
          </div>
          <Download run={run} />
        </div>
      </div>
      {shown.length === 0 ? (
        <Empty title="No event matches" />
      ) : (
        <div class={event ? "split" : ""}>
          <List rows={rows} chosen={chosen} />
          {event ? <Details event={event} /> : null}
        </div>
      )}
    </div>
  );
}

function Filters({ all }: { all: Event[] }) {
  const types = [...new Set(all.map(event => event.type))].sort();
  const agents = [...new Set(all.map(agentOf))].filter(Boolean).sort();
  const cycles = all.at(-1)?.cycle ?? 0;
  return (
    <div class="row">
      <Choice name="type" label="Type" values={types} />
      <Choice name="agent" label="Agent" values={agents} />
      <Choice name="cycle" label="Cycle" values={Array.from({ length: Math.min(cycles, 1000) + 1 }, (_, i) => String(i))} />
      <label class="row">
        <span class="soft">Find</span>
        <input type="search" value={param("find")} onInput={e => set({ find: e.currentTarget.value || null })} />
      </label>
      <label class="row">
        <span class="soft">Go to</span>
        <input
          type="number"
          min={1}
          value={param("event")}
          onChange={e => set({ event: e.currentTarget.value || null })}
        />
      </label>
    </div>
  );
}

function Choice({ name, label, values }: { name: string; label: string; values: string[] }) {
  return (
    <label class="row">
      <span class="soft">{label}</span>
      <select value={param(name)} onChange={e => set({ [name]: e.currentTarget.value || null })}>
        <option value="">All</option>
        {values.map(value => (
          <option value={value}>{value.replaceAll("_", " ")}</option>
        ))}
      </select>
    </label>
  );
}

/** A window over the rows: constant in size, whatever the run has. */
function List({ rows, chosen }: { rows: Group[]; chosen: number }) {
  const box = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(600);
  const first = useComputed(() => Math.max(0, Math.floor(top.value / HEIGHT) - MARGIN));
  useEffect(() => {
    const element = box.current!;
    const measure = new ResizeObserver(() => (height.value = element.clientHeight));
    measure.observe(element);
    return () => measure.disconnect();
  }, []);
  useEffect(() => {
    const at = rows.findIndex(row => row.events.some(event => event.sequence === chosen));
    const element = box.current;
    if (at < 0 || !element) return;
    const y = at * HEIGHT;
    if (y < element.scrollTop || y > element.scrollTop + element.clientHeight - HEIGHT) {
      element.scrollTop = Math.max(0, y - element.clientHeight / 2);
    }
  }, [chosen]);
  const last = Math.min(rows.length, first.value + Math.ceil(height.value / HEIGHT) + 2 * MARGIN);
  return (
    <div
      class="events"
      ref={box}
      role="list"
      tabIndex={0}
      aria-label="Events"
      onScroll={e => (top.value = e.currentTarget.scrollTop)}
    >
      <div style={{ height: `${rows.length * HEIGHT}px` }} role="presentation">
        {rows.slice(first.value, last).map(({ event, events }, i) => (
          <div key={event.sequence} role="listitem">
            <button
              type="button"
              class="event"
              aria-pressed={event.sequence === chosen}
              style={{ top: `${(first.value + i) * HEIGHT}px` }}
              onClick={() => set({ event: event.sequence === chosen ? null : String(event.sequence) }, "push")}
            >
              <span class="soft mono">{event.sequence}</span>
              <time class="time soft" dateTime={event.at} title={exact(event.at)}>
                {ofDay(event.at)}
              </time>
              <span class="cycle soft">c{event.cycle}</span>
              <span>{events.length > 1 ? plural(events.length, "event") : event.type.replaceAll("_", " ")}</span>
              <span>
                {agentOf(event) ? <strong>{agentOf(event)} </strong> : null}
                {events.length > 1 ? summary(events) : line(event)}
              </span>
            </button>
          </div>
        ))}
      </div>
    </div>
  );
}

/** One event whole. */
export function Details({ event }: { event: Event }) {
  const text = JSON.stringify(event, null, 2);
  return (
    <aside class="card stack" aria-label={`Event ${event.sequence}`}>
      <div class="row between">
        <h2>
          {event.sequence} · {event.type.replaceAll("_", " ")}
        </h2>
        <button type="button" class="plain" onClick={() => set({ event: null })}>
          Close
        </button>
      </div>
      <p dir="auto">{line(event)}</p>
      <Sheet event={event} />
      <details>
        <summary>JSON</summary>
        <pre class="small">{text.length > 60_000 ? `${text.slice(0, 60_000)}\n…` : text}</pre>
      </details>
      <Copy text={text} label="Copy JSON" />
    </aside>
  );
}

const HIDDEN = new Set(["salt", "hash", "type", "sequence", "run_id", "request", "response", "content"]);

function Sheet({ event }: { event: Event }) {
  const members = Object.entries(event).filter(([name]) => !HIDDEN.has(name));
  const sent = event as { request?: string; response?: string; content?: string };
  return (
    <>
      <dl class="kv small">
        {members.map(([name, value]) => (
          <>
            <dt>{name.replaceAll("_", " ")}</dt>
            <dd>{value !== null && typeof value === "object" ? JSON.stringify(value) : String(value)}</dd>
          </>
        ))}
      </dl>
      {sent.request ? <Long title="Request to the model" text={pretty(sent.request)} /> : null}
      {sent.response ? <Long title="Answer of the model" text={pretty(sent.response)} /> : null}
      {sent.content ? <Long title="Content" text={sent.content} /> : null}
    </>
  );
}

function Long({ title, text }: { title: string; text: string }) {
  return (
    <details open={text.length < 1500}>
      <summary>{title}</summary>
      <pre class="small" dir="auto">
        {text.slice(0, 60_000)}
      </pre>
    </details>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The events as lines of JSON. A link cannot send a key, so this fetches and saves. */
function Download({ run }: { run: Run }) {
  return (
    <button
      type="button"
      onClick={async () => {
        const path = `api/v1/jobs/${encodeURIComponent(run.id)}/events${run.runId ? `?run=${run.runId}` : ""}`;
        await save(path, "application/x-ndjson", `${run.id}.ndjson`);
      }}
    >
      Download as NDJSON
    </button>
  );
}

/** Fetches a file with the key and saves it. */
export async function save(path: string, accept: string, name: string): Promise<void> {
  const response = await send(path, { headers: { Accept: accept } });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
