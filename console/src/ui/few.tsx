/** The beginning of a long list, and the rest of it on demand: pages stay small, however much there is. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { plural } from "../format.ts";

/** Entries that are shown at once, and how many more each time. */
export const SHOWN = 50;

export function Few<T>(props: { of: T[]; word: string; children: (one: T) => ComponentChildren }) {
  const most = useSignal(SHOWN);
  const left = props.of.length - most.value;
  return (
    <>
      {props.of.slice(0, most.value).map(props.children)}
      {left > 0 ? (
        <div>
          <button type="button" onClick={() => (most.value += SHOWN)}>
            {plural(left, `more ${props.word}`)}
          </button>
        </div>
      ) : null}
    </>
  );
}
