/**
 * One (job, run) that a page shows. It belongs to that page alone: another run is another store,
 * and nothing is carried over.
 */
import { batch, signal, type Signal } from "@preact/signals";
import { Failure, query, send } from "../api/client.ts";
import { readStream } from "../api/stream.ts";
import type { Event, EventPage, Job } from "../api/types.ts";
import { isFinal } from "../api/types.ts";
import { base } from "../base.ts";
import { apply } from "./reducer.ts";

/** The most events that are kept for the tabs that need them whole. */
export const MAX_EVENTS = 20_000;
const PAGE = 1000;
/** Between attempts to reach a server that does not answer. */
const LONGEST_PAUSE = 5_000;

export type Connection = "reading" | "live" | "ended" | "lost" | "refused";

export class Run {
  readonly job: Signal<Job | null> = signal(null);
  readonly failure: Signal<Failure | null> = signal(null);
  readonly connection: Signal<Connection> = signal("reading");
  /** All events, once a tab asked for them. */
  readonly events: Signal<Event[] | null> = signal(null);
  readonly eventsFailure: Signal<Failure | null> = signal(null);
  readonly truncated = signal(false);
  private readonly stop = new AbortController();
  private wantsEvents = false;
  private catchingUp = false;

  readonly id: string;
  readonly runId: string | null;

  constructor(id: string, runId: string | null) {
    this.id = id;
    this.runId = runId;
  }

  private path(what: string, more: Record<string, string | number | null> = {}): string {
    const id = encodeURIComponent(this.id);
    return `api/v1/jobs/${id}${what}${query({ run: this.runId, ...more })}`;
  }

  /** Reads the job and follows its events until the run or the page ends. */
  async start(): Promise<void> {
    let pause = 500;
    while (!this.stop.signal.aborted) {
      try {
        if (!this.job.value) await this.read();
        if (isFinal(this.job.value!.status)) {
          this.connection.value = "ended";
          return;
        }
        if (await this.stream()) pause = 500;
      } catch (error) {
        if (this.stop.signal.aborted) return;
        const failure = error instanceof Failure ? error : new Failure(0, String(error), "", {});
        if (failure.status >= 400 && failure.status < 500 && failure.status !== 429) {
          batch(() => {
            this.failure.value = failure;
            this.connection.value = "refused";
          });
          return;
        }
        if (!this.job.value) this.failure.value = failure;
      }
      if (this.stop.signal.aborted || this.connection.value === "ended") return;
      this.connection.value = "lost";
      await this.sleep(pause);
      pause = Math.min(LONGEST_PAUSE, pause * 2);
    }
  }

  /** Waits, but no longer once the browser is online again. */
  private sleep(ms: number): Promise<void> {
    return new Promise(done => {
      const end = () => {
        clearTimeout(timer);
        removeEventListener("online", end);
        done();
      };
      const timer = setTimeout(end, ms);
      addEventListener("online", end);
      this.stop.signal.addEventListener("abort", end);
    });
  }

  private async read(): Promise<void> {
    const response = await send(this.path(""), { signal: this.stop.signal });
    const job = (await response.json()) as Job;
    if (this.stop.signal.aborted) return;
    batch(() => {
      this.job.value = job;
      this.failure.value = null;
    });
  }

  /** Follows the stream; true if it brought anything. */
  private async stream(): Promise<boolean> {
    let any = false;
    const more = await readStream(this.path("/stream", { after: this.job.value!.last_sequence }), {
      stop: this.stop.signal,
      opened: () => (this.connection.value = "live"),
      take: messages => {
        if (messages.length === 0) return;
        any = true;
        this.take(messages.map(message => JSON.parse(message.data) as Event));
      },
    });
    // The run ended between the read and the stream.
    if (!more) await this.read();
    return any || !more;
  }

  private take(events: Event[]): void {
    batch(() => {
      let job = this.job.value!;
      for (const event of events) job = apply(job, event);
      this.job.value = job;
      if (this.events.value) this.addEvents(events);
      if (isFinal(job.status)) this.connection.value = "ended";
    });
  }

  /** Adds what comes next. If something is missing before it, that is read first. */
  private addEvents(more: Event[]): void {
    const all = this.events.value ?? [];
    const last = all.at(-1)?.sequence ?? 0;
    const fresh = more.filter(event => event.sequence > last);
    if (fresh.length === 0) return;
    if (fresh[0]!.sequence !== last + 1) {
      void this.catchUp();
      return;
    }
    const room = MAX_EVENTS - all.length;
    if (fresh.length > room) this.truncated.value = true;
    this.events.value = all.concat(fresh.slice(0, Math.max(0, room)));
  }

  /** Reads all events so far, once; later ones come with the stream. */
  async readEvents(): Promise<void> {
    if (this.wantsEvents) return;
    this.wantsEvents = true;
    try {
      let after = 0;
      const all: Event[] = [];
      for (;;) {
        const response = await send(this.path("/events", { after, limit: PAGE }), {
          signal: this.stop.signal,
        });
        const page = (await response.json()) as EventPage;
        all.push(...page.events);
        after = all.at(-1)?.sequence ?? 0;
        if (page.events.length < PAGE || all.length >= MAX_EVENTS) break;
      }
      if (this.stop.signal.aborted) return;
      batch(() => {
        this.events.value = all.slice(0, MAX_EVENTS);
        this.truncated.value = all.length > MAX_EVENTS;
      });
      await this.catchUp();
    } catch (error) {
      this.wantsEvents = false;
      if (!this.stop.signal.aborted && error instanceof Failure) this.eventsFailure.value = error;
    }
  }

  /** Reads what the stream brought while events were being read. */
  private async catchUp(): Promise<void> {
    if (this.catchingUp) return;
    this.catchingUp = true;
    try {
      while (!this.stop.signal.aborted && !this.truncated.value) {
        const last = this.events.value?.at(-1)?.sequence ?? 0;
        if (last >= (this.job.value?.last_sequence ?? 0)) return;
        const response = await send(this.path("/events", { after: last, limit: PAGE }), {
          signal: this.stop.signal,
        });
        const page = (await response.json()) as EventPage;
        if (page.events.length === 0) return;
        this.addEvents(page.events);
      }
    } catch (error) {
      if (!this.stop.signal.aborted && error instanceof Failure) this.eventsFailure.value = error;
    } finally {
      this.catchingUp = false;
    }
  }

  /** Follows the run again after somebody continued it. */
  async goOn(): Promise<void> {
    await this.read();
    if (this.events.value) await this.catchUp();
    void this.start();
  }

  /** Reads the job again: after something that no event tells. */
  async refresh(): Promise<void> {
    if (!this.stop.signal.aborted) await this.read();
  }

  /** Where the events can be downloaded. */
  download(): string {
    return base + this.path("/events");
  }

  /** Ends everything; nothing of it changes any more. */
  dispose(): void {
    this.stop.abort();
  }
}
