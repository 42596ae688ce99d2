import { ConvergeError } from "./errors.js";
import { frames } from "./sse.js";
import type {
  Accepted,
  Capabilities,
  DecisionTaken,
  Event,
  EventPage,
  Explanation,
  Facts,
  Job,
  JobPage,
  JobState,
  Observation,
  ProposalPage,
  Proposals,
  Submission,
  Template,
  TemplateList,
  Usage,
} from "./types.js";

export interface ClientOptions {
  /** Where the server is, for example `https://converge.example.org`. */
  readonly baseUrl: string;
  /** An API key or a token. Browsers on the server's own pages need none: they send their cookie. */
  readonly apiKey?: string;
  /** Sends requests; the platform's `fetch` unless another one is given. */
  readonly fetch?: typeof fetch;
  /** How often a request is sent again that did not get an answer. Default: 4. */
  readonly retries?: number;
}

export interface CallOptions {
  /** Ends the call. The run goes on. */
  readonly signal?: AbortSignal;
  /** A run of the job. Default: its first run. */
  readonly run?: string;
}

export interface SubmitOptions {
  readonly signal?: AbortSignal;
  /** Makes the submission count once, also from another process. Default: a random one. */
  readonly idempotencyKey?: string;
}

export interface EventOptions extends CallOptions {
  /** The sequence of the last event that is known already. Default: 0, which is the whole run. */
  readonly after?: number;
  /** Hears how the events come: streamed, between two connections, or page by page. */
  readonly onState?: (state: StreamState) => void;
}

/** How events come. */
export type StreamState = "streaming" | "reconnecting" | "polling";

export interface DecisionOptions extends CallOptions {
  /** Who decides; needed if the server runs without authentication. */
  readonly actor?: string;
  readonly comment?: string;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
const POLL_MS = 1_000;
const POLL_LIMIT = 500;
/** Connections in a row that may bring no event before the client gives up. */
const MAX_RECONNECTS = 60;
const LONGEST_WAIT_SECONDS = 30;
const SETTLED: readonly string[] = ["converged", "halted", "cancelled", "failed", "waiting", "paused"];

type Query = Record<string, string | number | boolean | undefined>;

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query?: Query;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal | undefined;
  /** Whether sending it twice does the same as sending it once. */
  readonly repeatable: boolean;
}

/** A client of one server. Keeps no connection and no state, so one can serve a whole program. */
export class ConvergeClient {
  readonly #base: string;
  readonly #apiKey: string | undefined;
  readonly #fetch: typeof fetch;
  readonly #retries: number;

  constructor(options: ClientOptions) {
    this.#base = options.baseUrl.replace(/\/+$/, "");
    this.#apiKey = options.apiKey;
    this.#fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.#retries = options.retries ?? 4;
  }

