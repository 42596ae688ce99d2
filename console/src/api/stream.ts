/** Streams of the server: Server-Sent Events over fetch, since EventSource cannot send a key. */
import { send } from "./client.ts";
import { SseReader, type Message } from "./sse.ts";

/** A stream that is silent for so long, without a heartbeat even, is dead. */
const LONGEST_SILENCE = 60_000;

export interface Reading {
  /** The last event id that was read before, or null. */
  last?: string | null;
  /** Ends the reading. */
  stop: AbortSignal;
  /** The server answered. */
  opened: () => void;
  /** Takes what came. */
  take: (messages: Message[], last: string) => void;
}

/**
 * Reads a stream until it ends, is silent for too long, or the network or the page goes. False if
 * the server has nothing more to send, ever.
 */
export async function readStream(path: string, reading: Reading): Promise<boolean> {
  const cut = new AbortController();
  const end = () => cut.abort();
  addEventListener("offline", end);
  // A browser keeps pages that were left, and their streams would use up its connections.
  addEventListener("pagehide", end);
  reading.stop.addEventListener("abort", end);
  if (reading.stop.aborted) end();
  try {
    const headers: Record<string, string> = { Accept: "text/event-stream" };
    if (reading.last) headers["Last-Event-ID"] = reading.last;
    const response = await send(path, { signal: cut.signal, headers });
    if (response.status === 204 || !response.body) return false;
    reading.opened();
    await takeAll(response.body, end, reading);
    return true;
  } finally {
    removeEventListener("offline", end);
    removeEventListener("pagehide", end);
    reading.stop.removeEventListener("abort", end);
  }
}

async function takeAll(from: ReadableStream<Uint8Array<ArrayBuffer>>, end: () => void, reading: Reading): Promise<void> {
  const reader = new SseReader();
  const body = from.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const watch = setTimeout(end, LONGEST_SILENCE);
    const { done, value } = await body.read().finally(() => clearTimeout(watch));
    if (done || reading.stop.aborted) return;
    const messages = reader.take(value);
    if (messages.length > 0) reading.take(messages, reader.last);
    else if (reader.last) reading.take([], reader.last);
  }
}
