/** From a conclusion to its seeds, and the events of an agent as one row. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event, Fact } from "../src/api/types.ts";
import { groups, summary } from "../src/run/groups.ts";
import { trail } from "../src/run/trail.ts";
import { bundles } from "./bundles.ts";

function fact(id: string, cites: string[]): [string, Fact] {
  return [id, { id, cites, content: id } as Fact];
}

test("a trail goes down to the seeds and follows each fact once, also in a circle", () => {
  const known = new Map([fact("end", ["a", "b"]), fact("a", ["s", "b"]), fact("b", ["s", "end"]), fact("s", [])]);
  const steps = trail(known.get("end")!, known).map(step => `${"-".repeat(step.depth)}${step.fact.id}${step.again ? "*" : ""}`);
  assert.deepEqual(steps, ["a", "-s", "-b", "--s", "--end*", "b*"]);
});

test("every event of every recorded run is in one row, and the rows keep the order of their first events", () => {
  for (const { name, events } of bundles()) {
    const rows = groups(events as Event[]);
    assert.equal(rows.reduce((sum, row) => sum + row.events.length, 0), events.length, name);
    const firsts = rows.map(row => row.event.sequence);
    assert.deepEqual(firsts, [...firsts].sort((a, b) => a - b), name);
    for (const row of rows) {
      assert.equal(new Set(row.events.map(event => event.cycle)).size, 1, name);
      if (row.events.some(event => event.type === "agent_completed")) assert.match(summary(row.events), /proposal/);
    }
  }
});
