/** Agents over time: a bar for each attempt, what models took within it, and waiting for people. */
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Event } from "../../api/types.ts";
import { count, exact, money, took } from "../../format.ts";
import { param, set } from "../../route.ts";
import { MAX_EVENTS, type Run } from "../../run/follow.ts";
import { ticks, timeline, type Attempt, type Timeline } from "../../run/views.ts";
import { line } from "../../run/words.ts";
import { Empty, Loading, now, Scroll, Trouble } from "../../ui/basics.tsx";

const ROW = 30;
const TOP = 34;
const NAMES = 190;
/** More bars would make the document too large; the table has them all. */
const MOST_BARS = 600;

export function TimelineTab({ run }: { run: Run }) {
  useEffect(() => void run.readEvents(), [run]);
  const events = run.events.value;
  if (run.eventsFailure.value) return <Trouble failure={run.eventsFailure.value} />;
  if (!events) return <Loading what="events" />;
  const whole = timeline(events, now.value);
  if (whole.attempts.length === 0) return <Empty title="No agent has run yet" />;
  return <Drawn whole={whole} events={events} truncated={run.truncated.value} />;
}

function Drawn({ whole, events, truncated }: { whole: Timeline; events: Event[]; truncated: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(900);
  useEffect(() => {
    const measure = new ResizeObserver(() => (width.value = Math.max(320, box.current?.clientWidth ?? 900)));
    measure.observe(box.current!);
    return () => measure.disconnect();
  }, []);
  const byCycle = param("by") === "cycle";
  const from = byCycle ? 0 : Number(param("from")) || 0;
  const span = whole.to - whole.from;
  // Waiting for people can take days; the scale begins with what agents did.
  const worked = Math.max(0, ...whole.attempts.map(one => (one.to ?? whole.to) - whole.from)) * 1.08 + 1;
  const wide = param("all") === "1" ? span : Math.min(span, worked);
  const until = byCycle ? 0 : Number(param("to")) || wide;
  const names = width.value < 600 ? 110 : NAMES;
  const room = width.value - names - 16;
  const lastCycle = Math.max(1, ...whole.attempts.map(one => one.cycle));
  const x = useComputed(() => room);
  const place = (t: number) => names + ((t - whole.from - from) / Math.max(1, until - from)) * x.value;
  const column = (cycle: number) => names + ((cycle - 1) / lastCycle) * room;
  const visible = byCycle
    ? whole.attempts
    : whole.attempts.filter(one => place(one.to ?? whole.to) >= names && place(one.from) <= names + room);
  const shown = visible.slice(0, MOST_BARS);
  const height = TOP + whole.agents.length * ROW + 8;
  const chosen = Number(param("event")) || 0;
  const one = whole.attempts.find(attempt => attempt.start === chosen);
  const brush = useSignal<[number, number] | null>(null);
  const at = (event: PointerEvent) => {
    const left = box.current!.getBoundingClientRect().left - box.current!.scrollLeft;
    return Math.min(names + room, Math.max(names, event.clientX - left));
  };
  return (
    <div class="stack">
      <div class="row">
        <div class="row" role="group" aria-label="Scale">
          <button type="button" class="chip" aria-pressed={!byCycle} onClick={() => set({ by: null })}>
            By time
          </button>
          <button type="button" class="chip" aria-pressed={byCycle} onClick={() => set({ by: "cycle", from: null, to: null })}>
            By cycle
          </button>
        </div>
        {byCycle ? null : <Part from={from} to={until} most={span} />}
        {param("from") || param("to") || (!byCycle && wide < span) ? (
          <button type="button" onClick={() => set({ from: null, to: null, all: wide < span ? "1" : null })}>
            Show all of it
          </button>
        ) : (
          <span class="soft small">Drag over the scale to zoom in. Choose a bar to see its details.</span>
        )}
        {visible.length > shown.length ? <span class="soft small">{count(shown.length)} of {count(visible.length)} bars are drawn.</span> : null}
        {truncated ? <span class="soft small">The first {count(MAX_EVENTS)} events.</span> : null}
      </div>
      <div class={one ? "split" : ""}>
        <div class="drawing" ref={box} role="region" aria-label="Timeline" tabIndex={0}>
          <svg width={width.value - 2} height={height} role="group" aria-label="Attempts of agents over time">
            <defs>
              <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect width="6" height="6" class="hatch-back" />
                <line x1="0" y1="0" x2="0" y2="6" class="hatch-line" />
              </pattern>
            </defs>
            {byCycle
              ? Array.from({ length: lastCycle }, (_, i) => (
                  <g>
                    {i % 2 ? <rect class="lane" x={column(i + 1)} y={TOP - 6} width={room / lastCycle} height={height - TOP + 6} /> : null}
                    {lastCycle <= 30 || (i + 1) % 5 === 0 ? (
                      <text class="soft" x={column(i + 1) + 4} y={18}>
                        {i + 1}
                      </text>
                    ) : null}
                  </g>
                ))
              : whole.cycles.filter(c => place(c.to) >= names && place(c.from) <= names + room).slice(0, 200).map((c, i) =>
                  i % 2 ? (
                    <rect
                      class="lane"
                      x={Math.max(names, place(c.from))}
                      y={TOP - 6}
                      width={Math.max(1, Math.min(names + room, place(c.to)) - Math.max(names, place(c.from)))}
                      height={height - TOP + 6}
                    />
                  ) : null,
                )}
            {byCycle
              ? null
              : ticks(0, until - from, Math.max(3, Math.floor(room / 90))).map(t => (
                  <g>
                    <line class="rule" x1={place(whole.from + from + t)} x2={place(whole.from + from + t)} y1={22} y2={height} />
                    <text class="soft" x={place(whole.from + from + t) + 3} y={16}>
                      {took(from + t)}
                    </text>
                  </g>
                ))}
            {byCycle
              ? null
              : whole.waits.map(wait => (
                  <rect
                    class="bar wait"
                    x={Math.max(names, place(wait.from))}
                    y={TOP - 8}
                    width={Math.max(0, Math.min(names + room, place(wait.to ?? whole.to)) - Math.max(names, place(wait.from)))}
                    height={height - TOP}
                  >
                    <title>Waiting for people</title>
                  </rect>
                ))}
            {whole.agents.map((agent, row) => (
              <text class="mono" x={8} y={TOP + row * ROW + 17}>
                {shortened(agent, names < 150 ? 13 : 24)}
                <title>{agent}</title>
              </text>
            ))}
            {shown.map(attempt => {
              const row = whole.agents.indexOf(attempt.agent);
              const left = byCycle ? column(attempt.cycle) + 3 : Math.max(names, place(attempt.from));
              const right = byCycle ? column(attempt.cycle + 1) - 3 : Math.min(names + room, place(attempt.to ?? whole.to));
              return (
                <Bar
                  key={attempt.start}
                  attempt={attempt}
                  x={left}
                  width={Math.max(4, right - left)}
                  y={TOP + row * ROW + 3}
                  chosen={attempt.start === chosen}
                  calls={byCycle ? [] : attempt.calls.map(call => [place(call.from), place(call.to)] as [number, number])}
                />
              );
            })}
            {byCycle
              ? null
              : whole.marks.map(mark => {
                  const cx = place(mark.at);
                  const cy = TOP + whole.agents.indexOf(mark.agent) * ROW + 13;
                  return cx < names || cx > names + room || cy < TOP ? null : (
                    <path class="diamond" d={`M${cx} ${cy - 7}l6 7l-6 7l-6 -7z`}>
                      <title>{line(mark.event)}</title>
                    </path>
                  );
                })}
            {byCycle ? null : (
              <rect
                x={names}
                y={0}
                width={room}
                height={24}
                fill="transparent"
                class="clickable"
                aria-hidden="true"
                onPointerDown={e => {
                  e.currentTarget.setPointerCapture(e.pointerId);
                  brush.value = [at(e), at(e)];
                }}
                onPointerMove={e => {
                  if (brush.value) brush.value = [brush.value[0], at(e)];
                }}
                onPointerUp={() => {
                  if (!brush.value) return;
                  const [a, b] = brush.value.map(px => from + ((px - names) / room) * (until - from)).sort((p, q) => p - q);
                  brush.value = null;
                  if (b! - a! > (until - from) / 100) set({ from: String(Math.floor(a!)), to: String(Math.ceil(b!)) });
                }}
              />
            )}
            {brush.value ? (
              <rect
                class="lane"
                x={Math.min(...brush.value)}
                y={0}
                width={Math.abs(brush.value[1] - brush.value[0])}
                height={height}
              />
            ) : null}
          </svg>
        </div>
        {one ? <Side attempt={one} events={events} /> : null}
      </div>
      <details class="key">
        <summary>As a table</summary>
        <Scroll label="Attempts as a table">
          <table>
            <thead>
              <tr>
                <th>Agent</th>
                <th class="n">Cycle</th>
                <th class="n">Attempt</th>
                <th>Started</th>
                <th class="n">Took</th>
                <th>Outcome</th>
              </tr>
            </thead>
            <tbody>
              {whole.attempts.slice(0, MOST_BARS / 2).map(attempt => (
                <tr>
                  <td>
                    <button type="button" class="plain" onClick={() => set({ event: String(attempt.start) })}>
                      {attempt.agent}
                    </button>
                  </td>
                  <td class="n">{attempt.cycle}</td>
                  <td class="n">{attempt.attempt}</td>
                  <td>{exact(new Date(attempt.from).toISOString())}</td>
                  <td class="n">{took((attempt.to ?? whole.to) - attempt.from)}</td>
                  <td>{{ done: "completed", failed: "failed", open: "running" }[attempt.outcome]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </div>
  );
}

/** The part of the scale that is drawn, for those who do not drag. */
function Part({ from, to, most }: { from: number; to: number; most: number }) {
  const show = (a: number, b: number) => set({ from: String(Math.floor(Math.max(0, a))), to: String(Math.ceil(Math.min(most, b))) });
  const half = (to - from) / 2;
  return (
    <div class="row" role="group" aria-label="Part of the time">
      <button type="button" class="chip" disabled={half < 2} onClick={() => show(from + half / 2, to - half / 2)}>
        Closer
      </button>
      <button type="button" class="chip" disabled={from <= 0} onClick={() => show(from - half, Math.max(2 * half, to - half))}>
        Earlier
      </button>
      <button type="button" class="chip" disabled={to >= most} onClick={() => show(Math.min(from + half, most - 2 * half), to + half)}>
        Later
      </button>
    </div>
  );
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function Bar(props: {
  attempt: Attempt;
  x: number;
  y: number;
  width: number;
  chosen: boolean;
  calls: [number, number][];
}) {
  const { attempt } = props;
  const choose = () => set({ event: props.chosen ? null : String(attempt.start) }, "push");
  const word = { done: "completed", failed: "failed", open: "running" }[attempt.outcome];
  const name = `${attempt.agent}, cycle ${attempt.cycle}, attempt ${attempt.attempt}: ${word}`;
  return (
    <g
      class="clickable"
      role="button"
      tabIndex={0}
      aria-label={name}
      aria-pressed={props.chosen}
      onClick={choose}
      onKeyDown={e => {
        if (e.key === "Enter" || e.key === " ") {
          e.preventDefault();
          choose();
        }
      }}
    >
      <title>{name}</title>
      <rect class={`bar ${attempt.outcome} ${props.chosen ? "chosen" : ""}`} x={props.x} y={props.y} width={props.width} height={20} rx={3} />
      {props.calls.map(([from, to]) => (
        <rect class="bar model" x={Math.max(props.x, from)} y={props.y + 14} width={Math.max(2, Math.min(props.x + props.width, to) - Math.max(props.x, from))} height={4} />
      ))}
    </g>
  );
}

/** What an attempt was asked, what it answered and what became of it. */
function Side({ attempt, events }: { attempt: Attempt; events: Event[] }) {
  const end = attempt.end ?? Infinity;
  const mine = events.filter(
    event =>
      event.cycle === attempt.cycle &&
      "agent" in event &&
      event.agent === attempt.agent &&
      event.sequence >= attempt.start &&
      (event.sequence <= end || ["proposal_made", "fact_promoted", "proposal_rejected", "approval_requested"].includes(event.type)),
  );
  const cost = attempt.calls.reduce((sum, call) => sum + call.event.cost_micros, 0);
  const tokens = attempt.calls.reduce((sum, call) => sum + call.event.input_tokens + call.event.output_tokens, 0);
  const of = (type: Event["type"]) => mine.filter(event => event.type === type);
  const failed = of("agent_failed")[0];
  return (
    <aside class="card stack" aria-label={attempt.agent}>
      <div class="row between">
        <h2>{attempt.agent}</h2>
        <button type="button" class="plain" onClick={() => set({ event: null })}>
          Close
        </button>
      </div>
      <dl class="kv small">
        <dt>Cycle</dt>
        <dd>
          {attempt.cycle}, attempt {attempt.attempt}
        </dd>
        <dt>Took</dt>
        <dd>{attempt.to === null ? "still runs" : took(attempt.to - attempt.from)}</dd>
        {attempt.calls.length > 0 ? (
          <>
            <dt>Models</dt>
            <dd>
              {count(tokens)} tokens, {money(cost / 1_000_000)}
            </dd>
          </>
        ) : null}
      </dl>
      {failed ? <p class="error">{line(failed)}</p> : null}
      {attempt.calls.map(call => (
        <details>
          <summary class="small">{line(call.event)}</summary>
          <h3>Asked</h3>
          <pre class="small">{String((call.event as { request?: string }).request ?? "").slice(0, 40_000)}</pre>
          <h3>Answered</h3>
          <pre class="small">{String((call.event as { response?: string }).response ?? "").slice(0, 40_000)}</pre>
        </details>
      ))}
      <Group title="Became facts" events={of("fact_promoted")} />
      <Group title="Wait for people" events={of("approval_requested")} />
      <Group title="Rejected" events={of("proposal_rejected")} />
    </aside>
  );
}

function Group({ title, events }: { title: string; events: Event[] }) {
  return events.length === 0 ? null : (
    <section>
      <h3>
        {title} <span class="soft">{events.length}</span>
      </h3>
      <ul class="small">
        {events.slice(0, 30).map(event => (
          <li dir="auto">{line(event).slice(0, 400)}</li>
        ))}
      </ul>
    </section>
  );
}
