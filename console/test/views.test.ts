import assert from "node:assert/strict";
import { test } from "node:test";
import { layout } from "../src/draw/layout.ts";
import { ago, durationMs, haltWords, money, took } from "../src/format.ts";
import { match } from "../src/match.ts";
import { modelUse, running, ticks, timeline } from "../src/run/views.ts";
import { line } from "../src/run/words.ts";
import type { EventOf } from "../src/api/types.ts";
import { bundles } from "./bundles.ts";

const all = bundles();

test("a timeline has a bar for each start of an agent, and none is left open after the end", () => {
  for (const { name, events } of all) {
    const drawn = timeline(events, Date.parse(events.at(-1)!.at));
    const starts = events.filter(event => event.type === "agent_started").length;
    assert.equal(drawn.attempts.length, starts, name);
    for (const one of drawn.attempts) {
      assert.ok(drawn.agents.includes(one.agent), name);
      assert.ok(one.to === null || one.to >= one.from, name);
    }
    assert.ok(drawn.to >= drawn.from, name);
    const last = events.at(-1)!;
    if (last.type === "run_status" && last.summary) assert.equal(running(events).size, 0, name);
  }
});

test("waiting for people is drawn as long as it lasts", () => {
  const { events } = all.find(one => one.name === "growth-strategy-nobody-decided.zip")!;
  const [wait] = timeline(events, 0).waits;
  assert.ok(wait && wait.to! - wait.from > 60_000);
});

test("tokens by agent and model add up to those of the run", () => {
  for (const { name, events } of all) {
    const rows = modelUse(events);
    const last = events.filter((event): event is EventOf<"run_status"> => event.type === "run_status").at(-1)!;
    const sum = rows.reduce((total, row) => total + row.input + row.output, 0);
    if (last.summary) assert.equal(sum, last.spent.tokens, name);
  }
});

test("every event has words", () => {
  for (const { events } of all) for (const event of events) assert.equal(typeof line(event), "string");
});

test("a flow is laid out without overlaps", () => {
  const picture = layout(
    {
      agents: [
        { id: "a", reads: ["Seeds"], writes: ["Notes"] },
        { id: "b", reads: ["Notes", "Seeds"], writes: ["Drafts", "Notes"] },
      ],
    },
    "LR",
  );
  assert.equal(picture.nodes.length, 5);
  for (const one of picture.nodes) {
    for (const other of picture.nodes) {
      if (one === other) continue;
      const apart =
        one.x + one.width <= other.x || other.x + other.width <= one.x || one.y + one.height <= other.y || other.y + other.height <= one.y;
      assert.ok(apart, `${one.id} and ${other.id}`);
    }
  }
});

test("scales have steps that people can read", () => {
  assert.deepEqual(ticks(0, 100, 5), [0, 20, 40, 60, 80, 100]);
  assert.ok(ticks(0, 7 * 24 * 3_600_000, 8).length <= 9);
});

test("numbers are as people read them", () => {
  assert.equal(durationMs("PT1H30M"), 5_400_000);
  assert.equal(durationMs("PT0.5S"), 500);
  assert.equal(took(61_000), "1 min 1 s");
  assert.equal(money(0.00123), "$0.0012");
  assert.equal(ago("2026-01-01T00:00:00Z", Date.parse("2026-01-01T01:00:00Z")), "1 hr. ago");
});

test("why a run halted is one sentence from its data", () => {
  assert.equal(
    haltWords({ status: "halted", reason: "budget", halt: { limit: "max_cycles", max: 5, used: 5 } }),
    "The run used up its budget of 5 for cycles.",
  );
  assert.equal(haltWords({ status: "halted", reason: "rejected" }), "A person rejected a proposal.");
});

test("paths are matched part by part", () => {
  assert.deepEqual(match("jobs/:id", "jobs/job_1"), { id: "job_1" });
  assert.deepEqual(match("jobs/:id/proposals/:pid", "jobs/j/proposals/prop%3A1"), { id: "j", pid: "prop:1" });
  assert.equal(match("jobs/:id", "jobs"), null);
  assert.equal(match("jobs/:id", "jobs/%E0%A4%A"), null);
});
