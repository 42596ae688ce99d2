import type { JobState } from "./types.ts";

/** What a run may use. */
export type Budget = JobState["budget"];
