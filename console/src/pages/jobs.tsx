/** All jobs: filters in the address, new rows behind a button, several cancelled at once. */
import { batch, signal, useComputed, useSignal, type Signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Failure, get, post, query } from "../api/client.ts";
import { isFinal, type JobPage, type JobRow, type Status, type TemplateList } from "../api/types.ts";
import { count, exact, haltWords, money, plural, statusWord, took } from "../format.ts";
import { keys } from "../keyboard.ts";
import { go, href, param, place, set } from "../route.ts";
import { may } from "../session.ts";
import { Ago, Ask, asFailure, Empty, Loading, Scroll, StatusMark, Trouble, useTitle } from "../ui/basics.tsx";
import { useLoad } from "../ui/load.ts";
import { changes } from "../changes.ts";
import { Views } from "./views.tsx";

const PAGE = 50;
/** The most rows on the page; older ones are a filter away. */
const MOST_ROWS = 300;
const STATUSES: Status[] = ["running", "waiting", "paused", "pending", "converged", "halted", "failed", "cancelled"];
/** The parts of the address that filter. */
export const FILTERS = ["status", "template", "version", "reason", "mode", "q", "since", "until", "order"] as const;

function filters(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of place.value.query) {
    if ((FILTERS as readonly string[]).includes(name) || name.startsWith("metadata.")) found[name] = value;
  }
  return found;
}

/** The rows of one set of filters. Another set is another list. */
class List {
  readonly rows: Signal<JobRow[] | null> = signal(null);
  readonly fresh: Signal<JobRow[]> = signal([]);
  readonly next: Signal<string | null> = signal(null);
  readonly failure: Signal<Failure | null> = signal(null);
  readonly busy = signal(false);
  private readonly stop = new AbortController();

  readonly wanted: Record<string, string>;

  constructor(wanted: Record<string, string>) {
    this.wanted = wanted;
  }

  private read(cursor: string | null, limit = PAGE): Promise<JobPage> {
    return get<JobPage>(`api/v1/jobs${query({ ...this.wanted, limit, cursor })}`, this.stop.signal);
  }

  private async guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (!this.stop.signal.aborted) this.failure.value = null;
    } catch (error) {
      if (!this.stop.signal.aborted) this.failure.value = asFailure(error);
    }
  }

  first(): Promise<void> {
    return this.guarded(async () => {
      const page = await this.read(null);
      if (this.stop.signal.aborted) return;
      batch(() => {
        this.rows.value = page.jobs;
        this.next.value = page.next_cursor ?? null;
        this.fresh.value = [];
      });
    });
  }

  more(): Promise<void> {
    this.busy.value = true;
    return this.guarded(async () => {
      const page = await this.read(this.next.value);
      if (this.stop.signal.aborted) return;
      batch(() => {
        const known = new Set(this.rows.value?.map(row => row.job_id));
        this.rows.value = [...(this.rows.value ?? []), ...page.jobs.filter(row => !known.has(row.job_id))];
        this.next.value = page.next_cursor ?? null;
      });
    }).finally(() => (this.busy.value = false));
  }

  /** Updates rows where they stand; rows that are new wait until they are asked for. */
  refresh(): Promise<void> {
    return this.guarded(async () => {
      const shown = this.rows.value;
      if (!shown) return;
      const page = await this.read(null, Math.min(1000, Math.max(PAGE, shown.length)));
      if (this.stop.signal.aborted) return;
      const now = new Map(page.jobs.map(row => [row.job_id, row]));
      const known = new Set(shown.map(row => row.job_id));
      batch(() => {
        this.rows.value = shown.map(row => now.get(row.job_id) ?? row);
        this.fresh.value = this.wanted["order"] === "oldest" ? [] : page.jobs.filter(row => !known.has(row.job_id));
        // Nothing jumps where there is nothing yet.
        if (shown.length === 0) this.showFresh();
      });
    });
  }

  showFresh(): void {
    batch(() => {
      this.rows.value = [...this.fresh.value, ...(this.rows.value ?? [])].slice(0, MOST_ROWS);
      this.fresh.value = [];
    });
  }

  dispose(): void {
    this.stop.abort();
  }
}

