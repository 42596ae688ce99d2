import type { Problem } from "./types.js";

/** What the server refused. `type` is stable, for example `urn:converge:problem:job_not_found`. */
export class ConvergeError extends Error {
  override readonly name = "ConvergeError";
  /** The HTTP status. */
  readonly status: number;
  readonly type: string;
  /** The id under which the server's log knows the request. */
  readonly requestId: string;
  /** What is wrong with the request, by JSON Pointer. */
  readonly errors: readonly { pointer: string; message: string }[];
  readonly problem: Problem | undefined;
  /** Seconds after which the server asks to try again. */
  readonly retryAfter: number | undefined;

  constructor(response: Response, body: string) {
    const problem = parsed(body);
    super(message(response.status, problem));
    this.status = response.status;
    this.problem = problem;
    this.type = problem?.type ?? "about:blank";
    this.requestId = response.headers.get("x-request-id") ?? "";
    this.errors = problem?.errors ?? [];
    const seconds = Number(response.headers.get("retry-after") ?? NaN);
    this.retryAfter = Number.isFinite(seconds) ? seconds : undefined;
  }

  /** Whether the same request can succeed later. */
  get retryable(): boolean {
    return this.status === 429 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

function parsed(body: string): Problem | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && "type" in value
      ? (value as Problem)
      : undefined;
  } catch {
    return undefined;
  }
}

function message(status: number, problem: Problem | undefined): string {
  if (problem === undefined) {
    return `the server answered ${status}`;
  }
  const fields = (problem.errors ?? []).map((error) => `\n  ${error.pointer}: ${error.message}`);
  const detail = problem.detail ?? "";
  const said = detail.toLowerCase().startsWith(problem.title.toLowerCase());
  return `${said ? detail : `${problem.title}: ${detail}`}${fields.join("")}`;
}
