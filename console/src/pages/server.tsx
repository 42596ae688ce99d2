/** Whether the server is well, what it offers, and who has keys. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Failure, post, send } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";
import type { Capabilities } from "../api/types.ts";
import { base } from "../base.ts";
import { nowAndThen } from "../changes.ts";
import { bytes, count, plural, took } from "../format.ts";
import { may, session } from "../session.ts";
import { Ago, Ask, asFailure, Copy, Loading, Scroll, Trouble, useTitle } from "../ui/basics.tsx";
import { Table } from "../ui/facts.tsx";
import { useLoad } from "../ui/load.ts";

type Check = components["schemas"]["Check"];
type ApiKey = components["schemas"]["ApiKey"];

export function ServerPage() {
  useTitle("Server");
  const checks = useSignal<Check[] | null>(null);
  const failure = useSignal<Failure | null>(null);
  const capabilities = useLoad<Capabilities>("api/v1/capabilities");
  const read = async () => {
    try {
      checks.value = ((await (await send("ready")).json()) as { checks: Check[] }).checks;
      failure.value = null;
    } catch (error) {
      const problem = asFailure(error);
      // A server that is not ready says in the same form what is wrong.
      if (Array.isArray(problem.problem["checks"])) checks.value = problem.problem["checks"] as Check[];
      failure.value = problem;
    }
  };
  useEffect(() => {
    void read();
    return nowAndThen(() => {
      void read();
      void capabilities.again();
    });
  }, [capabilities]);
  const offered = capabilities.value.value;
  return (
    <div class="stack">
      <h1>Server</h1>
      <section class="stack">
        <h2>Checks</h2>
        <Trouble failure={failure.value} />
        {checks.value ? (
          <Scroll label="Checks">
            <table>
              <thead>
                <tr>
                  <th>Dependency</th>
                  <th>State</th>
                </tr>
              </thead>
              <tbody>
                {checks.value.map(check => (
                  <tr>
                    <td>{check.name}</td>
                    <td>
                      {check.state === "ok" ? <span class="status converged">✓ ok</span> : <span class={`status ${check.state.startsWith("ok") ? "waiting" : "failed"}`}>! {check.state}</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        ) : failure.value ? null : (
          <Loading what="checks" />
        )}
        {offered?.open_streams === undefined ? null : (
          <p class="soft">{plural(offered.open_streams, "stream")} of runs open at this server.</p>
        )}
      </section>
      <Trouble failure={capabilities.failure.value} />
      {may("read") ? <Models /> : null}
      {offered ? <Offered offered={offered} /> : null}
      {session.value?.auth === "required" && may("admin") ? <Keys /> : null}
      <p class="soft small">
        <a href={`${base}docs`} target="_self">
          API documentation
        </a>
        {" · "}
        <a href={`${base}openapi.yaml`} target="_self">
          OpenAPI contract
        </a>
      </p>
    </div>
  );
}

/** What the server offers and lets in; for those who look for it. */
function Offered({ offered }: { offered: Capabilities }) {
  const { name, version, limits, open_streams: _, ...rest } = offered as Capabilities & { limits?: Record<string, number> };
  return (
    <section>
      <h2>
        {name} {version}
      </h2>
      <details class="key">
        <summary>What it offers</summary>
        <Table rows={Object.entries(rest).filter(([, value]) => !(Array.isArray(value) && value.length === 0))} />
      </details>
      {limits ? (
        <details class="key">
          <summary>Limits</summary>
          <Table rows={Object.entries(limits).map(([limit, value]) => [limit.replace(/_(ms|bytes)$/, ""), amount(limit, value)])} />
        </details>
      ) : null}
    </section>
  );
}

function amount(limit: string, value: number): string {
  return limit.endsWith("_ms") ? took(value) : limit.endsWith("_bytes") ? bytes(value) : count(value);
}

