/** Submitting a job: a form from the template's seeds, or the same as JSON. */
import { computed, signal, useComputed, useSignal, type Signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Failure, post } from "../api/client.ts";
import type { Accepted, Capabilities, Submission, SubmittedJob, Template, TemplateList } from "../api/types.ts";
import { base } from "../base.ts";
import { example, hasExample, type Seed } from "../examples.ts";
import { go, href, param } from "../route.ts";
import { may, open, session } from "../session.ts";
import { asFailure, Copy, Loading, Trouble, useTitle } from "../ui/basics.tsx";
import { Few, SHOWN } from "../ui/few.tsx";
import { asBudget, Limits, Problem } from "../ui/limits.tsx";
import { useLoad } from "../ui/load.ts";
import { DataFields, type DataSchema } from "./new-data.tsx";

interface SeedField {
  n: number;
  id: string;
  content: string;
  data: string;
}

interface Rule {
  id_prefix: string;
  required: boolean;
  description: string;
  /** The JSON Schema of the seed's data, where the template says what it carries. */
  data?: DataSchema;
}

/** Numbers for fields, so that they keep their place when others go. */
let last = 0;

class Form {
  readonly template = signal("");
  readonly version = signal("");
  readonly seeds = signal<SeedField[]>([]);
  readonly mode = signal("");
  readonly correlation = signal("");
  readonly metadata = signal<[string, string][]>([]);
  readonly budget = signal<Record<string, string>>({});
  readonly actor = signal("");
  /** Made once: sending the form twice makes one job. */
  readonly key = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;

  readonly body = computed((): Submission => {
    const body: Record<string, unknown> = {
      template: this.template.value,
      seeds: this.seeds.value.filter(seed => seed.content.trim() || seed.data.trim()).map(toSeed),
    };
    if (this.version.value) body["version"] = this.version.value;
    if (this.mode.value) body["mode"] = this.mode.value;
    if (this.correlation.value.trim()) body["correlation_id"] = this.correlation.value.trim();
    if (this.actor.value.trim()) body["actor"] = this.actor.value.trim();
    const metadata = this.metadata.value.filter(([name]) => name.trim());
    if (metadata.length > 0) body["metadata"] = Object.fromEntries(metadata.map(([name, value]) => [name.trim(), value]));
    const budget = asBudget(this.budget.value);
    if (budget) body["budget"] = budget;
    return body as Submission;
  });

  /** Puts seeds in the place of those that are there. */
  seed(seeds: Seed[]): void {
    this.seeds.value = seeds.map(seed => ({ ...seed, n: ++last, data: "" }));
  }

  /** Takes over a submission, such as an earlier one. */
  fill(body: Submission): void {
    this.template.value = body.template;
    this.version.value = body.version ?? "";
    this.seeds.value = body.seeds.map(seed => ({
      n: ++last,
      id: seed.id,
      content: seed.content,
      data: seed.data ? JSON.stringify(seed.data, null, 2) : "",
    }));
    this.mode.value = body.mode ?? "";
    this.correlation.value = body.correlation_id ?? "";
    this.metadata.value = Object.entries(body.metadata ?? {}).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    this.budget.value = Object.fromEntries(
      Object.entries(body.budget ?? {}).map(([name, value]) => [name, String(value)]),
    );
  }
}

function toSeed(seed: SeedField): Submission["seeds"][number] {
  const out: Record<string, unknown> = { id: seed.id.trim(), content: seed.content };
  if (seed.data.trim()) {
    try {
      out["data"] = JSON.parse(seed.data);
    } catch {
      out["data"] = seed.data;
    }
  }
  return out as Submission["seeds"][number];
}

