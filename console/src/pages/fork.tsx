/** What if? Runs the flow of a run again with changes; what they do not touch comes from the record. */
import { computed, signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Failure, post, query } from "../api/client.ts";
import type { Accepted, JobState, SubmittedJob, Template, TemplateList } from "../api/types.ts";
import { go, href, param } from "../route.ts";
import { claim, claimedName, may, open } from "../session.ts";
import { asFailure, Loading, NoPage, Trouble, useTitle } from "../ui/basics.tsx";
import { asBudget, Limits, Problem } from "../ui/limits.tsx";
import { Few } from "../ui/few.tsx";
import { useLoad } from "../ui/load.ts";

type Seed = SubmittedJob["submission"]["seeds"][number];

class Form {
  /** Empty: from the start. Otherwise after a cycle or after an event. */
  readonly where = signal<"" | "cycle" | "sequence">("");
  readonly after = signal("");
  /** Texts of seeds that were changed, by id. */
  readonly seeds = signal<Record<string, string>>({});
  readonly added = signal<{ id: string; content: string }[]>([]);
  readonly version = signal("");
  readonly model = signal("");
  readonly models = signal<Record<string, string>>({});
  readonly mode = signal("");
  readonly budget = signal<Record<string, string>>({});
  readonly failure = signal<Failure | null>(null);
  readonly busy = signal(false);
  /** Of the body that is sent: the same body makes one fork, another body another one. */
  private readonly keys = new Map<string, string>();

  constructor(sequence: string) {
    if (sequence) {
      this.where.value = "sequence";
      this.after.value = sequence;
    }
  }

  readonly fromStart = computed(() => this.where.value === "");

  body(given: Seed[]): Record<string, unknown> {
    const body: Record<string, unknown> = {};
    if (!this.fromStart.value) body["at"] = { [this.where.value]: Number(this.after.value) };
    const changed = given
      .filter(seed => (this.seeds.value[seed.id] ?? seed.content) !== seed.content)
      .map(seed => ({ ...seed, content: this.seeds.value[seed.id] }));
    const seeds = [...changed, ...this.added.value.filter(seed => seed.content.trim())];
    if (this.fromStart.value && seeds.length > 0) body["seeds"] = seeds;
    if (this.fromStart.value && this.version.value) body["version"] = this.version.value;
    if (this.model.value.trim()) body["model"] = this.model.value.trim();
    const models = Object.entries(this.models.value).filter(([, model]) => model.trim());
    if (models.length > 0) body["models"] = Object.fromEntries(models);
    if (this.mode.value) body["mode"] = this.mode.value;
    const budget = asBudget(this.budget.value);
    if (budget) body["budget"] = budget;
    if (open.value && claimedName.value.trim()) body["actor"] = claimedName.value.trim();
    return body;
  }

