/** What tabs draw, as pure functions of the events of a run. */
import type { Event, EventOf } from "../api/types.ts";

/** One attempt of an agent. */
export interface Attempt {
  agent: string;
  cycle: number;
  attempt: number;
  from: number;
  to: number | null;
  outcome: "done" | "failed" | "open";
  calls: { from: number; to: number; event: EventOf<"model_called"> }[];
  start: number;
  end: number | null;
}

/** A time in which only a person could move the run on. */
export interface Wait {
  from: number;
  to: number | null;
}

export interface Mark {
  at: number;
  agent: string;
  event: Event;
}

export interface Timeline {
  agents: string[];
  attempts: Attempt[];
  waits: Wait[];
  marks: Mark[];
  cycles: { cycle: number; from: number; to: number }[];
  from: number;
  to: number;
}

/** The bars and marks of a timeline. */
export function timeline(events: Event[], now: number): Timeline {
  const out: Timeline = { agents: [], attempts: [], waits: [], marks: [], cycles: [], from: now, to: now };
  if (events.length === 0) return out;
  out.from = Date.parse(events[0]!.at);
  out.to = Date.parse(events.at(-1)!.at);
  const open = new Map<string, Attempt>();
  const seen = new Set<string>();
  for (const event of events) {
    const at = Date.parse(event.at);
    if (event.type === "agent_started") {
      const one: Attempt = {
        agent: event.agent,
        cycle: event.cycle,
        attempt: event.attempt,
        from: at,
        to: null,
        outcome: "open",
        calls: [],
        start: event.sequence,
        end: null,
      };
      if (!seen.has(event.agent)) {
        seen.add(event.agent);
        out.agents.push(event.agent);
      }
      open.set(event.agent, one);
      out.attempts.push(one);
    } else if (event.type === "agent_completed" || event.type === "agent_failed") {
      const one = open.get(event.agent);
      if (one) {
        one.to = at;
        one.end = event.sequence;
        one.outcome = event.type === "agent_completed" ? "done" : "failed";
        open.delete(event.agent);
      }
    } else if (event.type === "model_called") {
      open.get(event.agent)?.calls.push({ from: at - event.duration_ms, to: at, event });
    } else if (event.type === "cycle_started") {
      out.cycles.push({ cycle: event.cycle, from: at, to: at });
    } else if (event.type === "cycle_completed") {
      const last = out.cycles.at(-1);
      if (last) last.to = at;
    } else if (event.type === "approval_requested") {
      out.marks.push({ at, agent: event.agent, event });
    } else if (event.type === "run_status") {
      const last = out.waits.at(-1);
      if (last && last.to === null) last.to = at;
      if (event.status === "waiting") out.waits.push({ from: at, to: null });
    }
  }
  const last = events.at(-1)!;
  const over = last.type === "run_status" && "summary" in last && !!last.summary;
  if (!over) out.to = Math.max(out.to, now);
  for (const wait of out.waits) wait.to ??= out.to;
  return out;
}

/** Which agents work now. */
export function running(events: Event[]): Set<string> {
  const now = new Set<string>();
  for (const event of events) {
    if (event.type === "agent_started") now.add(event.agent);
    else if (event.type === "agent_completed" || event.type === "agent_failed") now.delete(event.agent);
    else if (event.type === "run_status" && event.summary) now.clear();
  }
  return now;
}

/** How the last attempt of each agent ended. */
export function outcomes(events: Event[]): Map<string, "done" | "failed"> {
  const found = new Map<string, "done" | "failed">();
  for (const event of events) {
    if (event.type === "agent_completed") found.set(event.agent, "done");
    else if (event.type === "agent_failed") found.set(event.agent, "failed");
  }
  return found;
}

/** What one agent used of one model. */
export interface ModelUse {
  agent: string;
  model: string;
  calls: number;
  outcomes: Record<string, number>;
  input: number;
  output: number;
  cost: number;
  ms: number;
}

/** Model calls by agent and model. */
export function modelUse(events: Event[]): ModelUse[] {
  const rows = new Map<string, ModelUse>();
  for (const event of events) {
    if (event.type !== "model_called") continue;
    const model = `${event.provider}/${event.model}`;
    const id = `${event.agent} ${model}`;
    const row = rows.get(id) ?? {
      agent: event.agent,
      model,
      calls: 0,
      outcomes: {},
      input: 0,
      output: 0,
      cost: 0,
      ms: 0,
    };
    row.calls++;
    row.outcomes[event.outcome] = (row.outcomes[event.outcome] ?? 0) + 1;
    row.input += event.input_tokens;
    row.output += event.output_tokens;
    row.cost += event.cost_micros / 1_000_000;
    row.ms += event.duration_ms;
    rows.set(id, row);
  }
  return [...rows.values()].sort((a, b) => b.cost - a.cost || b.input + b.output - a.input - a.output);
}

/** Steps of a scale that people can read: 1, 2 or 5 times a power of ten. */
export function ticks(from: number, to: number, most: number): number[] {
  const span = Math.max(1, to - from);
  const rough = span / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map(n => n * power).find(n => span / n <= most) ?? power * 10);
  const found: number[] = [];
  for (let t = 0; t <= span; t += step) found.push(t);
  return found;
}
