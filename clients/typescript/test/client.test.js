import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { after, before, test } from "node:test";
import { ConvergeClient, ConvergeError } from "../dist/index.js";
import { Server } from "./server.js";

const seeds = JSON.parse(readFileSync(new URL("../../../examples/seeds.json", import.meta.url)));
const job = { template: "growth-strategy", seeds };

let server;
before(async () => {
  server = await Server.start();
});
after(async () => {
  await server.close();
});

function client(options = {}) {
  return new ConvergeClient({ baseUrl: server.url, ...options });
}

async function all(events) {
  const found = [];
  for await (const event of events) {
    found.push(event);
  }
  return found;
}

function assertWhole(events) {
  assert.deepEqual(
    events.map((event) => event.sequence),
    events.map((_, index) => index + 1),
  );
  assert.equal(events.at(-1).type, "run_status");
}

/** A proxy that cuts each answer off after so many bytes. */
async function cutting(bytes) {
  const proxy = createServer((incoming, outgoing) => {
    const passed = request(
      server.url + incoming.url,
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode, answer.headers);
        let left = bytes;
        answer.on("data", (chunk) => {
          const part = chunk.subarray(0, Math.max(0, left));
          left -= chunk.length;
          outgoing.write(part, () => {
            if (left <= 0) {
              answer.destroy();
              outgoing.destroy();
            }
          });
        });
        answer.on("end", () => outgoing.end());
      },
    );
    passed.on("error", () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return proxy;
}

test("a job is submitted, followed to its end and read", async () => {
  const accepted = await client().submit(job);
  const events = await all(client().events(accepted.job_id));
  assertWhole(events);
  const ended = await client().wait(accepted.job_id);
  assert.equal(ended.status, "converged");
  assert.ok(Object.keys((await client().facts(accepted.job_id)).facts).includes("Strategies"));
  assert.ok((await client().explain(accepted.job_id)).cycles.length > 0);
  const bundle = await client().bundle(accepted.job_id);
  assert.equal(String.fromCharCode(bundle[0], bundle[1]), "PK");
  const names = (await client().templates()).templates.map((template) => template.name);
  assert.ok(names.includes("growth-strategy"));
});

test("what is refused says what is wrong, and where", async () => {
  await assert.rejects(client().submit({ template: "growth-strategy", seeds: [] }), (error) => {
    assert.ok(error instanceof ConvergeError);
    assert.equal(error.status, 422);
    assert.equal(error.type, "urn:converge:problem:invalid");
    assert.equal(error.errors[0].pointer, "/seeds");
    assert.notEqual(error.requestId, "");
    return true;
  });
  await assert.rejects(all(client().events("job_none")), { status: 404 });
});

test("the same key starts no second job", async () => {
  const options = { idempotencyKey: "only-once" };
  const first = await client().submit(job, options);
  const second = await client().submit(job, options);
  assert.equal(second.job_id, first.job_id);
});

test("connections that break cost no event and bring none twice", async () => {
  const accepted = await client().submit(job);
  const proxy = await cutting(20_000);
  const states = [];
  const events = await all(
    new ConvergeClient({ baseUrl: `http://127.0.0.1:${proxy.address().port}` }).events(
      accepted.job_id,
      { onState: (state) => states.push(state) },
    ),
  );
  proxy.close();
  assertWhole(events);
  assert.ok(states.includes("reconnecting"), states.join());
});

test("events are read page by page where answers cannot be streamed", async () => {
  const accepted = await client().submit(job);
  const states = [];
  const events = await all(
    client({
      fetch: async (...args) => {
        const response = await fetch(...args);
        const { ok, status, headers } = response;
        return { ok, status, headers, body: undefined, json: () => response.json(), text: () => response.text() };
      },
    }).events(accepted.job_id, { onState: (state) => states.push(state) }),
  );
  assertWhole(events);
  assert.deepEqual(states, ["polling"]);
});

test("a loop that is left early ends its connection", async () => {
  const accepted = await client().submit(job);
  for await (const event of client().events(accepted.job_id)) {
    assert.equal(event.sequence, 1);
    break;
  }
});

test("a signal ends a wait and leaves the run alone", async () => {
  const accepted = await client().submit(job);
  await assert.rejects(client().wait(accepted.job_id, { signal: AbortSignal.abort() }), { name: "AbortError" });
  assert.equal((await client().wait(accepted.job_id)).status, "converged");
});

test("a client goes on after the server was killed and started again", async () => {
  const accepted = await client().submit(job);
  const events = client().events(accepted.job_id);
  const found = [(await events.next()).value];
  await server.kill();
  const back = server.startAgain();
  const second = client({ retries: 20 }).submit(job);
  found.push(...(await all(events)));
  await back;
  assertWhole(found);
  assert.equal((await client().wait((await second).job_id)).status, "converged");
});
