/** Two runs beside each other, as the server compares them. */
import type * as preact from "preact";
import { query } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";
import { isFinal } from "../api/types.ts";
import { count, money, plural, took, words } from "../format.ts";
import { href, param } from "../route.ts";
import { Empty, Loading, NoPage, Scroll, StatusMark, useTitle } from "../ui/basics.tsx";
import { useLoad } from "../ui/load.ts";

type Comparison = components["schemas"]["Comparison"];
type ComparedRun = components["schemas"]["ComparedRun"];
type Changed = components["schemas"]["FactChanges"]["changed"][number];
type ComparedFact = components["schemas"]["ComparedFact"];
type Member = components["schemas"]["ChangedMember"];
type Rejection = components["schemas"]["ComparedRejection"];

/** The most entries of one list that are shown. */
const SHOWN = 60;

/** A run in an address: its id, after that of its job where the address is an old one. */
function runOf(name: string): string {
  return param(name).split("/").at(-1) ?? "";
}

export function ComparePage() {
  useTitle("Compare runs");
  const [a, b] = [runOf("a"), runOf("b")];
  const read = useLoad<Comparison>(a && b ? `api/v1/runs/compare${query({ a, b })}` : null);
  const found = read.value.value;
  if (!a || !b) {
    return (
      <Empty main title="Choose two runs">
        <p>
          Select two jobs in the <a href={href("jobs")}>list</a>, or open the proof of a job with several runs.
        </p>
      </Empty>
    );
  }
  if (read.failure.value) return <NoPage title="These runs cannot be compared" failure={read.failure.value} />;
  if (!found) return <Loading what="both runs" />;
  const goesOn = !isFinal(found.a.status) || !isFinal(found.b.status);
  return (
    <div class="stack">
      <div class="row between">
        <h1>Compare runs</h1>
        {goesOn ? (
          <button type="button" onClick={() => void read.again()}>
            Compare again
          </button>
        ) : null}
      </div>
      <Sides found={found} />
      <Verdict found={found} goesOn={goesOn} />
      {found.set_up.length > 0 ? (
        <section class="stack">
          <h2>Set up differently</h2>
          <Members members={found.set_up} />
        </section>
      ) : null}
      <FirstDifference found={found} />
      <FactChanges title="Seeds" changes={found.seeds} />
      <FactChanges title="Facts" changes={found.facts} />
      <Rejections rejected={found.rejected} />
      <Agents agents={found.agents} />
    </div>
  );
}

function Verdict({ found, goesOn }: { found: Comparison; goesOn: boolean }) {
  if (goesOn) {
    return (
      <p class="note" role="status">
        A run has not ended yet. This is how they differ so far.
      </p>
    );
  }
  const text = found.alike
    ? "✓ The runs are identical: nothing differs but times and costs."
    : found.same_result
      ? "✓ Both runs came to the same result: their hashes are equal."
      : "✗ The runs came to different results.";
  return (
    <p class={found.same_result ? "note" : "error"} role="status">
      {text}
    </p>
  );
}

function FirstDifference({ found }: { found: Comparison }) {
  const first = found.first_difference;
  return (
    <section class="stack">
      <h2>First event that differs</h2>
      {first ? (
        <>
          <div class="two">
            {(["a", "b"] as const).map((side, i) => {
              const [run, event] = [found[side], first[side]];
              return (
                <div class="card">
                  <h3>{i === 0 ? "First run" : "Second run"}</h3>
                  {event ? (
                    <p>
                      <a href={href(`jobs/${run.job_id}`, { run: run.run_id, tab: "events", event: String(event.sequence) })}>
                        {event.sequence} · {event.type.replaceAll("_", " ")}
                      </a>
                      , cycle {event.cycle}
                      {event.agent ? `, ${event.agent}` : ""}
                    </p>
                  ) : (
                    <p class="soft">It ended before.</p>
                  )}
                </div>
              );
            })}
          </div>
          {first.members.length > 0 ? <Members members={first.members} /> : null}
        </>
      ) : (
        <p class="soft">None: they differ only in times and costs.</p>
      )}
    </section>
  );
}

