/** Numbers, times and words as people read them. */
import type { Budget } from "./api/budget.ts";
import type { JobState, Status } from "./api/types.ts";

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const whole = new Intl.NumberFormat("en");
const exactTime = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat("en", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hour12: false,
});

const STEPS: [number, Intl.RelativeTimeFormatUnit][] = [
  [60, "second"],
  [60, "minute"],
  [24, "hour"],
  [30, "day"],
  [12, "month"],
  [Infinity, "year"],
];

/** A time as seen from now: `5 min. ago`. */
export function ago(time: string, now = Date.now()): string {
  let amount = (Date.parse(time) - now) / 1000;
  if (Math.abs(amount) < 5) return "just now";
  for (const [size, unit] of STEPS) {
    if (Math.abs(amount) < size) return relative.format(Math.round(amount), unit);
    amount /= size;
  }
  return exact(time);
}

/** A time in full, in the zone of the reader. */
export function exact(time: string): string {
  return exactTime.format(new Date(time));
}

/** The time of day with milliseconds. */
export function ofDay(time: string): string {
  return clock.format(new Date(time));
}

/** A duration: `340 ms`, `1.2 s`, `3 min 5 s`. */
export function took(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return two(minutes, "min", Math.round(seconds % 60), "s");
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return two(hours, "h", minutes % 60, "min");
  return `${Math.round(hours / 24)} days`;
}

/** The smaller unit is left out where it says nothing. */
function two(large: number, unit: string, small: number, smaller: string): string {
  return `${large} ${unit}${small > 0 ? ` ${small} ${smaller}` : ""}`;
}

/** A size: `256 KiB`, `1 MiB`. */
export function bytes(n: number): string {
  if (n < 1024) return `${count(n)} bytes`;
  return n < 1024 * 1024 ? `${count(Math.round(n / 1024))} KiB` : `${count(Math.round((n / 1024 / 1024) * 10) / 10)} MiB`;
}

/** A number with separators. */
export function count(n: number): string {
  return whole.format(n);
}

/** Money; small amounts keep the digits that say something. */
export function money(usd: number): string {
  if (usd === 0) return "$0";
  return `$${usd < 0.01 ? usd.toPrecision(2) : usd.toFixed(2)}`;
}

/** `1 fact`, `2 facts`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** Milliseconds of an ISO 8601 duration such as `PT10M`. */
export function durationMs(iso: string): number {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(iso);
  if (!parts) return 0;
  const [, d = "0", h = "0", m = "0", s = "0"] = parts;
  return (((Number(d) * 24 + Number(h)) * 60 + Number(m)) * 60 + Number(s)) * 1000;
}

/** A name with spaces and a capital: `growth-strategy` becomes `Growth strategy`. */
export function words(name: string): string {
  const text = name.replace(/[_-]+/g, " ").trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A role with its article. */
export function a(role: string): string {
  return `${/^[aeiou]/i.test(role) ? "an" : "a"} ${role}`;
}

const STATUS: Record<Status, string> = {
  pending: "Pending",
  running: "Running",
  waiting: "Waiting",
  paused: "Paused",
  converged: "Converged",
  halted: "Halted",
  cancelled: "Cancelled",
  failed: "Failed",
};

/** The word of a status. */
export function statusWord(status: Status): string {
  return STATUS[status] ?? words(status);
}

const REASON: Record<string, string> = {
  invariant: "an invariant does not hold",
  budget: "a budget is exhausted",
  conflict: "an agent contradicted an earlier fact",
  agent: "an agent failed",
  rejected: "a person rejected a proposal",
  provider_unavailable: "a model provider is unavailable",
};

/** Why a run stands still, in words; empty if it does not. */
export function reasonWords(reason: string | undefined): string {
  return reason ? (REASON[reason] ?? words(reason)) : "";
}

const LIMITS: Record<string, [string, (n: number) => string]> = {
  max_cycles: ["cycles", count],
  max_facts: ["facts", count],
  max_duration_ms: ["running time", took],
  max_tokens: ["tokens", count],
  max_cost_micros: ["money", n => money(n / 1_000_000)],
};

/** What halted a run, in one sentence, from the data and not from prose. */
export function haltWords(job: Pick<JobState, "status" | "reason" | "halt" | "detail">): string {
  const halt = job.halt;
  if (job.reason === "budget" && halt?.limit) {
    const [word, show] = LIMITS[halt.limit] ?? [halt.limit, String];
    const max = halt.max === undefined ? "" : ` of ${show(halt.max)}`;
    return halt.needed === undefined
      ? `The run used up its budget${max} for ${word}.`
      : `The next cycle would need ${show(halt.needed)} ${word} more than the budget${max} leaves.`;
  }
  if (job.reason === "invariant" && halt?.invariants?.length) {
    return `${halt.invariants.length === 1 ? "This invariant does" : "These invariants do"} not hold: ${halt.invariants.join(", ")}.`;
  }
  if (job.reason === "conflict" && halt?.agent) {
    return `${halt.agent} contradicted the fact ${halt.fact_id ?? ""}.`;
  }
  if (job.reason === "provider_unavailable" && halt?.provider) {
    return `${halt.provider} is unavailable, and ${halt.agent ?? "an agent"} needs it.`;
  }
  // Lists have the text alone.
  const limit = job.reason === "budget" ? /^(max_\w+): limit (\d+), used \d+$/.exec(job.detail ?? "") : null;
  if (limit) {
    const [word, show] = LIMITS[limit[1]!] ?? [limit[1]!, String];
    return `The run used up its budget of ${show(Number(limit[2]))} for ${word}.`;
  }
  const why = reasonWords(job.reason);
  const cause = why ? `${why.charAt(0).toUpperCase()}${why.slice(1)}` : "";
  return cause && job.detail ? `${cause}: ${job.detail}` : (job.detail ?? (cause ? `${cause}.` : ""));
}

export interface Meter {
  name: string;
  used: number;
  max: number;
  text: string;
}

/** Use against budget. */
export function meters(budget: Budget, used: JobState["used"]): Meter[] {
  const ms = durationMs(budget.max_duration);
  return [
    meter("Cycles", used.cycles, budget.max_cycles, count),
    meter("New facts", used.facts, budget.max_facts, count),
    meter("Time", used.running_ms, ms, took),
    meter("Tokens", used.tokens, budget.max_tokens, count),
    meter("Money", used.cost_usd, budget.max_cost_usd, money),
  ];
}

function meter(name: string, used: number, max: number, show: (n: number) => string): Meter {
  return { name, used, max, text: `${show(used)} of ${show(max)}` };
}
