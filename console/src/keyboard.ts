/** Keys that work everywhere but while somebody writes. */
import { go, href } from "./route.ts";

type Action = () => void;
export type Bindings = Partial<Record<"help" | "search" | "next" | "previous" | "open" | "approve", Action>>;

const bound: Bindings[] = [];
const PLACES: Record<string, string> = { o: "", j: "jobs", i: "inbox", t: "templates", s: "server", n: "new" };
const NAMES: Record<string, keyof Bindings> = {
  "?": "help",
  "/": "search",
  j: "next",
  k: "previous",
  Enter: "open",
  a: "approve",
};
let waiting = 0;

/** Binds keys until the returned function is called. */
export function keys(bindings: Bindings): () => void {
  bound.unshift(bindings);
  return () => {
    bound.splice(bound.indexOf(bindings), 1);
  };
}

function writing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && !!target.closest("input, textarea, select, dialog, [contenteditable]");
}

addEventListener("keydown", event => {
  if (event.metaKey || event.ctrlKey || event.altKey || writing(event.target)) return;
  const now = Date.now();
  if (now - waiting < 1500 && event.key in PLACES) {
    waiting = 0;
    event.preventDefault();
    go(href(PLACES[event.key]!));
    return;
  }
  waiting = event.key === "g" ? now : 0;
  const name = NAMES[event.key];
  if (!name) return;
  // Enter on a link or a button is theirs.
  if (name === "open" && event.target instanceof HTMLElement && event.target.closest("a, button, summary")) return;
  const action = bound.find(one => one[name])?.[name];
  if (action) {
    event.preventDefault();
    action();
  }
});