function FactChanges({ title, changes }: { title: string; changes: components["schemas"]["FactChanges"] }) {
  const differ = changes.changed.length + changes.renumbered.length + changes.only_a.length + changes.only_b.length;
  return (
    <section class="stack">
      <h2>
        {title} <span class="soft">{count(changes.same)} the same, {count(differ + (changes.left_out ?? 0))} not</span>
      </h2>
      {changes.changed.slice(0, SHOWN).map(change => (
        <ChangedFact key={`${change.key} ${change.id}`} change={change} />
      ))}
      <Only facts={changes.only_a} where="only in the first run" />
      <Only facts={changes.only_b} where="only in the second run" />
      {changes.renumbered.length > 0 ? (
        <p>
          The same under another id:{" "}
          {changes.renumbered.slice(0, SHOWN).map(one => `${one.id_a} → ${one.id_b}`).join(", ")}
          {changes.renumbered.length > SHOWN ? ` and ${count(changes.renumbered.length - SHOWN)} more` : ""}
        </p>
      ) : null}
      {changes.changed.length > SHOWN ? <p class="soft">and {count(changes.changed.length - SHOWN)} more that changed</p> : null}
    </section>
  );
}

function ChangedFact({ change }: { change: Changed }) {
  return (
    <article class="fact">
      <div class="head">
        <strong class="mono">{change.id}</strong>
        <span class="soft small">changed, {change.key}</span>
      </div>
      {change.words ? <Words words={change.words} /> : null}
      {change.members && change.members.length > 0 ? <Members members={joined(change.members)} /> : null}
    </article>
  );
}

/** Texts that have less in common and differ in more places are read one after the other, not word by word. */
const ALIKE = 0.75;
const PLACES = 6;

function Words({ words }: { words: NonNullable<Changed["words"]> }) {
  const length = (pick: (word: (typeof words)[number]) => string | undefined) =>
    words.reduce((sum, word) => sum + (pick(word)?.length ?? 0), 0);
  const same = length(word => word.same);
  const before = same + length(word => word.removed);
  const after = same + length(word => word.added);
  const places = words.filter(word => word.same === undefined).length;
  if (places > PLACES && same < ALIKE * Math.max(before, after)) {
    return (
      <>
        <p class="text" dir="auto">
          <del>{words.map(word => word.same ?? word.removed ?? "").join("")}</del>
        </p>
        <p class="text" dir="auto">
          <ins>{words.map(word => word.same ?? word.added ?? "").join("")}</ins>
        </p>
      </>
    );
  }
  return (
    <p class="text" dir="auto">
      {words.map(word =>
        word.removed !== undefined ? (
          <del>{word.removed}</del>
        ) : word.added !== undefined ? (
          <ins>{word.added}</ins>
        ) : (
          <span>{word.same}</span>
        ),
      )}
    </p>
  );
}

/** The grounds of a fact are one thing to read, however many of them differ. */
function joined(members: Member[]): Member[] {
  const cites = members.filter(member => member.pointer.startsWith("/cites/"));
  if (cites.length === 0) return members;
  const all = (side: "a" | "b") => cites.flatMap(member => (member[side] === undefined ? [] : [String(member[side])]));
  const [a, b] = [all("a"), all("b")];
  const only = (these: string[], those: string[]) => these.filter(id => !those.includes(id)).join(", ") || undefined;
  const rest = members.filter(member => !cites.includes(member));
  const [left, right] = [only(a, b), only(b, a)];
  return left || right ? [{ pointer: "rests on, unlike the other", a: left, b: right } as Member, ...rest] : rest;
}

