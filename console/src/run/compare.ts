/** How two runs differ. */
import type { Event, Fact, FactsByKey } from "../api/types.ts";

export interface Change {
  id: string;
  before: Fact | null;
  after: Fact | null;
}

/** Facts that are only in one run, or say something else in the other. */
export function changes(a: FactsByKey, b: FactsByKey): Change[] {
  const before = flat(a);
  const after = flat(b);
  const found: Change[] = [];
  for (const [id, fact] of before) {
    const other = after.get(id) ?? null;
    if (!other || substance(other) !== substance(fact)) found.push({ id, before: fact, after: other });
  }
  for (const [id, fact] of after) if (!before.has(id)) found.push({ id, before: null, after: fact });
  return found;
}

function flat(facts: FactsByKey): Map<string, Fact> {
  return new Map(Object.values(facts).flatMap(list => list.map(fact => [fact.id, fact] as const)));
}

/** What a fact says, whoever said it when. */
function substance(fact: Fact): string {
  return JSON.stringify([fact.key, fact.content, fact.data ?? null, [...fact.cites].sort(), fact.confidence]);
}

const NOT_COMPARED = new Set(["at", "hash", "salt", "run_id", "job_id", "duration_ms", "provider_request_id", "expires_at", "retry_at", "spent", "submitter"]);

/** The first event that differs in what it says, not in when it happened; null if none does. */
export function firstDifference(a: Event[], b: Event[]): { at: number; a: Event | null; b: Event | null } | null {
  const longest = Math.max(a.length, b.length);
  for (let i = 0; i < longest; i++) {
    const one = a[i] ?? null;
    const other = b[i] ?? null;
    if (!one || !other || said(one) !== said(other)) return { at: i + 1, a: one, b: other };
  }
  return null;
}

function said(event: Event): string {
  return JSON.stringify(
    Object.entries(event)
      .filter(([name]) => !NOT_COMPARED.has(name))
      .sort(([x], [y]) => (x < y ? -1 : 1)),
  );
}