  async send(path: string, given: Seed[]): Promise<void> {
    const body = this.body(given);
    const text = JSON.stringify(body);
    if (!this.keys.has(text)) this.keys.set(text, crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`);
    this.busy.value = true;
    this.failure.value = null;
    try {
      const fork = await post<Accepted>(path, body, { "Idempotency-Key": this.keys.get(text)! });
      go(href(`jobs/${fork.job_id}`));
    } catch (error) {
      this.failure.value = asFailure(error);
      this.busy.value = false;
    }
  }
}

export function ForkPage({ id, run }: { id: string; run: string | null }) {
  useTitle("Fork a run");
  const form = useMemo(() => new Form(param("at")), []);
  const path = `api/v1/jobs/${encodeURIComponent(id)}`;
  const job = useLoad<JobState>(`${path}${query({ run })}`);
  const submission = useLoad<SubmittedJob>(`${path}/submission`);
  const original = job.value.value;
  const submitted = submission.value.value;
  const failure = job.failure.value ?? submission.failure.value;
  if (!may("submit")) return <p class="note">You are not allowed to fork runs: it needs the scope <code>submit</code>.</p>;
  if (failure) return <NoPage title="This run cannot be forked" failure={failure} />;
  if (!original || !submitted) return <Loading what="the original" />;
  const seeds = submitted.submission.seeds;
  return (
    <form
      class="stack"
      onSubmit={event => {
        event.preventDefault();
        void form.send(`${path}/fork${query({ run })}`, seeds);
      }}
    >
      <h1>Fork a run</h1>
      <p class="soft">
        Runs <a href={href(`jobs/${id}`, { run })}>{original.template} {original.version}</a> again with changes, as a job of its
        own. What the changes do not touch is answered from the record and costs nothing.
      </p>
      <Where form={form} original={original} />
      {form.fromStart.value ? <Seeds form={form} seeds={seeds} /> : null}
      <Settings form={form} original={original} />
      <Trouble failure={form.failure.value} what="The run was not forked." />
      <div>
        <button class="primary" disabled={form.busy.value}>
          Fork the run
        </button>
      </div>
    </form>
  );
}

function Where({ form, original }: { form: Form; original: JobState }) {
  return (
    <fieldset class="row">
      <legend>Where the changes start</legend>
      <select
        aria-label="Where the changes start"
        value={form.where.value}
        onChange={e => (form.where.value = e.currentTarget.value as "" | "cycle" | "sequence")}
      >
        <option value="">from the start</option>
        <option value="cycle">after a cycle</option>
        <option value="sequence">after an event</option>
      </select>
      {form.fromStart.value ? null : (
        <label class="row">
          <span class="soft">
            {form.where.value === "cycle" ? `0 to ${original.cycles}` : `0 to ${original.last_sequence}`}
          </span>
          <input
            required
            inputMode="numeric"
            pattern="[0-9]+"
            name="after"
            value={form.after.value}
            onInput={e => (form.after.value = e.currentTarget.value)}
          />
          <span class="soft small">A run reads seeds and the version at its start, so you cannot change them here.</span>
        </label>
      )}
    </fieldset>
  );
}

function Seeds({ form, seeds }: { form: Form; seeds: Seed[] }) {
  const changed = (seed: Seed) => (form.seeds.value[seed.id] ?? seed.content) !== seed.content;
  return (
    <details class="key" open={seeds.length <= 8}>
      <summary>Seeds</summary>
      <div class="stack">
        <Few of={seeds} word="seed">
          {seed => (
          <label class="field">
            <span class="label mono">
              {seed.id} {changed(seed) ? <span class="soft">changed</span> : null}
            </span>
            <textarea
              dir="auto"
              value={form.seeds.value[seed.id] ?? seed.content}
              onInput={e => (form.seeds.value = { ...form.seeds.value, [seed.id]: e.currentTarget.value })}
            />
          </label>
          )}
        </Few>
        {form.added.value.map((seed, i) => {
          const change = (changes: Partial<typeof seed>) =>
            (form.added.value = form.added.value.map((one, at) => (at === i ? { ...one, ...changes } : one)));
          return (
            <div class="stack">
              <label class="row">
                <span class="soft">Id</span>
                <input class="mono" required value={seed.id} onInput={e => change({ id: e.currentTarget.value })} />
              </label>
              <textarea
                aria-label={`Text of ${seed.id || "the new seed"}`}
                dir="auto"
                value={seed.content}
                onInput={e => change({ content: e.currentTarget.value })}
              />
            </div>
          );
        })}
        <div>
          <button type="button" onClick={() => (form.added.value = [...form.added.value, { id: "", content: "" }])}>
            Add a seed
          </button>
        </div>
      </div>
    </details>
  );
}

function Settings({ form, original }: { form: Form; original: JobState }) {
  const name = encodeURIComponent(original.template);
  const list = useLoad<TemplateList>("api/v1/templates");
  const read = useLoad<Template>(`api/v1/templates/${name}${query({ version: original.version })}`);
  const versions = list.value.value?.templates.find(one => one.name === original.template)?.versions ?? [];
  const asked = (read.value.value?.agents ?? []).filter(agent => agent.kind === "llm");
  return (
    <>
      <details class="key" open>
        <summary>Version, models and mode</summary>
        <div class="cards">
          {form.fromStart.value ? (
            <label class="field">
              <span class="label">Version of the template</span>
              <select value={form.version.value} onChange={e => (form.version.value = e.currentTarget.value)}>
                <option value="">{original.version}, as it was</option>
                {versions.filter(version => version !== original.version).map(version => <option value={version}>{version}</option>)}
              </select>
              <Problem failure={form.failure.value} pointer="/version" />
            </label>
          ) : null}
          <label class="field">
            <span class="label">Mode</span>
            <select value={form.mode.value} onChange={e => (form.mode.value = e.currentTarget.value)}>
              <option value="">{original.mode}, as it was</option>
              {["offline", "live", "recorded"].filter(mode => mode !== original.mode).map(mode => <option value={mode}>{mode}</option>)}
            </select>
            <Problem failure={form.failure.value} pointer="/mode" />
          </label>
          <ModelField label="Model of every agent" value={form.model.value} onInput={value => (form.model.value = value)} />
          {asked.map(agent => (
            <ModelField
              label={`Model of ${agent.id}`}
              value={form.models.value[agent.id] ?? ""}
              onInput={value => (form.models.value = { ...form.models.value, [agent.id]: value })}
            />
          ))}
        </div>
      </details>
      <details class="key">
        <summary>Budget</summary>
        <div class="cards">
          <Limits values={form.budget} standard={original.budget as Record<string, unknown>} failure={form.failure.value} />
        </div>
      </details>
      {open.value ? (
        <label class="field">
          <span class="label">Your name</span>
          <input maxLength={200} value={claimedName.value} onInput={e => claim(e.currentTarget.value)} />
        </label>
      ) : null}
    </>
  );
}

function ModelField({ label, value, onInput }: { label: string; value: string; onInput: (value: string) => void }) {
  return (
    <label class="field">
      <span class="label">{label}</span>
      <input placeholder="provider/model" spellcheck={false} value={value} onInput={e => onInput(e.currentTarget.value)} />
    </label>
  );
}
