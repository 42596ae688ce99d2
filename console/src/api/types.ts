/** Short names for the types of the contract. */
import type { components } from "./schema.d.ts";

type Schemas = components["schemas"];

export type Job = Schemas["Job"];
export type JobState = Schemas["JobState"];
export type Fact = Schemas["Fact"];
export type FactsByKey = Schemas["FactsByKey"];
export type Status = Schemas["Status"];
export type Event = Schemas["Event"];
export type EventOf<T extends Event["type"]> = Extract<Event, { type: T }>;
export type JobRow = Schemas["JobPage"]["jobs"][number];
export type JobPage = Schemas["JobPage"];
export type RunRow = Schemas["RunInList"];
export type Runs = Schemas["Runs"];
export type Summary = Schemas["JobSummary"];
export type Submission = Schemas["Submission"];
export type SubmittedJob = Schemas["SubmittedJob"];
export type Accepted = Schemas["Accepted"];
export type Proposal = Schemas["PendingProposal"];
export type Proposals = Schemas["Proposals"];
export type ProposalPage = Schemas["ProposalPage"];
export type ProposalRow = Schemas["ProposalInList"];
export type Template = Schemas["Template"];
export type TemplateList = Schemas["TemplateList"];
export type Explanation = Schemas["Explanation"];
export type Capabilities = Schemas["Capabilities"];
export type EventPage = Schemas["EventPage"];

export const FINAL: readonly Status[] = ["converged", "halted", "cancelled", "failed"];

/** Whether a run in this status has ended. */
export function isFinal(status: Status): boolean {
  return FINAL.includes(status);
}