export function NewPage() {
  useTitle("New job");
  const form = useMemo(() => new Form(), []);
  const from = param("from");
  const earlier = useLoad<SubmittedJob>(from ? `api/v1/jobs/${encodeURIComponent(from)}/submission` : null);
  const templates = useLoad<TemplateList>("api/v1/templates");
  const capabilities = useLoad<Capabilities>("api/v1/capabilities");
  const asJson = useSignal(false);
  const text = useSignal("");
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  useEffect(() => {
    if (from) return;
    form.template.value = param("template");
    form.version.value = param("version");
    if (param("example")) form.seed(example(param("template")));
  }, []);
  useEffect(
    () =>
      earlier.value.subscribe(value => {
        if (value) form.fill({ ...value.submission, version: param("version") || value.version });
      }),
    [earlier],
  );
  if (!may("submit")) return <p class="note">You are not allowed to submit jobs: it needs the scope <code>submit</code>.</p>;
  const submit = async () => {
    busy.value = true;
    failure.value = null;
    try {
      const body: unknown = asJson.value ? parse(text.value) : form.body.value;
      const accepted = await post<Accepted>("api/v1/jobs", body, { "Idempotency-Key": form.key });
      go(href(`jobs/${accepted.job_id}`));
    } catch (error) {
      failure.value = asFailure(error);
      busy.value = false;
    }
  };
  return (
    <form
      class="stack"
      onSubmit={event => {
        event.preventDefault();
        void submit();
      }}
    >
      <div class="row between">
        <h1>{from ? "Run again with changes" : "New job"}</h1>
        <div class="row" role="group" aria-label="Form or JSON">
          <button type="button" class="chip" aria-pressed={!asJson.value} onClick={() => toForm(form, text, asJson, failure)}>
            Form
          </button>
          <button
            type="button"
            class="chip"
            aria-pressed={asJson.value}
            onClick={() => {
              if (!asJson.value) text.value = JSON.stringify(form.body.value, null, 2);
              asJson.value = true;
            }}
          >
            JSON
          </button>
        </div>
      </div>
      <Trouble failure={earlier.failure.value} what="The earlier job could not be read." />
      <Trouble failure={templates.failure.value} what="The templates could not be read." />
      {asJson.value ? (
        <label class="field">
          <span class="label">The body of the request</span>
          <textarea class="source" spellcheck={false} value={text.value} onInput={e => (text.value = e.currentTarget.value)} />
        </label>
      ) : (
        <Fields form={form} templates={templates.value.value} failure={failure.value} modes={capabilities.value.value} />
      )}
      <Trouble failure={failure.value} what="The job was not submitted." />
      <div class="row">
        <button class="primary" disabled={busy.value || (!asJson.value && !form.template.value)}>
          Submit the job
        </button>
        <Curl body={asJson.value ? text.value : JSON.stringify(form.body.value)} />
      </div>
    </form>
  );
}

function toForm(form: Form, text: Signal<string>, asJson: Signal<boolean>, failure: Signal<Failure | null>): void {
  if (!asJson.value) return;
  try {
    form.fill(parse(text.value) as Submission);
    asJson.value = false;
    failure.value = null;
  } catch (error) {
    failure.value = asFailure(error);
  }
}

function parse(text: string): unknown {
  try {
    const body = JSON.parse(text) as Submission;
    if (!Array.isArray(body?.seeds)) throw new Failure(0, "seeds: missing (expected: a list)", "", {});
    return body;
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(0, `This is not JSON: ${(error as Error).message}`, "", {});
  }
}

/** The same request for a terminal; the key is left to a variable. */
function Curl({ body }: { body: string }) {
  const key = session.value?.auth === "required" ? ` -H "Authorization: Bearer $CONVERGE_KEY"` : "";
  return (
    <Copy
      label="Copy as curl"
      text={`curl -sS ${base}api/v1/jobs${key} -H 'Content-Type: application/json' -d '${body.replaceAll("'", "'\\''")}'`}
    />
  );
}

function Fields(props: {
  form: Form;
  templates: TemplateList | null;
  failure: Failure | null;
  modes: Capabilities | null;
}) {
  const { form } = props;
  if (!props.templates) return <Loading what="templates" />;
  const name = form.template.value;
  return (
    <>
      <div class="row">
        <label class="field">
          <span class="label">Template</span>
          <select
            value={name}
            required
            onChange={e => {
              form.template.value = e.currentTarget.value;
              form.version.value = "";
            }}
          >
            <option value="">Choose a template</option>
            {props.templates.templates.map(one => (
              <option value={one.name}>{one.name}</option>
            ))}
          </select>
        </label>
        <label class="field">
          <span class="label">Version</span>
          <select value={form.version.value} onChange={e => (form.version.value = e.currentTarget.value)}>
            <option value="">Latest release</option>
            {(props.templates.templates.find(one => one.name === name)?.versions ?? []).map(version => (
              <option value={version}>{version}</option>
            ))}
          </select>
        </label>
      </div>
      {name ? <Seeds key={`${name} ${form.version.value}`} form={form} failure={props.failure} /> : null}
      {name ? <More form={form} failure={props.failure} /> : null}
    </>
  );
}

