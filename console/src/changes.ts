/**
 * Tells lists that jobs changed: from the server's stream of changes while the page is visible, and
 * by asking now and then where that stream cannot be had.
 */
import { Failure } from "./api/client.ts";
import { readStream } from "./api/stream.ts";

/** Between two calls, however much changes. */
const SOONEST = 1000;
/** Between two calls while there is no stream. */
const EVERY = 3000;
/** The longest time without a call, should a stream be silent although something changed. */
const LATEST = 60_000;
const LONGEST_PAUSE = 30_000;

const listeners = new Set<() => void>();
const followers = new Set<() => void>();
let last: string | null = null;
let stop: AbortController | null = null;
let streams = false;
let lastTold = 0;
let late: ReturnType<typeof setTimeout> | null = null;

/** Calls back when jobs change, until the returned function is called; never while the page is hidden. */
export function changes(told: () => void): () => void {
  listeners.add(told);
  follow();
  return () => {
    listeners.delete(told);
    if (listeners.size === 0) end();
  };
}

/** Calls back too whenever others are called back. */
export function alongside(told: () => void): void {
  followers.add(told);
}

/** Calls back now and then while the page is visible, until the returned function is called. */
export function nowAndThen(told: () => void): () => void {
  const shown = () => {
    if (!document.hidden) told();
  };
  const timer = setInterval(shown, EVERY);
  addEventListener("visibilitychange", shown);
  addEventListener("online", shown);
  return () => {
    clearInterval(timer);
    removeEventListener("visibilitychange", shown);
    removeEventListener("online", shown);
  };
}

/** At once, or as soon as it may be again. */
function tell(): void {
  if (late || document.hidden) return;
  const wait = Math.max(0, lastTold + SOONEST - Date.now());
  late = setTimeout(() => {
    late = null;
    lastTold = Date.now();
    for (const told of [...listeners, ...followers]) told();
  }, wait);
}

setInterval(() => {
  if (listeners.size > 0 && (!streams || Date.now() - lastTold >= LATEST)) tell();
}, EVERY);
addEventListener("visibilitychange", () => {
  if (document.hidden) end();
  else if (listeners.size > 0) follow();
});
addEventListener("pageshow", () => {
  if (listeners.size > 0) follow();
});
addEventListener("online", () => {
  if (listeners.size > 0) tell();
});

function end(): void {
  stop?.abort();
  stop = null;
  streams = false;
}

function follow(): void {
  if (stop || document.hidden) return;
  stop = new AbortController();
  void keepReading(stop);
}

async function keepReading(mine: AbortController): Promise<void> {
  let pause = SOONEST;
  while (!mine.signal.aborted) {
    try {
      await readStream("api/v1/jobs/changes", {
        last,
        stop: mine.signal,
        opened: () => {
          streams = true;
          pause = SOONEST;
          // What changed before the stream was there.
          tell();
        },
        take: (messages, at) => {
          last = at;
          if (messages.length > 0) tell();
        },
      });
    } catch (error) {
      // A place that no server knows any more.
      if (error instanceof Failure && error.status === 400) last = null;
      if (error instanceof Failure && error.status >= 401 && error.status < 500) pause = LONGEST_PAUSE;
    }
    if (stop === mine) streams = false;
    await new Promise(done => setTimeout(done, pause));
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  }
}