  /** Submits a job. Resolves once the server has stored it; the run goes on. */
  async submit(job: Submission, options: SubmitOptions = {}): Promise<Accepted> {
    return this.#json({
      method: "POST",
      path: "/api/v1/jobs",
      body: job,
      headers: { "idempotency-key": options.idempotencyKey ?? randomKey() },
      signal: options.signal,
      repeatable: true,
    });
  }

  /** Reads a job with its facts. */
  async job(id: string, options: CallOptions = {}): Promise<Job> {
    return this.#get(jobPath(id), { run: options.run }, options);
  }

  /**
   * Waits until the run of a job has ended, needs a person or is paused, and reads the job. Throws
   * the reason of the signal if that fires first.
   */
  async wait(id: string, options: CallOptions = {}): Promise<Job> {
    for (;;) {
      const job: Job = await this.#get(
        jobPath(id),
        { run: options.run, wait: `${LONGEST_WAIT_SECONDS}s` },
        options,
      );
      if (SETTLED.includes(job.status)) {
        return job;
      }
      requireWanted(options.signal);
    }
  }

  /** A page of jobs, the newest first. */
  async jobs(query: { status?: string; template?: string; limit?: number; cursor?: string } = {}): Promise<JobPage> {
    return this.#get("/api/v1/jobs", query, {});
  }

  async facts(id: string, options: CallOptions = {}): Promise<Facts> {
    return this.#get(`${jobPath(id)}/facts`, { run: options.run }, options);
  }

  async explain(id: string, options: CallOptions = {}): Promise<Explanation> {
    return this.#get(`${jobPath(id)}/explain`, { run: options.run }, options);
  }

  /**
   * Every event of a run, once and in order, until the run has ended. A connection that breaks is
   * opened again after the last event. Where responses cannot be streamed, as in React Native, the
   * events are read page by page. Gives up after 60 connections in a row that brought no event.
   */
  async *events(id: string, options: EventOptions = {}): AsyncGenerator<Event, void> {
    let after = options.after ?? 0;
    let failures = 0;
    for (;;) {
      let last: unknown = new Error(`the stream of ${id} ended early, after event ${after}`);
      try {
        const response = await this.#send({
          method: "GET",
          path: `${jobPath(id)}/stream`,
          query: { run: options.run, after },
          headers: { accept: "text/event-stream" },
          signal: options.signal,
          repeatable: true,
        });
        if (response.status === 204) {
          return;
        }
        if (response.body === null || response.body === undefined) {
          yield* this.#polled(id, after, options);
          return;
        }
        options.onState?.("streaming");
        let ended = false;
        for await (const frame of frames(response.body)) {
          const event = JSON.parse(frame.data) as Event;
          after = event.sequence;
          failures = 0;
          ended = "summary" in event && event.summary !== undefined;
          yield event;
        }
        if (ended) {
          // A halted run may have been continued: the server says whether more comes.
          continue;
        }
      } catch (error) {
        requireWanted(options.signal);
        if (error instanceof ConvergeError && !error.retryable) {
          throw error;
        }
        last = error;
      }
      failures += 1;
      if (failures > MAX_RECONNECTS) {
        throw last;
      }
      options.onState?.("reconnecting");
      await pause(failures, undefined, options.signal);
    }
  }

  async *#polled(id: string, from: number, options: EventOptions): AsyncGenerator<Event, void> {
    let after = from;
    options.onState?.("polling");
    for (;;) {
      const page: EventPage = await this.#get(
        `${jobPath(id)}/events`,
        { run: options.run, after, limit: POLL_LIMIT },
        options,
      );
      yield* page.events;
      after = page.next_after;
      if (page.complete) {
        return;
      }
      if (page.events.length === 0) {
        await sleep(POLL_MS, options.signal);
      }
    }
  }

  /** What people have to decide in one job. */
  async proposals(id: string, options: CallOptions = {}): Promise<Proposals> {
    return this.#get(`${jobPath(id)}/proposals`, { run: options.run }, options);
  }

  /** A page of what people have to decide in all jobs. */
  async openProposals(query: { role?: string; template?: string; limit?: number; cursor?: string } = {}): Promise<ProposalPage> {
    return this.#get("/api/v1/proposals", query, {});
  }

  /** Approves a proposal. The same decision a second time changes nothing. */
  async approve(id: string, proposalId: string, options: DecisionOptions = {}): Promise<DecisionTaken> {
    return this.#decide(id, proposalId, "approve", options);
  }

  /** Rejects a proposal. The same decision a second time changes nothing. */
  async reject(id: string, proposalId: string, options: DecisionOptions = {}): Promise<DecisionTaken> {
    return this.#decide(id, proposalId, "reject", options);
  }

  async #decide(id: string, proposalId: string, verb: string, options: DecisionOptions): Promise<DecisionTaken> {
    const { actor, comment } = options;
    return this.#json({
      method: "POST",
      path: `${jobPath(id)}/proposals/${encodeURIComponent(proposalId)}/${verb}`,
      query: { run: options.run },
      body: { ...(actor === undefined ? {} : { actor }), ...(comment === undefined ? {} : { comment }) },
      signal: options.signal,
      repeatable: true,
    });
  }

  /** Adds something that was observed to a run that has not ended. */
  async observe(
    id: string,
    observation: Observation,
    options: CallOptions & { idempotencyKey?: string } = {},
  ): Promise<JobState> {
    return this.#json({
      method: "POST",
      path: `${jobPath(id)}/observations`,
      query: { run: options.run },
      body: observation,
      headers: { "idempotency-key": options.idempotencyKey ?? randomKey() },
      signal: options.signal,
      repeatable: true,
    });
  }

  async cancel(id: string, why: { actor?: string; reason?: string } = {}): Promise<JobState> {
    return this.#control(id, "cancel", why);
  }

  async pause(id: string, why: { actor?: string; reason?: string } = {}): Promise<JobState> {
    return this.#control(id, "pause", why);
  }

  async resume(id: string, why: { actor?: string; reason?: string } = {}): Promise<JobState> {
    return this.#control(id, "resume", why);
  }

  async #control(id: string, verb: string, body: object): Promise<JobState> {
    return this.#json({ method: "POST", path: `${jobPath(id)}/${verb}`, body, repeatable: false });
  }

  async templates(): Promise<TemplateList> {
    return this.#get("/api/v1/templates", {}, {});
  }

  /** A template; `seeds_schema` is the JSON Schema of the seeds it asks for. */
  async template(name: string, version?: string): Promise<Template> {
    return this.#get(`/api/v1/templates/${encodeURIComponent(name)}`, { version }, {});
  }

  /** The audit bundle of a run, a ZIP file. */
  async bundle(id: string, options: CallOptions = {}): Promise<Uint8Array> {
    const response = await this.#send({
      method: "GET",
      path: `${jobPath(id)}/audit`,
      query: { run: options.run },
      headers: { accept: "application/zip" },
      signal: options.signal,
      repeatable: true,
    });
    return new Uint8Array(await response.arrayBuffer());
  }

  async capabilities(): Promise<Capabilities> {
    return this.#get("/api/v1/capabilities", {}, {});
  }

  async usage(): Promise<Usage> {
    return this.#get("/api/v1/usage", {}, {});
  }

  async #get<T>(path: string, query: Query, options: CallOptions): Promise<T> {
    return this.#json({ method: "GET", path, query, signal: options.signal, repeatable: true });
  }

  async #json<T>(sent: Sent): Promise<T> {
    const response = await this.#send(sent);
    return (await response.json()) as T;
  }

  /** Sends a request, again if it got no answer or was put off and can be repeated. */
  async #send(sent: Sent): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      let wait: number | undefined;
      try {
        const response = await this.#once(sent);
        if (response.ok) {
          return response;
        }
        const error = new ConvergeError(response, await response.text());
        // What was put off was not done, so it can be sent again whatever it is.
        if (!error.retryable || attempt > this.#retries || (error.status > 503 && !sent.repeatable)) {
          throw error;
        }
        wait = error.retryAfter;
      } catch (error) {
        requireWanted(sent.signal);
        if (error instanceof ConvergeError || !sent.repeatable || attempt > this.#retries) {
          throw error;
        }
      }
      await pause(attempt, wait, sent.signal);
    }
  }

  async #once(sent: Sent): Promise<Response> {
    const headers: Record<string, string> = { accept: "application/json", ...sent.headers };
    if (sent.body !== undefined) {
      headers["content-type"] = "application/json";
    }
    if (this.#apiKey !== undefined) {
      headers["authorization"] = `Bearer ${this.#apiKey}`;
    }
    return this.#fetch(this.#base + sent.path + search(sent.query ?? {}), {
      method: sent.method,
      headers,
      ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
      ...(sent.signal === undefined ? {} : { signal: sent.signal }),
    });
  }
}

function jobPath(id: string): string {
  return `/api/v1/jobs/${encodeURIComponent(id)}`;
}

function search(query: Query): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

/** React Native has no `crypto.randomUUID`. */
function randomKey(): string {
  const crypto = globalThis.crypto as Crypto | undefined;
  return typeof crypto?.randomUUID === "function"
    ? crypto.randomUUID()
    : `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
}

/** Full jitter: clients that were cut off together do not come back together. */
async function pause(attempt: number, atLeastSeconds: number | undefined, signal: AbortSignal | undefined): Promise<void> {
  const most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 10));
  await sleep((atLeastSeconds ?? 0) * 1000 + Math.random() * most, signal);
}

/** React Native has no `AbortSignal.throwIfAborted`. */
function requireWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw reasonOf(signal);
  }
}

function reasonOf(signal: AbortSignal | undefined): unknown {
  return signal?.reason ?? new Error("the call was aborted");
}

async function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  requireWanted(signal);
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(reasonOf(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
