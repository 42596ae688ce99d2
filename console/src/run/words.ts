/** Events in words. */
import type { Event } from "../api/types.ts";
import { count, money, statusWord, took } from "../format.ts";

/** What an event says, on one line. */
export function line(event: Event): string {
  switch (event.type) {
    case "run_started":
      return `${event.template} ${event.version}, ${event.mode}`;
    case "seed_admitted":
      return `${event.id}: ${event.content}`;
    case "cycle_started":
      return event.agents.map(one => one.agent).join(", ");
    case "agent_started":
      return event.attempt > 1 ? `attempt ${event.attempt}` : "";
    case "model_sent":
      return `${event.provider}/${event.model}`;
    case "model_called":
      return `${event.provider}/${event.model}: ${event.outcome}, ${count(event.input_tokens + event.output_tokens)} tokens, ${money(event.cost_micros / 1_000_000)}, ${took(event.duration_ms)}`;
    case "agent_completed":
      return `${count(event.proposals)} proposals in ${took(event.duration_ms)}`;
    case "agent_failed":
      return `${event.kind}: ${event.message}`;
    case "proposal_made":
      return `${event.key}: ${event.content}`;
    case "observation_received":
      return `${event.actor}${event.asserted ? " (name not verified)" : ""}: ${event.content}`;
    case "fact_promoted":
      return `${event.fact_id}: ${event.content}`;
    case "proposal_rejected":
      return `${event.proposal_id}: ${event.code}, ${event.message}`;
    case "approval_requested":
      return `${event.fact_id} waits for ${event.role}`;
    case "approval_given":
      return `${event.actor}${event.asserted ? " (name not verified)" : ""} approved, ${event.missing} missing`;
    case "approval_decided":
      return `${event.by_deadline ? "the deadline" : event.actor}${event.asserted ? " (name not verified)" : ""}: ${event.decision}${event.comment ? `, ${event.comment}` : ""}`;
    case "proposal_returned":
      return `${event.actor}${event.asserted ? " (name not verified)" : ""}: ${event.comment}`;
    case "run_continued":
      return `${event.actor}${event.asserted ? " (name not verified)" : ""}${event.reason ? `: ${event.reason}` : ""}`;
    case "invariant_violated":
      return `${event.invariant}: ${event.message}`;
    case "invariant_restored":
      return event.invariant;
    case "tier_reached":
      return event.tier;
    case "oscillation_detected":
      return event.agents.join(", ");
    case "cycle_completed":
      return `${count(event.new_facts)} new facts`;
    case "budget_changed":
      return `by ${event.actor}`;
    case "run_status":
      return `${statusWord(event.status)}${event.detail ? `: ${event.detail}` : ""}`;
    default:
      return "";
  }
}

/** The agent of an event, if it has one. */
export function agentOf(event: Event): string {
  return "agent" in event && typeof event.agent === "string" ? event.agent : "";
}
