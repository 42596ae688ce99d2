/** Reads something for a page and forgets it when the page asks for something else. */
import { batch, signal, type Signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Failure, get } from "../api/client.ts";
import { asFailure } from "./basics.tsx";

export interface Loaded<T> {
  value: Signal<T | null>;
  failure: Signal<Failure | null>;
  again: () => Promise<void>;
}

/** Reads a path whenever it changes; null reads nothing. */
export function useLoad<T>(path: string | null): Loaded<T> {
  const loaded = useMemo(() => loader<T>(path), [path]);
  useEffect(() => {
    void loaded.again();
    return loaded.stop;
  }, [loaded]);
  return loaded;
}

function loader<T>(path: string | null): Loaded<T> & { stop: () => void } {
  const value = signal<T | null>(null);
  const failure = signal<Failure | null>(null);
  let current = new AbortController();
  return {
    value,
    failure,
    stop: () => current.abort(),
    again: async () => {
      if (path === null) return;
      current.abort();
      const mine = (current = new AbortController());
      try {
        const read = await get<T>(path, mine.signal);
        if (mine.signal.aborted) return;
        batch(() => {
          value.value = read;
          failure.value = null;
        });
      } catch (error) {
        if (!mine.signal.aborted) failure.value = asFailure(error);
      }
    },
  };
}
