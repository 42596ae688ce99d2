/** Signing in with a key, and back to where somebody came from. */
import { useSignal } from "@preact/signals";
import { Failure, get, keep } from "../api/client.ts";
import { go, href, param } from "../route.ts";
import { session, type Session } from "../session.ts";
import { asFailure, Trouble, useTitle } from "../ui/basics.tsx";
import { base, root } from "../base.ts";

/** Why signing in with the organisation did not work. */
const FAULTS: Record<string, string> = {
  denied: "You or your organisation cancelled the sign-in.",
  expired: "The sign-in took longer than 10 minutes or started in another browser. Try again.",
  not_allowed: "Your organisation signed you in, but this server did not accept the sign-in. Ask its operator.",
  unavailable: "Your organisation's sign-in cannot be reached now. Try again later.",
};

export function SignInPage() {
  useTitle("Sign in");
  const text = useSignal("");
  const failure = useSignal<Failure | null>(null);
  const now = session.value;
  const then = param("then");
  const back = () => {
    // Only addresses of the console itself.
    const url = new URL(root + then, location.href);
    go(url.origin === location.origin && url.pathname.startsWith(root) ? url.pathname + url.search : href(""), "replace");
  };
  if (now?.auth === "off") {
    return (
      <div class="decide stack">
        <h1>No sign-in needed</h1>
        <p>Authentication is off on this server. Names in decisions are recorded as not verified.</p>
        <p>
          <a class="button primary" href={href("")}>
            Open the console
          </a>
        </p>
      </div>
    );
  }
  const methods = now?.methods ?? [];
  return (
    <div class="decide stack">
      <h1>Sign in</h1>
      {FAULTS[param("error")] ? (
        <p class="error" role="alert">
          {FAULTS[param("error")]}
        </p>
      ) : null}
      {then ? <p class="note">That page needs a sign-in. You return to it afterwards.</p> : null}
      {methods.includes("oidc") ? (
        <p>
          <a
            class="button primary"
            target="_self"
            href={`${base}api/v1/session/signin?then=${encodeURIComponent(root + then)}`}
          >
            Sign in with your organisation
          </a>
        </p>
      ) : null}
      <form
        class="stack"
        onSubmit={async event => {
          event.preventDefault();
          keep(text.value.trim());
          try {
            const found = await get<Session>("api/v1/session");
            session.value = found;
            if (found.principal) back();
          } catch (error) {
            keep(null);
            const refusal = asFailure(error);
            failure.value =
              refusal.status === 401
                ? new Failure(401, "The server does not accept this key. It may be wrong, expired or revoked.", refusal.requestId, {})
                : refusal;
          }
        }}
      >
        <label class="field">
          <span class="label">API key or token</span>
          <input
            type="password"
            required
            autocomplete="off"
            spellcheck={false}
            value={text.value}
            onInput={event => (text.value = event.currentTarget.value)}
          />
          <span class="soft small">
            It is kept in this tab only and forgotten when the tab is closed. An operator makes keys with{" "}
            <code>converge keys create</code>.
          </span>
        </label>
        <Trouble failure={failure.value} />
        <div>
          <button class="primary" disabled={!text.value.trim()}>
            Sign in
          </button>
        </div>
      </form>
    </div>
  );
}