export function JobsPage() {
  useTitle("Jobs");
  const wanted = filters();
  const id = JSON.stringify(wanted);
  const list = useMemo(() => new List(wanted), [id]);
  const chosen = useMemo(() => signal(new Set<string>()), [id]);
  const at = useMemo(() => signal(-1), [id]);
  const asking = useSignal(false);
  useEffect(() => {
    void list.first();
    const stop = changes(() => void list.refresh());
    return () => {
      stop();
      list.dispose();
    };
  }, [list]);
  useEffect(
    () =>
      keys({
        next: () => (at.value = Math.min((list.rows.value?.length ?? 0) - 1, at.value + 1)),
        previous: () => (at.value = Math.max(0, at.value - 1)),
        open: () => {
          const row = list.rows.value?.[at.value];
          if (row) go(href(`jobs/${row.job_id}`));
        },
      }),
    [list],
  );
  const rows = list.rows.value;
  const cancellable = useComputed(() =>
    (list.rows.value ?? []).filter(row => chosen.value.has(row.job_id) && !isFinal(row.status)),
  );
  return (
    <div class="stack">
      <div class="row between">
        <h1>Jobs</h1>
        {may("submit") ? (
          <a class="button primary" href={href("new")}>
            New job
          </a>
        ) : null}
      </div>
      <FilterBar wanted={wanted} />
      <Trouble failure={list.failure.value} what="The list could not be read." />
      {list.fresh.value.length > 0 ? (
        <div>
          <button type="button" onClick={() => list.showFresh()}>
            Show {plural(list.fresh.value.length, "new job")}
          </button>
        </div>
      ) : null}
      {chosen.value.size > 0 && may("control") ? (
        <div class="row note">
          <span>{plural(chosen.value.size, "job")} selected.</span>
          <button
            type="button"
            class="danger"
            disabled={cancellable.value.length === 0}
            onClick={() => (asking.value = true)}
          >
            Cancel {plural(cancellable.value.length, "job")}
          </button>
          {chosen.value.size === 2 ? <CompareLink list={list} chosen={chosen.value} /> : null}
          <button type="button" class="plain" onClick={() => (chosen.value = new Set())}>
            Clear
          </button>
        </div>
      ) : null}
      {rows === null ? (
        list.failure.value ? null : <Loading what="jobs" />
      ) : rows.length === 0 ? (
        <NoJobs filtered={Object.keys(wanted).length > 0} />
      ) : (
        <Table list={list} rows={rows} chosen={chosen} at={at.value} />
      )}
      {list.next.value && rows ? (
        rows.length >= MOST_ROWS ? (
          <p class="soft">
            {count(MOST_ROWS)} jobs are shown. Narrow the filters, or look before{" "}
            <a href={href("jobs", { ...wanted, until: rows.at(-1)!.created_at })}>{exact(rows.at(-1)!.created_at)}</a>.
          </p>
        ) : (
          <div>
            <button type="button" disabled={list.busy.value} onClick={() => void list.more()}>
              Older jobs
            </button>
          </div>
        )
      ) : null}
      {asking.value ? (
        <Ask
          title={`Cancel ${plural(cancellable.value.length, "job")}?`}
          text="A cancelled run cannot be continued. Its facts and events are kept."
          verb={`Cancel ${plural(cancellable.value.length, "job")}`}
          danger
          reason="Why? Stored with the runs."
          onClose={() => (asking.value = false)}
          onYes={async reason => {
            for (const row of cancellable.value) {
              await post(`api/v1/jobs/${row.job_id}/cancel`, reason ? { reason } : {});
            }
            chosen.value = new Set();
            await list.refresh();
          }}
        />
      ) : null}
    </div>
  );
}

function CompareLink({ list, chosen }: { list: List; chosen: Set<string> }) {
  const two = (list.rows.value ?? []).filter(row => chosen.has(row.job_id));
  if (two.length !== 2) return null;
  const [later, earlier] = two as [JobRow, JobRow];
  return (
    <a class="button" href={href("compare", { a: earlier.run_id, b: later.run_id })}>
      Compare them
    </a>
  );
}

function NoJobs({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <Empty title="No job matches these filters">
      <p>
        <a href={href("jobs")}>Show all jobs</a>
      </p>
    </Empty>
  ) : (
    <Empty title="No jobs yet">
      <p>A job is one submission of seeds to a template. Its run appears here and updates by itself.</p>
      <p>
        <a class="button primary" href={href("new")}>
          Submit the first job
        </a>
      </p>
    </Empty>
  );
}

