/** Everything that waits for a person, soonest deadline first; and what was decided. */
import { batch, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Failure, get, query } from "../api/client.ts";
import type { ProposalPage, ProposalRow, TemplateList } from "../api/types.ts";
import { changes } from "../changes.ts";
import { a } from "../format.ts";
import { count as recount } from "../inbox-count.ts";
import { href, param, set } from "../route.ts";
import { Ago, asFailure, Empty, Loading, Trouble, useTitle } from "../ui/basics.tsx";
import { useLoad } from "../ui/load.ts";

class List {
  readonly rows = signal<ProposalRow[] | null>(null);
  readonly next = signal<string | null>(null);
  readonly failure = signal<Failure | null>(null);
  private readonly stop = new AbortController();

  readonly filters: Record<string, string>;

  constructor(filters: Record<string, string>) {
    this.filters = filters;
  }

  async read(cursor: string | null = null): Promise<void> {
    try {
      const page = await get<ProposalPage>(
        `api/v1/proposals${query({ ...this.filters, cursor, limit: 50 })}`,
        this.stop.signal,
      );
      if (this.stop.signal.aborted) return;
      batch(() => {
        this.rows.value = cursor ? [...(this.rows.value ?? []), ...page.proposals] : page.proposals;
        this.next.value = page.next_cursor ?? null;
        this.failure.value = null;
      });
    } catch (error) {
      if (!this.stop.signal.aborted) this.failure.value = asFailure(error);
    }
  }

  dispose(): void {
    this.stop.abort();
  }
}

export function InboxPage() {
  useTitle("Inbox");
  const state = param("state", "open");
  const role = param("role");
  const template = param("template");
  const list = useMemo(() => new List({ state, role, template }), [state, role, template]);
  useEffect(() => {
    void list.read();
    void recount();
    // A page that somebody opened further is left alone.
    const stop = changes(() => {
      if ((list.rows.value?.length ?? 0) <= 50) void list.read();
    });
    return () => {
      stop();
      list.dispose();
    };
  }, [list]);
  const rows = list.rows.value;
  return (
    <div class="stack">
      <h1>Inbox</h1>
      <Filters />
      <Trouble failure={list.failure.value} what="The inbox could not be read." />
      {rows === null ? (
        list.failure.value ? null : <Loading what="proposals" />
      ) : rows.length === 0 ? (
        <Empty title={state === "open" ? "Nothing is waiting for a decision" : "No decisions yet"}>
          <p>Proposals appear here when a gate of a template holds them for a person.</p>
        </Empty>
      ) : (
        <ul class="cards plainlist" aria-label="Proposals">
          {rows.map(row => (
            <li key={row.run_id + row.proposal_id} class="card stack">
              <Card row={row} />
            </li>
          ))}
        </ul>
      )}
      {list.next.value ? (
        <div>
          <button type="button" onClick={() => void list.read(list.next.value)}>
            More
          </button>
        </div>
      ) : null}
    </div>
  );
}

function Filters() {
  const templates = useLoad<TemplateList>("api/v1/templates");
  const state = param("state", "open");
  return (
    <div class="row">
      <div class="row" role="group" aria-label="State">
        {[
          ["open", "Open"],
          ["decided", "Decided"],
        ].map(([value, word]) => (
          <button
            type="button"
            class="chip"
            aria-pressed={state === value}
            onClick={() => set({ state: value === "open" ? null : value! })}
          >
            {word}
          </button>
        ))}
      </div>
      <label class="row">
        <span class="soft">Role</span>
        <input type="search" value={param("role")} onChange={e => set({ role: e.currentTarget.value.trim() || null })} />
      </label>
      <label class="row">
        <span class="soft">Template</span>
        <select value={param("template")} onChange={e => set({ template: e.currentTarget.value || null })}>
          <option value="">All</option>
          {templates.value.value?.templates.map(one => (
            <option value={one.name}>{one.name}</option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Card({ row }: { row: ProposalRow }) {
  const address = href(`jobs/${row.job_id}/proposals/${encodeURIComponent(row.proposal_id)}`);
  return (
    <>
      <div class="row between">
        <strong>{row.fact_id}</strong>
        <span class="soft small">{row.template}</span>
      </div>
      <p dir="auto">{row.excerpt}</p>
      <div class="small soft">
        {row.decided ? (
          <>
            {row.decided.by_deadline ? "The deadline" : row.decided.actor}
            {row.decided.asserted ? " (name not verified)" : ""} {row.decided.decision} it <Ago time={row.decided.at} />
            {row.decided.comment ? `: ${row.decided.comment}` : ""}
          </>
        ) : (
          <>
            For {a(row.role)}, asked <Ago time={row.asked_at} />
            {row.expires_at ? (
              <>
                . Without a decision it is {row.on_silence} <Ago time={row.expires_at} />.
              </>
            ) : (
              "."
            )}
          </>
        )}
      </div>
      <div>
        <a class={`button ${row.decided ? "" : "primary"}`} href={address}>
          {row.decided ? "Open" : "Read and decide"}
          <span class="hide"> {row.fact_id}</span>
        </a>
      </div>
    </>
  );
}
