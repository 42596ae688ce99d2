import assert from "node:assert/strict";
import { test } from "node:test";
import { SseReader, type Message } from "../src/api/sse.ts";
import { random } from "./bundles.ts";

const STREAM =
  "retry: 3000\n\n: awake\n\nid: 1\nevent: run_started\ndata: {\"a\":1}\n\n" +
  "id: 2\r\nevent: fact\r\ndata: {\"b\":\"ü🐟\"}\r\n\r\n" +
  "id: 3\rdata: one\rdata: two\r\rid: 4\nunknown: x\ndata:no blank\n\n";

const EXPECTED: Message[] = [
  { id: "1", event: "run_started", data: '{"a":1}' },
  { id: "2", event: "fact", data: '{"b":"ü🐟"}' },
  { id: "3", event: "message", data: "one\ntwo" },
  { id: "4", event: "message", data: "no blank" },
];

test("a stream gives the same messages however it is cut", () => {
  for (let seed = 1; seed <= 500; seed++) {
    const next = random(seed);
    const reader = new SseReader();
    const found: Message[] = [];
    for (let at = 0; at < STREAM.length; ) {
      const size = 1 + Math.floor(next() * 12);
      found.push(...reader.take(STREAM.slice(at, at + size)));
      at += size;
    }
    assert.deepEqual(found, EXPECTED, `seed ${seed}`);
    assert.equal(reader.retry, 3000);
  }
});

test("a message that has not ended is kept back", () => {
  const reader = new SseReader();
  assert.deepEqual(reader.take("id: 1\ndata: x\n"), []);
  assert.deepEqual(reader.take("\n"), [{ id: "1", event: "message", data: "x" }]);
});