function Only({ facts, where }: { facts: ComparedFact[]; where: string }) {
  return (
    <>
      {facts.slice(0, SHOWN).map(fact => (
        <article class="fact" key={`${where} ${fact.id}`}>
          <div class="head">
            <strong class="mono">{fact.id}</strong>
            <span class="soft small">
              {where}, {fact.key}
              {fact.agent ? `, ${fact.agent}` : ""}
            </span>
          </div>
          <p class="text" dir="auto">
            {fact.content}
          </p>
        </article>
      ))}
      {facts.length > SHOWN ? (
        <p class="soft">
          and {count(facts.length - SHOWN)} more {where}
        </p>
      ) : null}
    </>
  );
}

/** Places at which two values differ. */
function Members({ members }: { members: Member[] }) {
  const shown = (value: unknown) =>
    value === undefined ? (
      <span class="soft">nothing</span>
    ) : typeof value === "string" ? (
      <span dir="auto">{value}</span>
    ) : (
      <code>{JSON.stringify(value)}</code>
    );
  return (
    <Scroll label="What differs">
      <table>
        <thead>
          <tr>
            <th>What</th>
            <th>First run</th>
            <th>Second run</th>
          </tr>
        </thead>
        <tbody>
          {members.slice(0, SHOWN).map(member => (
            <tr>
              <th scope="row" class="mono">
                {words(member.pointer.replace(/^\//, "").replaceAll("/", " "))}
              </th>
              <td>{shown(member.a)}</td>
              <td>{shown(member.b)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Rejections({ rejected }: { rejected: Comparison["rejected"] }) {
  if (rejected.only_a.length + rejected.only_b.length === 0) return null;
  const list = (title: string, rows: Rejection[]) =>
    rows.length > 0 ? (
      <div>
        <h3>{title}</h3>
        <ul>
          {rows.slice(0, SHOWN).map(one => (
            <li>
              {one.agent}, {one.key}: {one.message}
            </li>
          ))}
        </ul>
      </div>
    ) : null;
  return (
    <section class="stack">
      <h2>Rejected proposals</h2>
      <div class="two">
        {list("Only in the first run", rejected.only_a)}
        {list("Only in the second run", rejected.only_b)}
      </div>
    </section>
  );
}

function Agents({ agents }: { agents: Comparison["agents"] }) {
  const used = (agent: components["schemas"]["ComparedAgent"] | undefined) =>
    agent
      ? `${plural(agent.attempts, "answer")}, ${plural(agent.calls, "model call")}, ${plural(agent.tokens, "token")}, ${money(agent.cost_usd)}, ${took(agent.duration_ms)}`
      : "did not run";
  return (
    <section class="stack">
      <h2>What each agent used</h2>
      <Scroll label="What each agent used">
        <table>
          <thead>
            <tr>
              <th>Agent</th>
              <th>First run</th>
              <th>Second run</th>
            </tr>
          </thead>
          <tbody>
            {agents.map(one => (
              <tr>
                <th scope="row">{one.agent}</th>
                <td>{used(one.a)}</td>
                <td>{used(one.b)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Sides({ found }: { found: Comparison }) {
  const rows: [string, (run: ComparedRun) => preact.ComponentChild][] = [
    ["Status", run => <StatusMark status={run.status} />],
    ["Template", run => run.template],
    ["Mode", run => run.mode],
    ["Cycles", run => count(run.cycles)],
    ["Facts", run => count(run.facts)],
    ["Ran", run => took(run.running_ms)],
    ["Tokens", run => count(run.tokens)],
    ["Cost", run => money(run.cost_usd)],
    ["Result hash", run => <span class="mono small">{run.result_hash ?? "–"}</span>],
  ];
  return (
    <Scroll label="Both runs">
      <table>
        <thead>
          <tr>
            <th>
              <span class="hide">What</span>
            </th>
            <th>
              <a href={href(`jobs/${found.a.job_id}`, { run: found.a.run_id })}>First run</a>
            </th>
            <th>
              <a href={href(`jobs/${found.b.job_id}`, { run: found.b.run_id })}>Second run</a>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, show]) => (
            <tr>
              <th scope="row">{name}</th>
              <td>{show(found.a)}</td>
              <td>{show(found.b)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
