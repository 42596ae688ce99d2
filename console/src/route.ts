/** The address is the state: what a page shows is a function of it. */
import { computed, signal } from "@preact/signals";
import { root } from "./base.ts";

export interface Place {
  /** The path below `console/`, without slashes at its ends. */
  path: string;
  query: URLSearchParams;
}

function read(): Place {
  const path = location.pathname.startsWith(root) ? location.pathname.slice(root.length) : "";
  return { path: path.replace(/\/+$/, ""), query: new URLSearchParams(location.search) };
}

export const place = signal<Place>(read());

/** The path alone: changes of the query do not remount pages. */
export const path = computed(() => place.value.path);

addEventListener("popstate", () => {
  place.value = read();
});

/** The address of a page: `href("jobs", { status: "running" })`. */
export function href(to: string, query: Record<string, string | null | undefined> = {}): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => !!pair[1]);
  const text = new URLSearchParams(given).toString();
  return root + to + (text ? `?${text}` : "");
}

/** Goes to an address of the console. */
export function go(address: string, how: "push" | "replace" = "push"): void {
  if (how === "push") history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  const before = path.value;
  place.value = read();
  if (before !== path.value) {
    scrollTo(0, 0);
    // Screen readers and keyboards start at the new page, not where the link was.
    queueMicrotask(() => document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true }));
  }
}

/** Sets parts of the query and leaves the rest; null takes a part out. */
export function set(changes: Record<string, string | null>, how: "push" | "replace" = "replace"): void {
  const query = new URLSearchParams(place.value.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  go(root + place.value.path + (text ? `?${text}` : ""), how);
}

/** One part of the query, or what stands for it. */
export function param(name: string, otherwise = ""): string {
  return place.value.query.get(name) ?? otherwise;
}

/** Follows links within the console without loading the page anew. */
export function followLinks(): void {
  addEventListener("click", event => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.("a");
    if (!link || link.target || link.hasAttribute("download")) return;
    const url = new URL(link.href, location.href);
    if (url.origin !== location.origin || !url.pathname.startsWith(root)) return;
    if (url.hash && url.pathname === location.pathname && url.search === location.search) return;
    event.preventDefault();
    go(url.pathname + url.search + url.hash);
  });
}