/** Which providers are set up, and which model each agent would get. */
function Models() {
  const models = useLoad<components["schemas"]["Models"]>("api/v1/models");
  const found = models.value.value;
  const ready = found?.providers.some(provider => provider.ready) ?? false;
  return (
    <section class="stack">
      <h2>Models</h2>
      <Trouble failure={models.failure.value} what="The models could not be read." />
      {found ? (
        <>
          {ready ? null : (
            <p>
              No provider is set up, so jobs can run <strong>offline</strong> or from recordings only. To ask models, set the variable of one
              provider in the server's environment and start the server again.
            </p>
          )}
          <Scroll label="Model providers">
            <table>
              <thead>
                <tr>
                  <th>Provider</th>
                  <th>State</th>
                  <th>Where it runs</th>
                </tr>
              </thead>
              <tbody>
                {found.providers.map(provider => (
                  <tr>
                    <td>{provider.name}</td>
                    <td>{provider.ready ? <span class="status converged">✓ set up</span> : <span class="soft">{provider.missing}</span>}</td>
                    <td>{provider.local ? "on your machines" : "remote"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          <p class="soft small">Search of the web for models that do not search themselves: {found.web_search ?? "none"}.</p>
          <h3>Models by agent</h3>
          <p class="soft small">For a live job that is submitted now. Its seeds can still change the choice.</p>
          {found.templates.map(one => (
            <details class="key">
              <summary>
                {one.template} <span class="soft">{one.version}</span>
              </summary>
              <Choices agents={one.agents} />
            </details>
          ))}
        </>
      ) : models.failure.value ? null : (
        <Loading what="models" />
      )}
    </section>
  );
}

function Choices({ agents }: { agents: components["schemas"]["ModelOfAgent"][] }) {
  if (agents.length === 0) return <p class="soft">None of its agents uses a model.</p>;
  return (
    <Scroll label="Models of agents">
      <table>
        <thead>
          <tr>
            <th>Agent</th>
            <th>Model</th>
            <th>Other models that were considered</th>
          </tr>
        </thead>
        <tbody>
          {agents.map(agent => (
            <tr>
              <td>{agent.agent}</td>
              <td>
                {agent.model ?? <span class="status failed">! none</span>}
                {agent.unmet.length > 0 ? <div class="small">without: {agent.unmet.join("; ")}</div> : null}
              </td>
              <td class="small soft">
                {agent.considered
                  .filter(one => one.model !== agent.model)
                  .map(one => (
                    <div>
                      {one.model}: {one.against ?? `at most ${one.cost_usd_at_most} USD a call`}
                    </div>
                  ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

const SCOPES = ["read", "submit", "control", "decide:*", "erase", "templates", "admin"];

function Keys() {
  const list = useLoad<{ keys: ApiKey[] }>("api/v1/keys");
  const name = useSignal("");
  const scopes = useSignal("read submit control");
  const failure = useSignal<Failure | null>(null);
  const made = useSignal<string | null>(null);
  const revoking = useSignal<ApiKey | null>(null);
  return (
    <section class="stack">
      <h2>API keys</h2>
      <Trouble failure={list.failure.value} />
      {list.value.value ? (
        <Scroll label="API keys">
          <table>
            <thead>
              <tr>
                <th>Name</th>
                <th>Scopes</th>
                <th>Created</th>
                <th>Ends</th>
                <th>
                  <span class="hide">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {list.value.value.keys.slice(0, 200).map(key => (
                <tr>
                  <td>
                    {key.name} <span class="soft mono">{key.key_id}</span>
                  </td>
                  <td>{key.scopes.join(" ")}</td>
                  <td>
                    <Ago time={key.created_at} />
                  </td>
                  <td>
                    {key.revoked_at ? "revoked" : key.expires_at ? <Ago time={key.expires_at} /> : "never"}
                  </td>
                  <td>
                    {key.revoked_at ? null : (
                      <button type="button" class="plain" onClick={() => (revoking.value = key)}>
                        Revoke<span class="hide"> {key.name}</span>
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      ) : null}
      <form
        class="row"
        onSubmit={async event => {
          event.preventDefault();
          failure.value = null;
          try {
            const key = await post<{ key: string }>("api/v1/keys", {
              name: name.value.trim(),
              scopes: scopes.value.trim().split(/[\s,]+/),
            });
            made.value = key.key;
            name.value = "";
            await list.again();
          } catch (error) {
            failure.value = asFailure(error);
          }
        }}
      >
        <label class="row">
          <span class="soft">Name</span>
          <input required value={name.value} onInput={e => (name.value = e.currentTarget.value)} />
        </label>
        <label class="row">
          <span class="soft">Scopes</span>
          <input required value={scopes.value} list="scopes" onInput={e => (scopes.value = e.currentTarget.value)} />
        </label>
        <datalist id="scopes">
          {SCOPES.map(scope => (
            <option value={scope} />
          ))}
        </datalist>
        <button>Create a key</button>
      </form>
      <Trouble failure={failure.value} what="The key was not created." />
      {made.value ? (
        <div class="note row" role="status">
          <span>This is the key. It is shown once:</span>
          <code>{made.value}</code>
          <Copy text={made.value} />
          <button type="button" class="plain" onClick={() => (made.value = null)}>
            I have it
          </button>
        </div>
      ) : null}
      {revoking.value ? (
        <Ask
          title={`Revoke the key of ${revoking.value.name}?`}
          text="It stops working immediately. This cannot be undone."
          verb="Revoke"
          danger
          onClose={() => (revoking.value = null)}
          onYes={async () => {
            await send(`api/v1/keys/${encodeURIComponent(revoking.value!.key_id)}`, { method: "DELETE" });
            await list.again();
          }}
        />
      ) : null}
      <p class="soft small">{list.value.value ? `${count(list.value.value.keys.length)} keys.` : ""}</p>
    </section>
  );
}
