/** Both files of a template, with their problems as one writes; installed as a new version. */
import type * as preact from "preact";
import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Failure, get, post, query, send } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";
import type { JobPage, Template } from "../api/types.ts";
import { go, href, param } from "../route.ts";
import { may } from "../session.ts";
import { asFailure, Loading, NoPage, Trouble, useTitle } from "../ui/basics.tsx";
import { useLoad } from "../ui/load.ts";
import { useText } from "./templates.tsx";

type Problem = components["schemas"]["Validation"]["problems"][number];

const PAUSE = 500;

export function EditPage({ name }: { name: string }) {
  useTitle(`Edit ${name}`);
  const wanted = param("version") || null;
  const template = useLoad<Template>(
    `api/v1/templates/${encodeURIComponent(name)}${wanted ? `?version=${encodeURIComponent(wanted)}` : ""}`,
  );
  const version = template.value.value?.version ?? null;
  const spec = useText(name, version, "spec");
  const wiring = useText(name, version, "wiring");
  if (template.failure.value) return <NoPage title="This template cannot be edited" failure={template.failure.value} />;
  if (spec === null || wiring === null || !template.value.value) return <Loading what="the template" />;
  return <Editor name={name} spec={spec} wiring={wiring} versions={template.value.value.versions} />;
}

function Editor(props: { name: string; spec: string; wiring: string; versions: string[] }) {
  const spec = useSignal(props.spec);
  const wiring = useSignal(props.wiring);
  const problems = useSignal<Problem[] | null>(null);
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  const specBox = useRef<HTMLTextAreaElement>(null);
  const wiringBox = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    let here = true;
    const timer = setTimeout(async () => {
      try {
        const found = await post<components["schemas"]["Validation"]>("api/v1/templates/validate", {
          spec: spec.value,
          wiring: wiring.value,
        });
        if (!here) return;
        problems.value = found.problems;
        failure.value = null;
      } catch (error) {
        if (here) failure.value = asFailure(error);
      }
    }, PAUSE);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [spec.value, wiring.value]);
  const version = /^version:\s*["']?([^\s"'#]+)/m.exec(wiring.value)?.[1] ?? "";
  const name = /^name:\s*["']?([^\s"'#]+)/m.exec(wiring.value)?.[1] ?? props.name;
  // What is installed stays as it is.
  const taken = name === props.name && props.versions.includes(version);
  const refused = busy.value || problems.value === null || problems.value.length > 0 || !version || taken;
  const install = async (next: () => string | Promise<string>) => {
    busy.value = true;
    try {
      await send(`api/v1/templates/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`, {
        method: "PUT",
        body: { spec: spec.value, wiring: wiring.value },
      });
      go(await next());
    } catch (error) {
      failure.value = asFailure(error);
      busy.value = false;
    }
  };
  const show = (problem: Problem) => {
    const inSpec = /\.(feature|truths?)$/.test(problem.file);
    const box = (inSpec ? specBox : wiringBox).current;
    if (!box) return;
    const lines = box.value.split("\n");
    const from = lines.slice(0, problem.line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    box.focus();
    box.setSelectionRange(from, from + (lines[problem.line - 1]?.length ?? 0));
    box.scrollTop = Math.max(0, (problem.line - 5) * 20);
  };
  return (
    <div class="stack">
      <div class="row between">
        <h1>Edit {props.name}</h1>
        <div class="row">
          <a href={href(`templates/${props.name}`)}>Leave</a>
          {may("templates") ? (
            <>
              <button type="button" disabled={refused} onClick={() => void install(() => href(`templates/${name}`, { version }))}>
                Install as {version || "a version"}
              </button>
              {may("submit") ? (
                <button type="button" class="primary" disabled={refused} onClick={() => void install(() => trial(name, version))}>
                  Install and try
                </button>
              ) : null}
            </>
          ) : null}
        </div>
      </div>
      <p class="soft">
        A version never changes. {taken ? `${version} is installed: to` : "To"} install what you change here, set a new{" "}
        <code>version</code> in the wiring.
      </p>
      <Trouble failure={failure.value} />
      <div role="status">
        {problems.value === null ? null : problems.value.length === 0 ? (
          <p class="note">✓ The template is valid.</p>
        ) : (
          <ul class="error plainlist">
            {problems.value.slice(0, 50).map(problem => (
              <li>
                <button type="button" class="plain" onClick={() => show(problem)}>
                  {problem.file}:{problem.line}:{problem.column}
                </button>{" "}
                {problem.message}
              </li>
            ))}
          </ul>
        )}
      </div>
      <div class="two">
        <Source label="Spec" text={spec} box={specBox} />
        <Source label="Wiring" text={wiring} box={wiringBox} />
      </div>
    </div>
  );
}

/** The form for a job of a version, with the seeds of the last job of its template or with an example. */
async function trial(name: string, version: string): Promise<string> {
  const last = (await get<JobPage>(`api/v1/jobs${query({ template: name, limit: 10 })}`)).jobs.find(job => !job.erased_at);
  return href("new", last ? { from: last.job_id, version } : { template: name, version, example: "1" });
}

function Source({ label, text, box }: { label: string; text: Signal<string>; box: preact.RefObject<HTMLTextAreaElement | null> }) {
  return (
    <label class="field">
      <span class="label">{label}</span>
      <textarea class="source" spellcheck={false} ref={box} value={text.value} onInput={e => (text.value = e.currentTarget.value)} />
    </label>
  );
}