function Table(props: { list: List; rows: JobRow[]; chosen: Signal<Set<string>>; at: number }) {
  const { rows, chosen } = props;
  const all = rows.every(row => chosen.value.has(row.job_id));
  const flip = (ids: string[], on: boolean) => {
    const next = new Set(chosen.value);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    chosen.value = next;
  };
  return (
    <Scroll label="Jobs">
      <table class="list">
        <thead>
          <tr>
            <th class="tick">
              <input
                type="checkbox"
                aria-label="Select all rows"
                checked={all}
                onChange={e => flip(rows.map(row => row.job_id), e.currentTarget.checked)}
              />
            </th>
            <th>Status</th>
            <th>About</th>
            <th>Template</th>
            <th>Started</th>
            <th class="n">Ran</th>
            <th class="n">Facts</th>
            <th class="n">Tokens</th>
            <th class="n">Cost</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={row.job_id} aria-selected={i === props.at}>
              <td class="tick">
                <input
                  type="checkbox"
                  aria-label={`Select ${row.job_id}`}
                  checked={chosen.value.has(row.job_id)}
                  onChange={e => flip([row.job_id], e.currentTarget.checked)}
                />
              </td>
              <td>
                <StatusMark status={row.status} />
              </td>
              <td class="wide">
                <a class="about" href={href(`jobs/${row.job_id}`)}>
                  {row.about ?? (row.erased_at ? <em class="soft">erased</em> : row.job_id)}
                </a>
                <Why row={row} />
              </td>
              <td data-name="Template">
                {row.template}
                <span class="soft">@{row.version}</span>
              </td>
              <td data-name="Started">
                <Ago time={row.created_at} />
              </td>
              <td class="n" data-name="Ran">
                {took(row.used.running_ms)}
              </td>
              <td class="n" data-name="Facts">
                {count(row.facts)}
              </td>
              <td class="n" data-name="Tokens">
                {count(row.used.tokens)}
              </td>
              <td class="n" data-name="Cost">
                {money(row.used.cost_usd)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** The second line of a row: what it waits for, or why it stands still. */
function Why({ row }: { row: JobRow }) {
  if (row.pending_proposals > 0) {
    return (
      <a class="small" href={href(`jobs/${row.job_id}`)}>
        {plural(row.pending_proposals, "proposal")} to decide
      </a>
    );
  }
  if (row.status === "halted" || row.status === "failed" || row.status === "paused") {
    return <span class="soft small">{haltWords(row)}</span>;
  }
  return row.correlation_id ? <span class="soft small">{row.correlation_id}</span> : null;
}

function FilterBar({ wanted }: { wanted: Record<string, string> }) {
  const templates = useLoad<TemplateList>("api/v1/templates");
  const statuses = new Set((wanted["status"] ?? "").split(",").filter(Boolean));
  return (
    <div class="stack">
      <div class="row" role="group" aria-label="Status">
        {STATUSES.map(status => (
          <button
            type="button"
            class="chip"
            aria-pressed={statuses.has(status)}
            onClick={() => {
              const next = new Set(statuses);
              if (!next.delete(status)) next.add(status);
              set({ status: STATUSES.filter(s => next.has(s)).join(",") || null });
            }}
          >
            {statusWord(status)}
          </button>
        ))}
      </div>
      <div class="row">
        <label class="row">
          <span class="soft">Template</span>
          <select value={param("template")} onChange={e => set({ template: e.currentTarget.value })}>
            <option value="">All</option>
            {templates.value.value?.templates.map(one => (
              <option value={one.name}>{one.name}</option>
            ))}
            {wanted["template"] && !templates.value.value?.templates.some(t => t.name === wanted["template"]) ? (
              <option value={wanted["template"]}>{wanted["template"]}</option>
            ) : null}
          </select>
        </label>
        <label class="row">
          <span class="soft">Id starts with</span>
          <input
            type="search"
            value={param("q")}
            onChange={e => set({ q: e.currentTarget.value.trim() || null })}
          />
        </label>
        <label class="row">
          <span class="soft">Order</span>
          <select value={param("order", "newest")} onChange={e => set({ order: e.currentTarget.value === "oldest" ? "oldest" : null })}>
            <option value="newest">Newest first</option>
            <option value="oldest">Oldest first</option>
          </select>
        </label>
        {Object.entries(wanted)
          .filter(([name]) => !["status", "template", "q", "order"].includes(name))
          .map(([name, value]) => (
            <button type="button" class="chip" onClick={() => set({ [name]: null })}>
              {name}: {value} <span aria-hidden="true">×</span>
              <span class="hide">Remove this filter</span>
            </button>
          ))}
        {Object.keys(wanted).length > 0 ? <a href={href("jobs")}>Clear filters</a> : null}
        <Views />
      </div>
    </div>
  );
}
