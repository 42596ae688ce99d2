/**
 * What a run is after an event: a pure function. The state before the first event comes from one
 * read of the job, whose `last_sequence` says which events are in it already.
 */
import type { Event, Fact, Job, JobState } from "../api/types.ts";

const MICROS = 1_000_000;

/** The run after an event. Events that are in the state already change nothing. */
export function apply(job: Job, event: Event): Job {
  if (event.sequence <= job.last_sequence) return job;
  const next: Job = { ...job, last_sequence: event.sequence, updated_at: event.at };
  switch (event.type) {
    case "seed_admitted": {
      const seed = event as unknown as { id: string; content: string; data?: Fact["data"] };
      return withFact(next, {
        id: seed.id,
        key: "Seeds",
        content: seed.content,
        ...(seed.data ? { data: seed.data } : {}),
        confidence: 1,
        cites: [],
        citations: [],
        agent: "_seed",
        cycle: 0,
        provenance: { origin: "seed", version: "1" } as Fact["provenance"],
      });
    }
    case "fact_promoted":
      return withFact(next, {
        id: event.fact_id,
        key: event.key,
        content: event.content,
        ...(event.data ? { data: event.data } : {}),
        confidence: event.confidence,
        cites: event.cites,
        citations: event.citations,
        agent: event.agent,
        cycle: event.cycle,
        provenance: event.provenance,
      });
    case "cycle_started":
      return { ...next, cycles: Math.max(job.cycles, event.cycle) };
    case "cycle_completed":
      return { ...next, used: used(event.spent) };
    case "approval_requested":
      return { ...next, pending_proposals: job.pending_proposals + 1 };
    case "approval_decided":
    case "proposal_returned":
      return { ...next, pending_proposals: Math.max(0, job.pending_proposals - 1) };
    case "invariant_violated":
      return event.class === "semantic" && !job.violated.includes(event.invariant)
        ? { ...next, violated: [...job.violated, event.invariant].sort() }
        : next;
    case "invariant_restored":
      return { ...next, violated: job.violated.filter(id => id !== event.invariant) };
    case "tier_reached":
      return job.tiers.includes(event.tier) ? next : { ...next, tiers: [...job.tiers, event.tier].sort() };
    case "budget_changed":
      return {
        ...next,
        budget: {
          max_cycles: event.after.max_cycles,
          max_facts: event.after.max_facts,
          max_duration: `PT${event.after.max_duration_ms / 1000}S`,
          max_tokens: event.after.max_tokens,
          max_cost_usd: event.after.max_cost_micros / MICROS,
        },
      };
    case "run_status":
      return status(next, event);
    default:
      return next;
  }
}

function used(spent: {
  cost_micros: number;
  cycles: number;
  facts: number;
  running_ms: number;
  tokens: number;
}): JobState["used"] {
  return {
    cycles: spent.cycles,
    facts: spent.facts,
    running_ms: spent.running_ms,
    tokens: spent.tokens,
    cost_usd: spent.cost_micros / MICROS,
  };
}

function status(job: Job, event: Extract<Event, { type: "run_status" }>): Job {
  const { reason: _, detail: __, halt: ___, ...rest } = job;
  const next: Job = { ...rest, status: event.status, used: used(event.spent) };
  if (event.reason) next.reason = event.reason;
  if (event.detail) next.detail = event.detail;
  if (event.halt) next.halt = event.halt;
  if (event.summary) {
    next.pending_proposals = 0;
    next.result_hash = event.summary.result_hash;
    next.reproducible = event.summary.reproducible;
    next.because = event.summary.because;
  }
  return next;
}

function withFact(job: Job, fact: Fact): Job {
  const before = job.facts[fact.key] ?? [];
  if (before.some(one => one.id === fact.id)) return job;
  return { ...job, facts: { ...job.facts, [fact.key]: [...before, fact] } };
}

/** A run of which nothing is known yet but its first event. */
export function born(started: Extract<Event, { type: "run_started" }>): Job {
  return {
    job_id: started.job_id,
    run_id: started.run_id,
    template: started.template,
    version: started.version,
    template_hash: started.template_hash,
    mode: started.mode,
    status: "pending",
    created_at: started.at,
    updated_at: started.at,
    last_sequence: 1,
    cycles: 0,
    budget: {
      max_cycles: started.budget.max_cycles,
      max_facts: started.budget.max_facts,
      max_duration: `PT${started.budget.max_duration_ms / 1000}S`,
      max_tokens: started.budget.max_tokens,
      max_cost_usd: started.budget.max_cost_micros / MICROS,
    },
    used: { cycles: 0, facts: 0, running_ms: 0, tokens: 0, cost_usd: 0 },
    tiers: [],
    violated: [],
    notes: [],
    epoch: 1,
    outputs: [],
    pending_proposals: 0,
    facts: {},
    links: { self: "" },
  };
}
