/** Events of one agent in one cycle as one row: from its start to the last fact that came of it. */
import type { Event } from "../api/types.ts";
import { plural, took } from "../format.ts";
import { agentOf } from "./words.ts";

export interface Group {
  /** The first one. */
  event: Event;
  events: Event[];
}

/** Puts together what an agent did in a cycle, where it began; everything else stays as it is. */
export function groups(events: Event[]): Group[] {
  const rows: Group[] = [];
  const open = new Map<string, Group>();
  for (const event of events) {
    const agent = agentOf(event);
    const key = `${agent} ${event.cycle}`;
    const known = agent ? open.get(key) : undefined;
    if (known) {
      known.events.push(event);
      continue;
    }
    const row = { event, events: [event] };
    if (agent) open.set(key, row);
    rows.push(row);
  }
  return rows;
}

/** What came of an agent in a cycle, on one line. */
export function summary(events: Event[]): string {
  const many = (type: Event["type"]) => events.filter(event => event.type === type).length;
  const parts: string[] = [];
  const started = many("agent_started");
  if (started > 1) parts.push(plural(started, "attempt"));
  const calls = many("model_called");
  if (calls > 0) parts.push(plural(calls, "model call"));
  for (const event of events) {
    if (event.type === "agent_completed") parts.push(`${plural(event.proposals, "proposal")} in ${took(event.duration_ms)}`);
    if (event.type === "agent_failed") parts.push(`failed: ${event.message}`);
  }
  const facts = many("fact_promoted");
  if (facts > 0) parts.push(plural(facts, "fact"));
  const rejected = many("proposal_rejected");
  if (rejected > 0) parts.push(`${rejected} rejected`);
  return parts.join(", ");
}
