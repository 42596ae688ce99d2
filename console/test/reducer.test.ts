import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event, EventOf, Job } from "../src/api/types.ts";
import { apply, born } from "../src/run/reducer.ts";
import { bundles, random } from "./bundles.ts";

const all = bundles();

function whole(events: Event[]): Job {
  return events.reduce(apply, born(events[0] as EventOf<"run_started">));
}

test("there are recorded runs of every kind", () => {
  assert.ok(all.length >= 30, `${all.length} bundles`);
  const ends = new Set(all.map(one => whole(one.events).status));
  for (const status of ["converged", "halted", "cancelled", "failed"]) assert.ok(ends.has(status as Job["status"]), status);
});

for (const { name, events } of all) {
  test(`${name}: the state after all events is what the last one says`, () => {
    const job = whole(events);
    const statuses = events.filter((event): event is EventOf<"run_status"> => event.type === "run_status");
    const last = statuses.at(-1)!;
    assert.equal(job.status, last.status);
    assert.equal(job.reason, last.reason);
    assert.equal(job.detail, last.detail);
    assert.equal(job.last_sequence, events.at(-1)!.sequence);
    assert.equal(job.used.tokens, last.spent.tokens);
    assert.equal(job.used.facts, last.spent.facts);
    if (last.summary) {
      assert.equal(job.pending_proposals, 0);
      assert.equal(job.result_hash, last.summary.result_hash);
      const counts = Object.fromEntries(Object.entries(job.facts).map(([key, facts]) => [key, facts.length]));
      assert.deepEqual(counts, { ...counts, ...last.summary.facts });
    }
    const promoted = events.filter(event => event.type === "fact_promoted" || event.type === "seed_admitted").length;
    assert.equal(Object.values(job.facts).flat().length, promoted);
  });

  test(`${name}: reconnects that repeat events change nothing`, () => {
    const expected = whole(events);
    for (let seed = 1; seed <= 20; seed++) {
      const next = random(seed);
      let job = born(events[0] as EventOf<"run_started">);
      for (let at = 0; at < events.length; at++) {
        job = apply(job, events[at]!);
        // The connection breaks and the server sends some events once more.
        if (next() < 0.2) for (let i = Math.max(0, at - Math.floor(next() * 9)); i <= at; i++) job = apply(job, events[i]!);
      }
      assert.deepEqual(job, expected, `seed ${seed}`);
    }
  });
}
