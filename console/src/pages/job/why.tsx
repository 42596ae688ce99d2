/** Why each agent ran or did not run, cycle by cycle, and what holds it back now. */
import { useEffect } from "preact/hooks";
import { query } from "../../api/client.ts";
import { isFinal, type Explanation } from "../../api/types.ts";
import { count } from "../../format.ts";
import { param, set } from "../../route.ts";
import type { Run } from "../../run/follow.ts";
import { Empty, Loading, Scroll, Trouble } from "../../ui/basics.tsx";
import { useLoad } from "../../ui/load.ts";

/** Cycles on the screen at once: cells, not rows, make a page heavy. */
const SHOWN = 12;
const MOST_CELLS = 1200;

export function WhyTab({ run }: { run: Run }) {
  const job = run.job.value!;
  const read = useLoad<Explanation>(`api/v1/jobs/${encodeURIComponent(run.id)}/explain${query({ run: run.runId })}`);
  useEffect(() => {
    if (read.value.peek()) void read.again();
  }, [job.cycles, job.status]);
  const found = read.value.value;
  if (!found) return read.failure.value ? <Trouble failure={read.failure.value} /> : <Loading what="the explanation" />;
  const past = found.cycles.slice(0, -1);
  const now = found.cycles.at(-1);
  if (!now || now.agents.length === 0) return <Empty title="The template has no agents" />;
  const wide = Math.max(1, Math.min(SHOWN, Math.floor(MOST_CELLS / now.agents.length)));
  const last = Math.min(past.length, Number(param("upto")) || past.length);
  const shown = past.slice(Math.max(0, last - wide), last);
  return (
    <div class="stack">
      <div class="row between">
        <p>
          Each cell says why an agent ran or did not run in a cycle. The first column says what{" "}
          {isFinal(job.status) ? "held it back when the run ended" : "holds it back now"}.
        </p>
        {past.length > wide ? (
          <div class="row">
            <button type="button" disabled={last - wide <= 0} onClick={() => set({ upto: String(Math.max(wide, last - wide)) })}>
              Earlier cycles
            </button>
            <span class="soft">
              {count(shown[0]?.cycle ?? 0)} to {count(shown.at(-1)?.cycle ?? 0)} of {count(past.length)}
            </span>
            <button type="button" disabled={last >= past.length} onClick={() => set({ upto: last + wide >= past.length ? null : String(last + wide) })}>
              Later cycles
            </button>
          </div>
        ) : null}
      </div>
      <Scroll label="Agents by cycle">
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">Agent</th>
              <th scope="col">{isFinal(job.status) ? "At the end" : "Now"}</th>
              {[...shown].reverse().map(cycle => (
                <th scope="col">Cycle {cycle.cycle}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {now.agents.map(agent => (
              <tr>
                <th scope="row">{agent.agent}</th>
                <td>{agent.why}</td>
                {[...shown].reverse().map(cycle => {
                  const cell = cycle.agents.find(one => one.agent === agent.agent);
                  return (
                    <td>
                      {cell ? (
                        <>
                          {cell.ran ? <span class="ran">✓ ran. </span> : <span class="soft">– did not run. </span>}
                          {cell.why}
                        </>
                      ) : null}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </div>
  );
}
