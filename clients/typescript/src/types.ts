import type { components } from "./contract.js";

type Schemas = components["schemas"];

/** What a job starts from, and how it runs. */
export type Submission = Schemas["Submission"];
/** The answer to a submission. */
export type Accepted = Schemas["Accepted"];
/** A job with what became of a run of it. */
export type Job = Schemas["Job"];
/** A job without its facts. */
export type JobState = Schemas["JobState"];
export type JobPage = Schemas["JobPage"];
export type Facts = Schemas["Facts"];
export type Explanation = Schemas["Explanation"];
/** An event of a run; `type` says which. */
export type Event = Schemas["Event"];
export type EventType = Schemas["EventType"];
export type EventPage = Schemas["EventPage"];
/** The proposals of a run that people decide on. */
export type Proposals = Schemas["Proposals"];
/** A page of the proposals of all jobs. */
export type ProposalPage = Schemas["ProposalPage"];
/** What became of a proposal. */
export type DecisionTaken = Schemas["DecisionTaken"];
export type Observation = Schemas["Observation"];
export type TemplateList = Schemas["TemplateList"];
export type Template = Schemas["Template"];
export type Capabilities = Schemas["Capabilities"];
export type Usage = Schemas["Usage"];
/** An error as the server tells it (RFC 9457). */
export type Problem = Schemas["Problem"];
