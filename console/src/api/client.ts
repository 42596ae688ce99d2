/** Requests to the server. All addresses are relative to where the console was loaded from. */
import { signal } from "@preact/signals";
import { base } from "../base.ts";

const KEY = "converge.key";

/** The API key or token of this tab, or null. It never leaves the tab's storage. */
export const key = signal<string | null>(sessionStorage.getItem(KEY));

/** Keeps a key for this tab, or forgets it. */
export function keep(value: string | null): void {
  if (value) sessionStorage.setItem(KEY, value);
  else sessionStorage.removeItem(KEY);
  key.value = value || null;
}

export interface FieldProblem {
  pointer: string;
  message: string;
}

/** A request that was not answered as hoped. */
export class Failure extends Error {
  readonly status: number;
  readonly requestId: string;
  readonly problem: Record<string, unknown>;

  constructor(status: number, message: string, requestId: string, problem: Record<string, unknown>) {
    super(message);
    this.status = status;
    this.requestId = requestId;
    this.problem = problem;
  }

  /** What is wrong with which field of the body. */
  get fields(): FieldProblem[] {
    return Array.isArray(this.problem["errors"]) ? (this.problem["errors"] as FieldProblem[]) : [];
  }
}

export interface Options {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Called when the server asks who this is. */
export const refused = signal(0);

/** Sends a request. Throws a Failure unless the server answers with success or 304. */
export async function send(path: string, options: Options = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  if (key.value) headers["Authorization"] = `Bearer ${key.value}`;
  const init: RequestInit = { method: options.method ?? "GET", headers, cache: "no-store" };
  if (options.body !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(options.body);
  }
  if (options.signal) init.signal = options.signal;
  let response: Response;
  try {
    response = await fetch(base + path, init);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Failure(0, "The server cannot be reached.", "", {});
  }
  if (response.ok || response.status === 304) return response;
  throw await failure(response);
}

async function failure(response: Response): Promise<Failure> {
  const id = response.headers.get("x-request-id") ?? "";
  let problem: Record<string, unknown> = {};
  try {
    problem = (await response.json()) as Record<string, unknown>;
  } catch {
    // Not from the server itself, but from something before it.
  }
  if (response.status === 401) refused.value++;
  const detail = problem["detail"] ?? problem["title"];
  const text = typeof detail === "string" ? detail : `The server answered with ${response.status}.`;
  return new Failure(response.status, text, id, problem);
}

/** Reads JSON. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const options: Options = {};
  if (signal) options.signal = signal;
  return (await (await send(path, options)).json()) as T;
}

/** Sends JSON and reads the answer. */
export async function post<T>(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  return (await (await send(path, { method: "POST", body, headers })).json()) as T;
}

/** A query string of what is set, with its question mark, or nothing. */
export function query(values: Record<string, string | number | null | undefined>): string {
  const given = Object.entries(values).filter(([, v]) => v !== null && v !== undefined && v !== "");
  const text = new URLSearchParams(given.map(([k, v]) => [k, String(v)])).toString();
  return text ? `?${text}` : "";
}