function Seeds({ form, failure }: { form: Form; failure: Failure | null }) {
  const version = form.version.value;
  const name = encodeURIComponent(form.template.value);
  const read = useLoad<Template>(`api/v1/templates/${name}${version ? `?version=${encodeURIComponent(version)}` : ""}`);
  const template = read.value.value;
  const rules = ((template?.seeds_schema as { "x-seeds"?: Rule[] } | undefined)?.["x-seeds"] ?? []) as Rule[];
  useEffect(() => {
    // Each required kind begins with one empty field.
    const missing = rules.filter(rule => rule.required && !form.seeds.peek().some(seed => seed.id.startsWith(rule.id_prefix)));
    if (missing.length > 0) {
      form.seeds.value = [...form.seeds.peek(), ...missing.map(rule => fresh(form, rule.id_prefix))];
    }
  }, [template]);
  if (read.failure.value) return <Trouble failure={read.failure.value} />;
  if (!template) return <Loading what="the template" />;
  const other = form.seeds.value.filter(seed => !rules.some(rule => seed.id.startsWith(rule.id_prefix)));
  return (
    <>
      {template.description ? <p class="soft">{template.description}</p> : null}
      {hasExample(template.name) && form.seeds.value.every(seed => !seed.content.trim()) ? (
        <div>
          <button type="button" onClick={() => form.seed(example(template.name))}>
            Fill in an example
          </button>
        </div>
      ) : null}
      {rules.map(rule => (
        <fieldset class="stack">
          <legend>
            {rule.id_prefix} {rule.required ? <span class="soft">required</span> : <span class="soft">optional</span>}
          </legend>
          {rule.description ? <p class="soft">{rule.description}</p> : null}
          <Few of={form.seeds.value.filter(seed => seed.id.startsWith(rule.id_prefix))} word="seed">
            {seed => <SeedForm key={seed.n} form={form} seed={seed} failure={failure} schema={rule.data} />}
          </Few>
          <Add form={form} prefix={rule.id_prefix} label={`Add ${rule.id_prefix}…`} />
        </fieldset>
      ))}
      {other.length > 0 || rules.length === 0 ? (
        <fieldset class="stack">
          <legend>{rules.length === 0 ? "Seeds" : "Other seeds"}</legend>
          <Few of={other} word="seed">
            {seed => <SeedForm key={seed.n} form={form} seed={seed} failure={failure} />}
          </Few>
          <Add form={form} prefix="seed:" label="Add a seed" />
        </fieldset>
      ) : null}
    </>
  );
}

function fresh(form: Form, prefix: string): SeedField {
  const used = new Set(form.seeds.peek().map(seed => seed.id));
  let i = 1;
  while (used.has(`${prefix}${i}`)) i++;
  return { n: ++last, id: `${prefix}${i}`, content: "", data: "" };
}

function Add({ form, prefix, label }: { form: Form; prefix: string; label: string }) {
  return (
    <div>
      <button
        type="button"
        onClick={() => {
          const all = form.seeds.value;
          // Where the end of the list is not shown, it would not be seen there.
          const atEnd = all.filter(seed => seed.id.startsWith(prefix)).length < SHOWN;
          form.seeds.value = atEnd ? [...all, fresh(form, prefix)] : [fresh(form, prefix), ...all];
        }}
      >
        {label}
      </button>
    </div>
  );
}

