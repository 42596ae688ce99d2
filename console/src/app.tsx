/** The frame around every page, and which page an address means. */
import { effect, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { openCount } from "./inbox-count.ts";
import { keys } from "./keyboard.ts";
import { match } from "./match.ts";
import { go, href, path, place } from "./route.ts";
import { mustSignIn, session, signOut } from "./session.ts";
import { pageTitle } from "./ui/basics.tsx";
import { Help } from "./ui/help.tsx";
import { ComparePage } from "./pages/compare.tsx";
import { EditPage } from "./pages/edit.tsx";
import { ForkPage } from "./pages/fork.tsx";
import { InboxPage } from "./pages/inbox.tsx";
import { JobPage } from "./pages/job.tsx";
import { JobsPage } from "./pages/jobs.tsx";
import { MissingPage } from "./pages/missing.tsx";
import { NewPage } from "./pages/new.tsx";
import { OverviewPage } from "./pages/overview.tsx";
import { ProposalPage } from "./pages/proposal.tsx";
import { ServerPage } from "./pages/server.tsx";
import { SignInPage } from "./pages/signin.tsx";
import { TemplatePage, TemplatesPage } from "./pages/templates.tsx";

/** The page of a path. A page that shows one thing is remounted for another. */
function page(at: string) {
  let found;
  if (at === "") return <OverviewPage />;
  if (at === "jobs") return <JobsPage />;
  if (at === "new") return <NewPage key={place.value.query.toString()} />;
  if (at === "inbox") return <InboxPage />;
  if (at === "templates") return <TemplatesPage />;
  if (at === "compare") return <ComparePage />;
  if (at === "server") return <ServerPage />;
  if (at === "signin") return <SignInPage />;
  if ((found = match("jobs/:id", at))) {
    const run = place.value.query.get("run");
    return <JobPage key={`${found["id"]} ${run}`} id={found["id"]!} run={run} />;
  }
  if ((found = match("jobs/:id/proposals/:pid", at))) {
    const run = place.value.query.get("run");
    return (
      <ProposalPage key={at + run} id={found["id"]!} pid={found["pid"]!} run={run} />
    );
  }
  if ((found = match("jobs/:id/fork", at))) {
    const run = place.value.query.get("run");
    return <ForkPage key={`${at} ${run}`} id={found["id"]!} run={run} />;
  }
  if ((found = match("templates/:name", at))) {
    const version = place.value.query.get("version");
    return <TemplatePage key={`${at} ${version}`} name={found["name"]!} version={version} />;
  }
  if ((found = match("templates/:name/edit", at))) {
    return <EditPage key={at} name={found["name"]!} />;
  }
  return <MissingPage />;
}

// Whoever must sign in is sent there and back again.
effect(() => {
  if (mustSignIn.value && path.value !== "signin") {
    const then = path.peek() + location.search;
    go(href("signin", { then: then || null }), "replace");
  }
});

effect(() => {
  const count = openCount.value;
  document.title = `${count ? `(${count}) ` : ""}${pageTitle.value || "Console"} · converge`;
});

const NAV: [string, string][] = [
  ["", "Overview"],
  ["jobs", "Jobs"],
  ["inbox", "Inbox"],
  ["templates", "Templates"],
  ["server", "Server"],
];

export function App() {
  const help = useSignal(false);
  useEffect(() => keys({ help: () => (help.value = true) }), []);
  const at = path.value;
  const signIn = mustSignIn.value && at !== "signin";
  return (
    <>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header class="top">
        <a class="brand" href={href("")}>
          converge<b>.</b>
        </a>
        <nav aria-label="Main">
          {NAV.map(([to, name]) => (
            <a href={href(to)} aria-current={here(at, to) ? "page" : undefined}>
              {name}
              {to === "inbox" && openCount.value ? (
                <>
                  {" "}
                  <span class="badge">
                    {openCount.value}
                    <span class="hide"> waiting</span>
                  </span>
                </>
              ) : null}
            </a>
          ))}
        </nav>
        <Search />
        <Who />
      </header>
      <main id="main" tabIndex={-1}>
        {signIn ? null : page(at)}
      </main>
      {help.value ? <Help onClose={() => (help.value = false)} /> : null}
    </>
  );
}

function here(at: string, to: string): boolean {
  return to === "" ? at === "" : at === to || at.startsWith(`${to}/`);
}

/** Goes to a job by its id, or lists what begins so. */
function Search() {
  const text = useSignal("");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => keys({ search: () => input.current?.focus() }), []);
  return (
    <form
      class="search"
      role="search"
      onSubmit={event => {
        event.preventDefault();
        const wanted = text.value.trim();
        if (!wanted) return;
        text.value = "";
        if (/^job_[0-9a-f-]{36}$/.test(wanted)) go(href(`jobs/${wanted}`));
        else go(href("jobs", { q: wanted }));
      }}
    >
      <input
        ref={input}
        type="search"
        aria-label="Job id or correlation id"
        placeholder="Job or correlation id  ( / )"
        value={text.value}
        onInput={event => (text.value = event.currentTarget.value)}
      />
    </form>
  );
}

function Who() {
  const now = session.value;
  if (!now || now.auth === "off") {
    return now ? <div class="who">No sign-in</div> : null;
  }
  if (!now.principal) return <div class="who"><a href={href("signin")}>Sign in</a></div>;
  return (
    <div class="who">
      <span title={`Tenant ${now.tenant ?? "default"}`}>{now.principal}</span>
      <button
        type="button"
        class="plain"
        onClick={() => void signOut()}
      >
        Sign out
      </button>
    </div>
  );
}
