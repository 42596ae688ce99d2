/** Which agent asked which model, what came of it and what it cost. */
import { useEffect } from "preact/hooks";
import type { Event } from "../../api/types.ts";
import { count, money, took } from "../../format.ts";
import { href } from "../../route.ts";
import type { Run } from "../../run/follow.ts";
import { modelUse } from "../../run/views.ts";
import { Empty, Loading, Scroll, Trouble } from "../../ui/basics.tsx";

export function ModelsTab({ run }: { run: Run }) {
  useEffect(() => void run.readEvents(), [run]);
  const events = run.events.value;
  if (run.eventsFailure.value) return <Trouble failure={run.eventsFailure.value} />;
  if (!events) return <Loading what="events" />;
  const rows = modelUse(events);
  const without = events.filter(event => event.type === "agent_failed" && event.kind === "no_model");
  return (
    <div class="stack">
      {without.length > 0 ? <NoModel events={without} /> : null}
      {rows.length === 0 ? (
        <Empty title="No model was called">
          <p>The agents of this run used only rules or searches.</p>
        </Empty>
      ) : (
        <Scroll label="Model calls">
          <table>
            <thead>
              <tr>
                <th>Agent</th>
                <th>Model</th>
                <th class="n">Calls</th>
                <th>Outcomes</th>
                <th class="n">Tokens in</th>
                <th class="n">Tokens out</th>
                <th class="n">Cost</th>
                <th class="n">Time</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(row => (
                <tr>
                  <td>
                    <a href={href(`jobs/${run.id}`, { run: run.runId, tab: "events", agent: row.agent, type: "model_called" })}>{row.agent}</a>
                  </td>
                  <td class="mono">{row.model}</td>
                  <td class="n">{count(row.calls)}</td>
                  <td>
                    {Object.entries(row.outcomes)
                      .map(([outcome, n]) => `${count(n)} ${outcome.replaceAll("_", " ")}`)
                      .join(", ")}
                  </td>
                  <td class="n">{count(row.input)}</td>
                  <td class="n">{count(row.output)}</td>
                  <td class="n">{money(row.cost)}</td>
                  <td class="n">{took(row.ms)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </div>
  );
}

function NoModel({ events }: { events: Event[] }) {
  return (
    <section class="stack">
      <h2>No model was available</h2>
      {events.slice(-10).map(event => {
        const failed = event as Extract<Event, { type: "agent_failed" }>;
        return (
          <div class="card stack">
            <div>
              <strong>{failed.agent}</strong>, cycle {failed.cycle}: {failed.message}
            </div>
            {failed.candidates?.length ? (
              <Scroll label={`Models for ${failed.agent}`}>
                <table>
                  <thead>
                    <tr>
                      <th>Model</th>
                      <th>What it lacks</th>
                      <th>What to do</th>
                    </tr>
                  </thead>
                  <tbody>
                    {failed.candidates.map(one => (
                      <tr>
                        <td class="mono">{one.model}</td>
                        <td>{one.lacks}</td>
                        <td>{one.fix}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
            ) : null}
          </div>
        );
      })}
    </section>
  );
}