function SeedForm({ form, seed, failure, schema }: { form: Form; seed: SeedField; failure: Failure | null; schema?: DataSchema }) {
  const sent = form.body.value.seeds;
  const at = sent.findIndex(one => one.id === seed.id.trim());
  const problems = failure && at >= 0 ? failure.fields.filter(field => `${field.pointer}/`.startsWith(`/seeds/${at}/`)) : [];
  const change = (changes: Partial<SeedField>) => {
    form.seeds.value = form.seeds.value.map(one => (one.n === seed.n ? { ...one, ...changes } : one));
  };
  return (
    <div class="stack">
      <div class="row">
        <label class="row">
          <span class="soft">Id</span>
          <input class="mono" value={seed.id} onChange={e => change({ id: e.currentTarget.value })} />
        </label>
        <button
          type="button"
          class="plain"
          onClick={() => (form.seeds.value = form.seeds.value.filter(one => one.n !== seed.n))}
        >
          Remove<span class="hide"> {seed.id}</span>
        </button>
      </div>
      <label class="field">
        <span class="hide">Text of {seed.id}</span>
        <textarea dir="auto" value={seed.content} onInput={e => change({ content: e.currentTarget.value })} />
      </label>
      {problems.map(problem => (
        <span class="problem">{problem.message}</span>
      ))}
      {schema ? <DataFields id={seed.id} schema={schema} text={seed.data} change={data => change({ data })} /> : null}
      <details open={!schema && !!seed.data}>
        <summary class="small">{schema ? "Data as JSON" : "Data"}</summary>
        <label class="field">
          <span class="hide">Data of {seed.id} as JSON</span>
          <textarea
            class="mono"
            spellcheck={false}
            placeholder={'{ "name": "value" }'}
            value={seed.data}
            onInput={e => change({ data: e.currentTarget.value })}
          />
        </label>
        <JsonHint text={seed.data} />
      </details>
    </div>
  );
}

function JsonHint({ text }: { text: string }) {
  if (!text.trim()) return null;
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? null : (
      <span class="problem small">Expected: a JSON object in braces.</span>
    );
  } catch (error) {
    return <span class="problem small">Not JSON yet: {(error as Error).message}</span>;
  }
}

function More({ form, failure }: { form: Form; failure: Failure | null }) {
  const template = useLoad<Template>(`api/v1/templates/${encodeURIComponent(form.template.value)}`);
  const standard = template.value.value?.budget as Record<string, unknown> | undefined;
  const any = useComputed(
    () => form.mode.value || form.correlation.value || form.metadata.value.length > 0 || Object.keys(form.budget.value).length > 0,
  );
  return (
    <details class="key" open={!!any.value}>
      <summary>Budget, mode and metadata</summary>
      <div class="stack">
        <div class="cards">
          <Limits values={form.budget} standard={standard} failure={failure} />
          <label class="field">
            <span class="label">Mode</span>
            <select value={form.mode.value} onChange={e => (form.mode.value = e.currentTarget.value)}>
              <option value="">The server's default</option>
              <option value="offline">offline: the built-in reasoner</option>
              <option value="live">live: models</option>
              <option value="recorded">recorded: earlier answers</option>
            </select>
            <Problem failure={failure} pointer="/mode" />
          </label>
          <label class="field">
            <span class="label">Correlation id</span>
            <input value={form.correlation.value} maxLength={200} onInput={e => (form.correlation.value = e.currentTarget.value)} />
            <Problem failure={failure} pointer="/correlation_id" />
          </label>
          {open.value ? (
            <label class="field">
              <span class="label">Your name</span>
              <input value={form.actor.value} maxLength={200} onInput={e => (form.actor.value = e.currentTarget.value)} />
            </label>
          ) : null}
        </div>
        <Metadata form={form} />
      </div>
    </details>
  );
}

function Metadata({ form }: { form: Form }) {
  const change = (i: number, pair: [string, string] | null) => {
    form.metadata.value = form.metadata.value.flatMap((one, at) => (at === i ? (pair ? [pair] : []) : [one]));
  };
  return (
    <fieldset class="stack">
      <legend>Metadata</legend>
      {form.metadata.value.map(([name, value], i) => (
        <div class="row">
          <input aria-label="Name" value={name} onInput={e => change(i, [e.currentTarget.value, value])} />
          <input aria-label="Value" value={value} onInput={e => change(i, [name, e.currentTarget.value])} />
          <button type="button" class="plain" onClick={() => change(i, null)}>
            Remove
          </button>
        </div>
      ))}
      <div>
        <button type="button" onClick={() => (form.metadata.value = [...form.metadata.value, ["", ""]])}>
          Add a member
        </button>
      </div>
    </fieldset>
  );
}
