/** How many proposals wait, for the navigation and the title of the tab. */
import { effect, signal } from "@preact/signals";
import { get } from "./api/client.ts";
import type { ProposalPage } from "./api/types.ts";
import { alongside } from "./changes.ts";
import { may, mustSignIn, session } from "./session.ts";

const EVERY = 15_000;
const MOST = 100;

/** Open proposals; `null` until it is known, "99+" beyond what is counted. */
export const openCount = signal<string>("");

/** Counts again, at once. */
export async function count(): Promise<void> {
  if (mustSignIn.value || !may("read")) {
    openCount.value = "";
    return;
  }
  try {
    const page = await get<ProposalPage>(`api/v1/proposals?limit=${MOST}`);
    const n = page.proposals.length;
    openCount.value = n === 0 ? "" : page.next_cursor ? `${MOST - 1}+` : String(n);
  } catch {
    // The pages say what is wrong with the server.
  }
}

effect(() => {
  if (session.value) void count();
});
// Also while the page is hidden: the title of the tab says it.
setInterval(() => void count(), EVERY);
alongside(() => void count());
addEventListener("visibilitychange", () => {
  if (!document.hidden) void count();
});
