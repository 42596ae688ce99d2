/** Facts as people read them. All of it is text: nothing that a model wrote is ever markup. */
import { useSignal } from "@preact/signals";
import type * as preact from "preact";
import type { Fact, FactsByKey } from "../api/types.ts";
import { count } from "../format.ts";
import { LONGEST_TRAIL, trail } from "../run/trail.ts";
import { Copy } from "./basics.tsx";

/** Where to find each fact by its id. */
export function byId(facts: FactsByKey): Map<string, Fact> {
  return new Map(Object.values(facts).flatMap(list => list.map(fact => [fact.id, fact] as const)));
}

export interface FactLinks {
  /** The address that shows a fact. */
  address: (id: string) => string;
  known: Map<string, Fact>;
  chosen?: string;
}

export function FactCard({ fact, links, mark }: { fact: Fact; links: FactLinks; mark?: string | undefined }) {
  return (
    <article class={`fact ${links.chosen === fact.id ? "target" : ""}`} id={`fact-${fact.id}`} aria-label={fact.id}>
      <div class="head">
        <a class="mono" href={links.address(fact.id)}>
          {fact.id}
        </a>
        <span class="soft small">
          {fact.agent.startsWith("_") ? people(fact.agent) : fact.agent} · cycle {fact.cycle}
          {fact.provenance.model ? ` · ${fact.provenance.model}` : ""}
        </span>
        {fact.confidence < 1 ? <Confidence value={fact.confidence} /> : null}
      </div>
      <Content text={fact.content} mark={mark} />
      {fact.data && Object.keys(fact.data).length > 0 ? <Data data={fact.data as Record<string, unknown>} /> : null}
      <div class="row">
        {fact.cites.length > 0 ? (
          <span class="row">
            <span class="soft small">Rests on</span>
            {fact.cites.slice(0, 40).map(id => (
              <a class="chip" href={links.address(id)} title={links.known.get(id)?.content.slice(0, 300)}>
                {id}
              </a>
            ))}
            {fact.cites.length > 40 ? <span class="soft small">and {fact.cites.length - 40} more</span> : null}
          </span>
        ) : null}
        {fact.citations.map(source => (
          <Source source={source} />
        ))}
      </div>
      {links.chosen === fact.id && fact.cites.length > 0 ? <Trail fact={fact} links={links} /> : null}
    </article>
  );
}

/** From a conclusion to the seeds, one line for each fact. */
function Trail({ fact, links }: { fact: Fact; links: FactLinks }) {
  const steps = trail(fact, links.known);
  return (
    <details class="trail" open>
      <summary>
        What it goes back to <span class="soft">{count(new Set(steps.map(step => step.fact.id)).size)} facts</span>
      </summary>
      <ol class="plainlist">
        {steps.map(step => (
          <li style={{ marginInlineStart: `${Math.min(step.depth, 8) * 18}px` }}>
            <a class="mono" href={links.address(step.fact.id)}>
              {step.fact.id}
            </a>{" "}
            <span class="soft small">{step.fact.agent.startsWith("_") ? people(step.fact.agent) : step.fact.agent}</span>{" "}
            {step.again ? <span class="soft small">see above</span> : <span dir="auto">{beginning(step.fact.content)}</span>}
          </li>
        ))}
      </ol>
      {steps.length >= LONGEST_TRAIL ? <p class="soft small">The first {count(LONGEST_TRAIL)} are shown.</p> : null}
    </details>
  );
}

function beginning(text: string): string {
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

/** A text that is longer begins to be shown, and is unfolded on demand. */
const LONG_TEXT = 1200;
const BEGINNING = 700;

function Content({ text, mark }: { text: string; mark?: string | undefined }) {
  const whole = useSignal(false);
  const folded = text.length > LONG_TEXT && !whole.value && !mark;
  return (
    <>
      <div class="text" dir="auto">
        <Marked text={folded ? `${text.slice(0, BEGINNING)}…` : text} mark={mark} />
      </div>
      {folded ? (
        <div>
          <button type="button" onClick={() => (whole.value = true)}>
            Show all {count(text.length)} characters
          </button>
        </div>
      ) : null}
    </>
  );
}

/** Agents that are no agents. */
export function people(agent: string): string {
  const names: Record<string, string> = {
    _seed: "given with the job",
    _observer: "observation",
    _person: "decided by a person",
  };
  return names[agent] ?? agent;
}

function Confidence({ value }: { value: number }) {
  return (
    <span class="soft small" title="How sure the agent is, from 0 to 1">
      confidence {value.toFixed(2)}
    </span>
  );
}

/** A source outside the run. Only addresses of the web become links. */
function Source({ source }: { source: Fact["citations"][number] }) {
  const text = source.title || source.source;
  return /^https?:\/\//i.test(source.source) ? (
    <a class="chip" href={source.source} target="_blank" rel="noopener noreferrer" title={source.passage ?? ""}>
      {text}
    </a>
  ) : (
    <span class="chip" title={source.passage ?? ""}>
      {text}
    </span>
  );
}

/** Text with what was searched for. */
export function Marked({ text, mark }: { text: string; mark?: string | undefined }) {
  if (!mark) return <>{text}</>;
  const parts: preact.ComponentChild[] = [];
  const lower = text.toLowerCase();
  const wanted = mark.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0 && parts.length < 200; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), <mark>{text.slice(at, at + wanted.length)}</mark>);
    from = at + wanted.length;
  }
  parts.push(text.slice(from));
  return <>{parts}</>;
}

/** The most characters of a value that stands beside others. */
const SHORT = 32;

function short(value: unknown): boolean {
  return value === null || (typeof value !== "object" && String(value).length <= SHORT);
}

/** Data as people read it: short values beside each other, long ones in a table, what is nested as JSON. */
export function Data({ data }: { data: Record<string, unknown> }) {
  const all = Object.entries(data);
  const few = all.filter(([, value]) => short(value));
  const rest = all.filter(([, value]) => !short(value));
  return (
    <>
      {few.length > 0 ? (
        <dl class="pairs">
          {few.map(([name, value]) => (
            <div>
              <dt>{name.replaceAll("_", " ")}</dt>
              <dd dir="auto">{String(value)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {rest.length > 0 ? <Table rows={rest} /> : null}
    </>
  );
}

/** A table of names and values. */
export function Table({ rows }: { rows: [string, unknown][] }) {
  return (
    <table class="data">
      <tbody>
        {rows.map(([name, value]) => (
          <tr>
            <th scope="row">{name.replaceAll("_", " ")}</th>
            <td dir="auto">{value !== null && typeof value === "object" ? <Nested value={value} /> : String(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Nested({ value }: { value: object }) {
  if (Array.isArray(value) && value.every(one => typeof one !== "object")) return <>{value.join(", ")}</>;
  const text = JSON.stringify(value, null, 2);
  return text.length < 120 ? <code>{JSON.stringify(value)}</code> : (
    <details>
      <summary>{Array.isArray(value) ? `${count(value.length)} entries` : "more"}</summary>
      <pre>{text}</pre>
    </details>
  );
}

export function Json({ value, label = "Copy JSON" }: { value: unknown; label?: string }) {
  return <Copy text={JSON.stringify(value, null, 2)} label={label} />;
}
