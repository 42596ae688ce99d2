/** What the run came to: the declared outputs first, then everything else by key. */
import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Fact, Job } from "../../api/types.ts";
import { isFinal } from "../../api/types.ts";
import { count, plural } from "../../format.ts";
import { href, param, place, set } from "../../route.ts";
import { Empty } from "../../ui/basics.tsx";
import { byId, FactCard, Json, type FactLinks } from "../../ui/facts.tsx";

/** Facts of one key on the screen at once. */
const SHOWN = 40;

export function ResultTab({ job }: { job: Job }) {
  const outputs = job.outputs;
  const find = param("find");
  const chosen = param("fact");
  const query = place.value.query;
  const run = query.get("run");
  const links: FactLinks = {
    known: byId(job.facts),
    chosen,
    address: id => href(`jobs/${job.job_id}`, { run, fact: id }),
  };
  const keys = Object.keys(job.facts);
  const first = outputs.filter(key => keys.includes(key));
  const rest = keys.filter(key => !first.includes(key)).sort(
    (a, b) => last(job.facts[b]!) - last(job.facts[a]!) || (a < b ? -1 : 1),
  );
  const matches = (fact: Fact) =>
    !find ||
    fact.content.toLowerCase().includes(find.toLowerCase()) ||
    fact.id.toLowerCase().includes(find.toLowerCase()) ||
    JSON.stringify(fact.data ?? "").toLowerCase().includes(find.toLowerCase());
  useEffect(() => {
    if (chosen) document.getElementById(`fact-${chosen}`)?.scrollIntoView({ block: "center" });
  }, [chosen]);
  if (keys.length === 0) return <Empty title="No facts yet">They appear here as agents find them.</Empty>;
  return (
    <div class="stack">
      <div class="row between">
        <label class="row">
          <span class="soft">Find in facts</span>
          <input type="search" value={find} onInput={e => set({ find: e.currentTarget.value || null, fact: null })} />
        </label>
        <Json value={job.facts} label="Copy facts as JSON" />
      </div>
      {first.map(key => (
        <section class="stack" aria-label={key}>
          <h2>
            {key} <span class="soft">{count(job.facts[key]!.length)}</span>
          </h2>
          <Facts facts={job.facts[key]!.filter(matches)} links={links} mark={find} />
        </section>
      ))}
      {outputs.length > 0 && first.length === 0 ? (
        <p class="note">
          {isFinal(job.status) ? "The run ended without" : "There are no"} facts under {outputs.join(" or ")}
          {isFinal(job.status) ? "." : " yet."}
        </p>
      ) : null}
      {first.length > 0 && rest.length > 0 ? <h2 class="soft">How it was made</h2> : null}
      <div>
        {rest.map((key, i) => (
          <Key
            name={key}
            facts={job.facts[key]!.filter(matches)}
            total={job.facts[key]!.length}
            open={!!find || job.facts[key]!.some(fact => fact.id === chosen) || (outputs.length === 0 && i === 0)}
            links={links}
            mark={find}
          />
        ))}
      </div>
    </div>
  );
}

function last(facts: Fact[]): number {
  return facts.at(-1)?.cycle ?? 0;
}

function Key(props: { name: string; facts: Fact[]; total: number; open: boolean; links: FactLinks; mark: string }) {
  const open = useSignal(props.open);
  useEffect(() => {
    if (props.open) open.value = true;
  }, [props.open]);
  if (props.mark && props.facts.length === 0) return null;
  return (
    <details class="key" open={open.value} onToggle={e => (open.value = e.currentTarget.open)}>
      <summary>
        {props.name}{" "}
        <span class="soft">
          {props.mark ? `${count(props.facts.length)} of ${count(props.total)}` : count(props.total)}
        </span>
      </summary>
      {open.value ? <Facts facts={props.facts} links={props.links} mark={props.mark} /> : null}
    </details>
  );
}

function Facts({ facts, links, mark }: { facts: Fact[]; links: FactLinks; mark: string }) {
  const most = useSignal(SHOWN);
  const at = facts.findIndex(fact => fact.id === links.chosen);
  const shown = useComputed(() => Math.max(most.value, at + 1));
  return (
    <div class="facts">
      {facts.slice(0, shown.value).map(fact => (
        <FactCard key={fact.id} fact={fact} links={links} mark={mark} />
      ))}
      {facts.length > shown.value ? (
        <div>
          <button type="button" onClick={() => (most.value += SHOWN)}>
            {plural(facts.length - shown.value, "more fact")}
          </button>
        </div>
      ) : null}
    </div>
  );
}
