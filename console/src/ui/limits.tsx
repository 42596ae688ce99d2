/** The limits of a budget as fields. A field that is left empty changes nothing. */
import type { Signal } from "@preact/signals";
import type { Failure } from "../api/client.ts";
import { durationMs, took } from "../format.ts";

/** The name of a limit in the API, its label, and which keyboard a phone shows. */
export const LIMITS: [string, string, "decimal" | "text"][] = [
  ["max_cycles", "Cycles", "decimal"],
  ["max_facts", "Facts", "decimal"],
  ["max_duration", "Running time, such as 10m", "text"],
  ["max_tokens", "Tokens", "decimal"],
  ["max_cost_usd", "Money in US dollars", "decimal"],
];

/** What was filled in, as the API takes it; null if nothing was. */
export function asBudget(values: Record<string, string>): Record<string, unknown> | null {
  const given = Object.entries(values).filter(([, value]) => value.trim());
  if (given.length === 0) return null;
  return Object.fromEntries(given.map(([name, value]) => [name, name === "max_duration" ? value.trim() : Number(value)]));
}

export function Limits(props: {
  values: Signal<Record<string, string>>;
  /** What holds for a field that is left empty. */
  standard?: Record<string, unknown> | undefined;
  failure?: Failure | null;
}) {
  return (
    <>
      {LIMITS.map(([name, word, type]) => (
        <label class="field">
          <span class="label">{word}</span>
          <input
            type="text"
            name={name}
            inputMode={type}
            placeholder={props.standard ? shown(name, props.standard[name]) : ""}
            value={props.values.value[name] ?? ""}
            onInput={e => (props.values.value = { ...props.values.value, [name]: e.currentTarget.value })}
          />
          <Problem failure={props.failure ?? null} pointer={`/budget/${name}`} />
        </label>
      ))}
    </>
  );
}

function shown(name: string, value: unknown): string {
  return name === "max_duration" ? took(durationMs(String(value))) : String(value);
}

/** What is wrong with one field of a request. */
export function Problem({ failure, pointer }: { failure: Failure | null; pointer: string }) {
  const problem = failure?.fields.find(field => field.pointer === pointer);
  return problem ? <span class="problem">{problem.message}</span> : null;
}
