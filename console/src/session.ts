/** Who works here and what they may do. */
import { computed, effect, signal } from "@preact/signals";
import { Failure, get, keep, key, refused, send } from "./api/client.ts";

export interface Session {
  auth: "off" | "required";
  methods: string[];
  /** `session` for the cookie of a browser that signed in. */
  credential?: string;
  principal?: string;
  tenant?: string;
  scopes: string[];
}

/** What the server says of this session; null until it answered. */
export const session = signal<Session | null>(null);

/** Reads the session again: at the start, and after signing in or out. */
export async function readSession(): Promise<void> {
  try {
    session.value = await get<Session>("api/v1/session");
  } catch (error) {
    // A key that is wrong, expired or revoked; anything else says nothing about the session.
    if (error instanceof Failure && error.status === 401) {
      session.value = { auth: "required", methods: ["key"], scopes: [] };
    }
  }
}

effect(() => {
  void key.value;
  void readSession();
});

// A key can end while a page is open.
effect(() => {
  if (refused.value > 0) {
    session.value = { auth: "required", methods: session.peek()?.methods ?? ["key"], scopes: [] };
  }
});

/** Forgets the key of this tab, and ends the session of this browser. */
export async function signOut(): Promise<void> {
  if (session.value?.credential === "session") {
    try {
      await send("api/v1/session", { method: "DELETE" });
    } catch {
      // What is left says whether it ended.
    }
  }
  keep(null);
  await readSession();
}

/** Whether somebody must sign in first. */
export const mustSignIn = computed(
  () => session.value?.auth === "required" && !session.value.principal,
);

/** Whether authentication is off, so that names are only claimed. */
export const open = computed(() => session.value?.auth === "off");

/** Whether a control may be shown. Until the server has said who this is, everything may. */
export function may(scope: string, role?: string): boolean {
  const now = session.value;
  if (!now || now.auth === "off") return true;
  if (now.scopes.includes(scope)) return true;
  return (
    now.scopes.includes(`${scope}:*`) ||
    now.scopes.some(s => (role ? s === `${scope}:${role}` : s.startsWith(`${scope}:`)))
  );
}

const NAME = "converge.name";

/** The name that decisions carry where authentication is off. */
export const claimedName = signal(localStorage.getItem(NAME) ?? "");

export function claim(name: string): void {
  claimedName.value = name;
  localStorage.setItem(NAME, name);
}
