/** Small parts that many pages share. */
import { signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Failure } from "../api/client.ts";
import type { Status } from "../api/types.ts";
import { href } from "../route.ts";
import { ago, exact, statusWord, type Meter } from "../format.ts";

/** The minute hand: relative times follow it. */
export const now = signal(Date.now());
setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 10_000);

const SHAPES: Record<Status, string> = {
  pending: "M5 1a4 4 0 1 0 0 8a4 4 0 0 0 0-8zm0 1.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 0 1 0-5z",
  running: "M2 1l7 4l-7 4z",
  waiting: "M5 0a5 5 0 1 0 0 10a5 5 0 0 0 0-10zM4.2 2h1.6v3h2v1.5H4.2z",
  paused: "M1.5 1h2.6v8H1.5zM5.9 1h2.6v8H5.9z",
  converged: "M1 5.2l1.3-1.4l2 2L8 1.8l1.2 1.3L4.4 8.6z",
  halted: "M0 5L5 0l5 5l-5 5zM4.2 2.5v3.2h1.6V2.5zM4.2 6.4v1.4h1.6V6.4z",
  cancelled: "M1 2.2L2.2 1L5 3.8L7.8 1L9 2.2L6.2 5L9 7.8L7.8 9L5 6.2L2.2 9L1 7.8L3.8 5z",
  failed: "M5 0l5 9H0zM4.3 3v3h1.4V3zM4.3 6.8v1.2h1.4V6.8z",
};

export function StatusMark({ status }: { status: Status }) {
  return (
    <span class={`status ${status}`}>
      <svg viewBox="0 0 10 10" aria-hidden="true">
        <path d={SHAPES[status] ?? SHAPES.pending} fill-rule="evenodd" />
      </svg>
      {statusWord(status)}
    </span>
  );
}

/** A time as seen from now; the exact one is its title. */
export function Ago({ time }: { time: string }) {
  return (
    <time dateTime={time} title={exact(time)}>
      {ago(time, now.value)}
    </time>
  );
}

/** A failure where it arose, with what support needs to find it. */
export function Trouble({ failure, what }: { failure: Failure | null; what?: string }) {
  if (!failure) return null;
  return (
    <div class="error" role="alert">
      {what ? <strong>{what} </strong> : null}
      {failure.message}
      {failure.fields.length > 0 ? (
        <ul>
          {failure.fields.map(field => (
            <li>
              <code>{field.pointer}</code> {field.message}
            </li>
          ))}
        </ul>
      ) : null}
      {failure.requestId ? (
        <div class="small">
          Request <code>{failure.requestId}</code>
        </div>
      ) : null}
    </div>
  );
}

/** A page that cannot be shown, and what to do about it. */
export function NoPage({ title, failure }: { title: string; failure: Failure }) {
  return (
    <div class="stack">
      <h1>{title}</h1>
      <Trouble failure={failure} />
      <p>{advice(failure.status)}</p>
      <div class="row">
        {failure.status === 404 ? null : (
          <button type="button" onClick={() => location.reload()}>
            Try again
          </button>
        )}
        <a class="button" href={href("jobs")}>
          All jobs
        </a>
      </div>
    </div>
  );
}

function advice(status: number): string {
  if (status === 0) return "Check that the server runs and that you are connected to its network.";
  if (status === 404) return "The address may be incomplete, or it was removed or belongs to another tenant. The lists show what you can open.";
  if (status === 403) return "Ask an operator for a key with the scope that is missing.";
  if (status >= 500) return "The server could not answer. If this continues, send the request id to its operator.";
  return "Check the address, or open it from a list.";
}

/** What would be here, and how to get it. `main` if it is all that the page has. */
export function Empty({ title, children, main }: { title: string; children?: ComponentChildren; main?: boolean }) {
  return (
    <div class="empty">
      {main ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children}
    </div>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <p class="soft" role="status">
      Reading {what}…
    </p>
  );
}

/** Use against budget, as bars with their numbers. */
export function Meters({ meters }: { meters: Meter[] }) {
  return (
    <div class="meters">
      {meters.map(meter => (
        <MeterBar key={meter.name} meter={meter} />
      ))}
    </div>
  );
}

function MeterBar({ meter }: { meter: Meter }) {
  const share = meter.max > 0 ? Math.min(1, meter.used / meter.max) : meter.used > 0 ? 1 : 0;
  const level = share >= 1 ? "full" : share >= 0.8 ? "near" : "";
  return (
    <div class={`meter ${level}`}>
      <div class="row between">
        <span>{meter.name}</span>
        <span class="soft">{meter.text}</span>
      </div>
      <div
        class="bar"
        role="meter"
        aria-label={meter.name}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={meter.text}
      >
        <i style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}

/** A table that may be wider than the page: it scrolls by itself, with the keyboard too. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}

/** Copies a text and says so. */
export function Copy({ text, label = "Copy" }: { text: string; label?: string }) {
  const done = useSignal(false);
  return (
    <button
      type="button"
      onClick={async () => {
        try {
          await navigator.clipboard.writeText(text);
        } catch {
          // Only secure pages may use the clipboard; a selection works everywhere.
          const area = document.createElement("textarea");
          area.value = text;
          document.body.append(area);
          area.select();
          document.execCommand("copy");
          area.remove();
        }
        done.value = true;
        setTimeout(() => (done.value = false), 1500);
      }}
    >
      <span aria-live="polite">{done.value ? "Copied" : label}</span>
    </button>
  );
}

/** Asks before what cannot be undone, and takes a reason and what else it needs. */
export function Ask(props: {
  title: string;
  text: string;
  verb: string;
  danger?: boolean;
  reason?: string;
  children?: ComponentChildren;
  onYes: (reason: string) => Promise<void>;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const reason = useSignal("");
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    busy.value = true;
    try {
      await props.onYes(reason.value.trim());
      dialog.current?.close();
    } catch (error) {
      failure.value = error instanceof Failure ? error : new Failure(0, String(error), "", {});
      busy.value = false;
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby="ask-title" onClose={props.onClose}>
      <form class="stack" onSubmit={submit}>
        <h2 id="ask-title">{props.title}</h2>
        <p>{props.text}</p>
        {props.children}
        {props.reason ? (
          <label class="field">
            <span class="label">{props.reason}</span>
            <textarea
              value={reason.value}
              maxLength={1000}
              onInput={e => (reason.value = e.currentTarget.value)}
            />
          </label>
        ) : null}
        <Trouble failure={failure.value} />
        <div class="row">
          <button type="submit" class={props.danger ? "danger" : "primary"} disabled={busy.value}>
            {props.verb}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Go back
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** The title of the page, for the tab, the history and screen readers. */
export function useTitle(title: string): void {
  useEffect(() => {
    pageTitle.value = title;
  }, [title]);
}

export const pageTitle = signal("");

/** Any error as a failure that can be shown. */
export function asFailure(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure(0, String(error), "", {});
}
