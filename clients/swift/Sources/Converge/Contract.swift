// Made by `npm run generate` from api/openapi.yaml, sha256 6ec5c3eb7ef3e267b5bc9beb4b2e1c13421df9a0c1626a0cfd272a8e9a527d46

/// The status of a run. `waiting`: a person must decide before the run continues. `converged`, `halted`, `cancelled` and `failed` are final. `halted` always has a reason. `failed` means that the server had an internal error.
public struct Status: RawRepresentable, Codable, Hashable, Sendable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public static let pending = Status(rawValue: "pending")
  public static let running = Status(rawValue: "running")
  public static let waiting = Status(rawValue: "waiting")
  public static let paused = Status(rawValue: "paused")
  public static let converged = Status(rawValue: "converged")
  public static let halted = Status(rawValue: "halted")
  public static let cancelled = Status(rawValue: "cancelled")
  public static let failed = Status(rawValue: "failed")
}

/// Why the run was halted. `provider_unavailable` also with the status `paused`: the run paused itself and continues when the provider is back. Absent with any other status.
public struct Reason: RawRepresentable, Codable, Hashable, Sendable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public static let invariant = Reason(rawValue: "invariant")
  public static let budget = Reason(rawValue: "budget")
  public static let conflict = Reason(rawValue: "conflict")
  public static let agent = Reason(rawValue: "agent")
  public static let rejected = Reason(rawValue: "rejected")
  public static let providerUnavailable = Reason(rawValue: "provider_unavailable")
}

/// How model calls are answered. `offline`: by the built-in reasoner, without a network. `live`: by models. `recorded`: from recordings of earlier answers. Defaults to the `default_mode` of the server.
public struct Mode: RawRepresentable, Codable, Hashable, Sendable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public static let offline = Mode(rawValue: "offline")
  public static let live = Mode(rawValue: "live")
  public static let recorded = Mode(rawValue: "recorded")
}

/// A SHA-256 digest in hexadecimal.
public typealias Hash = String

/// A time in RFC 3339, in UTC, with milliseconds.
public typealias Time = String

/// The name of the person who acts. Ignored if authentication is on. Otherwise it is recorded as not authenticated.
public typealias Actor = String

/// An id: a letter or digit, then up to 199 letters, digits and `._:-`.
public typealias Id = String

/// An error (RFC 9457).
public struct Problem: Codable, Sendable {
  /// The error code as a URN. Programs should use this to distinguish errors.
  public var `type`: String
  /// The error in a few words. The same for all errors of this type.
  public var title: String
  /// The HTTP status.
  public var status: Int
  /// What is wrong and what would be right. For people.
  public var detail: String
  /// The id of the request.
  public var instance: String
  /// The parts of the request that are wrong, at most 100. If there are more, `detail` says how many. Absent if the error is not about the body.
  public var errors: [FieldError]?
  public var runStatus: Status?
  /// The earlier decision, if the error is that the opposite decision was already made. Absent otherwise.
  public var decision: JSONValue?
  /// Who made the earlier decision. Absent otherwise.
  public var decidedBy: String?

  enum CodingKeys: String, CodingKey {
    case `type` = "type"
    case title = "title"
    case status = "status"
    case detail = "detail"
    case instance = "instance"
    case errors = "errors"
    case runStatus = "run_status"
    case decision = "decision"
    case decidedBy = "decided_by"
  }
}

/// A part of the body that is wrong.
public struct FieldError: Codable, Sendable {
  /// JSON pointer (RFC 6901) into the body.
  public var pointer: String
  /// What is wrong and what would be right.
  public var message: String

  enum CodingKeys: String, CodingKey {
    case pointer = "pointer"
    case message = "message"
  }
}

/// A piece of input of a job.
public struct Seed: Codable, Sendable {
  public var id: Id
  /// The text of the seed. At most 256 KiB together with `data`, unless the server is configured otherwise.
  public var content: String
  /// Structured data in addition to the text. Optional.
  public var data: JSONValue?

  enum CodingKeys: String, CodingKey {
    case id = "id"
    case content = "content"
    case data = "data"
  }
}

/// Limits that differ from those of the template. Optional.
public struct BudgetRequest: Codable, Sendable {
  /// The maximum number of cycles. Defaults to the limit of the template.
  public var maxCycles: Int?
  /// The maximum number of facts that agents can add. Defaults to the limit of the template.
  public var maxFacts: Int?
  /// The maximum running time, in ISO 8601 or as `30s` or `5m`. Defaults to the limit of the template.
  public var maxDuration: String?
  /// The maximum number of tokens for all model calls. Defaults to the limit of the template.
  public var maxTokens: Int?
  /// The maximum cost of all model calls, in US dollars. Defaults to the limit of the template.
  public var maxCostUsd: Double?

  enum CodingKeys: String, CodingKey {
    case maxCycles = "max_cycles"
    case maxFacts = "max_facts"
    case maxDuration = "max_duration"
    case maxTokens = "max_tokens"
    case maxCostUsd = "max_cost_usd"
  }
}

/// A job to submit.
public struct Submission: Codable, Sendable {
  /// The name of the template.
  public var template: String
  /// The version of the template. Defaults to the latest installed release.
  public var version: String?
  /// The input of the job. Ids must be unique. The template says which seeds it needs.
  public var seeds: [Seed]
  public var budget: BudgetRequest?
  public var mode: Mode?
  public var policy: JobPolicy?
  /// Your own data, stored with the job. The server does not use it. Optional.
  public var metadata: JSONValue?
  /// Your own id, which you can use to list jobs. Optional.
  public var correlationId: String?
  public var actor: Actor?
  /// What happens to the run if this client disconnects while it waits for the result or reads the stream.
  public var onDisconnect: JSONValue?
  /// Where to send the events of this job. Optional.
  public var webhooks: [JobWebhook]?

  enum CodingKeys: String, CodingKey {
    case template = "template"
    case version = "version"
    case seeds = "seeds"
    case budget = "budget"
    case mode = "mode"
    case policy = "policy"
    case metadata = "metadata"
    case correlationId = "correlation_id"
    case actor = "actor"
    case onDisconnect = "on_disconnect"
    case webhooks = "webhooks"
  }
}

/// Policies that differ from those of the template. Optional.
public struct JobPolicy: Codable, Sendable {
  /// What the run does while a model provider that it needs is unavailable: `wait` for it, or `halt` immediately. Defaults to the policy of the template, which is `wait` unless its wiring sets another.
  public var onOutage: String?

  enum CodingKeys: String, CodingKey {
    case onOutage = "on_outage"
  }
}

/// An event that a webhook can send.
public struct WebhookEventName: RawRepresentable, Codable, Hashable, Sendable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public static let statusChanged = WebhookEventName(rawValue: "status_changed")
  public static let personNeeded = WebhookEventName(rawValue: "person_needed")
  public static let tierReached = WebhookEventName(rawValue: "tier_reached")
  public static let ended = WebhookEventName(rawValue: "ended")
}

/// A webhook of one job.
public struct JobWebhook: Codable, Sendable {
  /// The https URL that events are sent to.
  public var url: String
  /// The events to send. Defaults to all.
  public var events: [WebhookEventName]?
  /// The secret that signs requests: `whsec_` and 24 to 64 bytes in base64. It is not stored with the submission. If omitted, requests are signed only with the server's key.
  public var secret: String?

  enum CodingKeys: String, CodingKey {
    case url = "url"
    case events = "events"
    case secret = "secret"
  }
}

/// Who submitted the job. Absent if the caller was not authenticated and sent no `actor`.
public struct Submitter: Codable, Sendable {
  /// The name of the submitter.
  public var name: String
  /// Whether the name comes from the request and was not authenticated.
  public var asserted: Bool

  enum CodingKeys: String, CodingKey {
    case name = "name"
    case asserted = "asserted"
  }
}

/// Paths of related resources, by name.
public struct Links: Codable, Sendable {
  /// The path of the job.
  public var `self`: String
  /// The page of the job in the console: a URL below `console.url`, or a path on the server.
  public var console: String?

  enum CodingKeys: String, CodingKey {
    case `self` = "self"
    case console = "console"
  }
}

/// A job that was stored.
public struct Accepted: Codable, Sendable {
  /// The id of the job.
  public var jobId: String
  /// The id of the first run of the job.
  public var runId: String
  public var status: Status
  public var links: Links

  enum CodingKeys: String, CodingKey {
    case jobId = "job_id"
    case runId = "run_id"
    case status = "status"
    case links = "links"
  }
}

/// What a run can use.
public struct Budget: Codable, Sendable {
  /// The maximum number of cycles.
  public var maxCycles: Int
  /// The maximum number of facts that agents can add. Seeds and decisions do not count.
  public var maxFacts: Int
  /// The maximum running time, in ISO 8601. Does not include time in `waiting` and `paused`, or time during which a provider outage blocks the run.
  public var maxDuration: String
  /// The maximum number of tokens for all model calls, requests and answers together.
  public var maxTokens: Int
  /// The maximum cost of all model calls, in US dollars.
  public var maxCostUsd: Double

  enum CodingKeys: String, CodingKey {
    case maxCycles = "max_cycles"
    case maxFacts = "max_facts"
    case maxDuration = "max_duration"
    case maxTokens = "max_tokens"
    case maxCostUsd = "max_cost_usd"
  }
}

/// What the run has used so far.
public struct Used: Codable, Sendable {
  /// The cycles that were started.
  public var cycles: Int
  /// The facts that agents added. Seeds and decisions do not count.
  public var facts: Int
  /// The running time, in milliseconds. Does not include time in `waiting` and `paused`, or time during which a provider outage blocks the run.
  public var runningMs: Int
  /// The tokens of all model calls.
  public var tokens: Int
  /// The cost of all model calls, in US dollars.
  public var costUsd: Double

  enum CodingKeys: String, CodingKey {
    case cycles = "cycles"
    case facts = "facts"
    case runningMs = "running_ms"
    case tokens = "tokens"
    case costUsd = "cost_usd"
  }
}

/// The run is in the queue: it has not started because other runs are ahead of it. Absent if it is not in the queue, or if another server runs it.
public struct Queued: Codable, Sendable {
  /// The position of the run in the queue, from 1. Tenants take turns, and the runs of a tenant start in the order in which they were accepted. The position goes down, unless another tenant with fewer waiting runs submits a job.
  public var position: Int

  enum CodingKeys: String, CodingKey {
    case position = "position"
  }
}

/// Where a fork comes from. Absent if the run is not a fork.
public struct ForkedFrom: Codable, Sendable {
  /// The job of the original.
  public var jobId: String
  /// The original.
  public var runId: String
  /// The sequence of the event of the original after which the changes apply. 0 if they apply from the start.
  public var at: Int
  /// The number of events at the start that are the same as in the original.
  public var shared: Int
  /// The sequence of the last event of the original when it was forked.
  public var recorded: Int
  /// The hash of that event.
  public var hash: Hash
  public var changes: ForkChanges
  /// Who forked the run. Absent if unknown.
  public var by: String?

  enum CodingKeys: String, CodingKey {
    case jobId = "job_id"
    case runId = "run_id"
    case at = "at"
    case shared = "shared"
    case recorded = "recorded"
    case hash = "hash"
    case changes = "changes"
    case by = "by"
  }
}

/// Which agents of a fork were executed, which were answered from the record of the original, and what that saved. Absent if the run is not a fork.
public struct Answers: Codable, Sendable {
  /// The agents that were executed at least once.
  public var asked: [String]
  /// The agents that were answered from the record at least once.
  public var fromRecord: [String]
  /// The tokens that were saved.
  public var savedTokens: Int
  /// The cost that was saved, in US dollars.
  public var savedCostUsd: Double
  /// Each agent, in the order of agent ids.
  public var agents: [JSONValue]

  enum CodingKeys: String, CodingKey {
    case asked = "asked"
    case fromRecord = "from_record"
    case savedTokens = "saved_tokens"
    case savedCostUsd = "saved_cost_usd"
    case agents = "agents"
  }
}

/// The facts by key.
public typealias FactsByKey = [String: [Fact]]

public struct Job: Codable, Sendable {
  /// The id of the job.
  public var jobId: String
  /// The id of the run.
  public var runId: String
  /// The name of the template.
  public var template: String
  /// The version of the template.
  public var version: String
  public var templateHash: Hash
  public var mode: Mode
  public var submitter: Submitter?
  public var status: Status
  public var queued: Queued?
  public var reason: Reason?
  public var halt: Halt?
  /// More about the status. For people; do not parse it. Absent if there is nothing to add.
  public var detail: String?
  /// The correlation id of the job. Absent if it has none or its content was erased.
  public var correlationId: String?
  /// The metadata that the job was submitted with. Absent if there was none or it was erased.
  public var metadata: JSONValue?
  /// When the job was created.
  public var createdAt: Time
  /// When the last event of the run happened. The events of a replay have the times of the recorded run.
  public var updatedAt: Time
  /// The sequence of the last event. Stream the events after it to follow the run.
  public var lastSequence: Int
  /// The number of times that the run was started: 1, plus 1 each time it was continued.
  public var epoch: Int
  /// The cycles that were started.
  public var cycles: Int
  public var budget: Budget
  public var used: Used
  /// The keys whose facts are the answer, in reading order. Empty if the template does not define them.
  public var outputs: [String]
  /// What the agents require and their models do not support. Empty if nothing is missing.
  public var notes: [String]
  /// The tiers that the run has reached.
  public var tiers: [String]
  /// The ids of the semantic invariants that are violated now.
  public var violated: [String]
  /// The number of proposals that are waiting for a decision. 0 once the run has ended.
  public var pendingProposals: Int
  public var resultHash: Hash?
  /// Whether the same seeds always give the same `result_hash`. Absent until the run has ended.
  public var reproducible: Bool?
  /// Why the result is not reproducible. Empty if it is reproducible. Absent until the run has ended.
  public var because: [String]?
  public var forkedFrom: ForkedFrom?
  public var answers: Answers?
  public var links: Links
  public var facts: FactsByKey

  enum CodingKeys: String, CodingKey {
    case jobId = "job_id"
    case runId = "run_id"
    case template = "template"
    case version = "version"
    case templateHash = "template_hash"
    case mode = "mode"
    case submitter = "submitter"
    case status = "status"
    case queued = "queued"
    case reason = "reason"
    case halt = "halt"
    case detail = "detail"
    case correlationId = "correlation_id"
    case metadata = "metadata"
    case createdAt = "created_at"
    case updatedAt = "updated_at"
    case lastSequence = "last_sequence"
    case epoch = "epoch"
    case cycles = "cycles"
    case budget = "budget"
    case used = "used"
    case outputs = "outputs"
    case notes = "notes"
    case tiers = "tiers"
    case violated = "violated"
    case pendingProposals = "pending_proposals"
    case resultHash = "result_hash"
    case reproducible = "reproducible"
    case because = "because"
    case forkedFrom = "forked_from"
    case answers = "answers"
    case links = "links"
    case facts = "facts"
  }
}

/// A statement that was accepted into a run. It never changes.
public struct Fact: Codable, Sendable {
  /// The id of the fact, unique in the run.
  public var id: String
  /// The key of the fact.
  public var key: String
  /// The text of the fact.
  public var content: String
  public var data: Data?
  public var confidence: Confidence
  /// The ids of the facts that it is based on.
  public var cites: [String]
  /// The sources outside the run that it is based on.
  public var citations: [Citation]
  /// The id of the agent that proposed it. `_seed`, `_observer` or `_person` if no agent did.
  public var agent: String
  /// The cycle in which it became a fact. 0 for seeds.
  public var cycle: Int
  public var provenance: Provenance

  enum CodingKeys: String, CodingKey {
    case id = "id"
    case key = "key"
    case content = "content"
    case data = "data"
    case confidence = "confidence"
    case cites = "cites"
    case citations = "citations"
    case agent = "agent"
    case cycle = "cycle"
    case provenance = "provenance"
  }
}

/// Something that happened in a run. `type` says which members an event has.
public typealias Event = [String: JSONValue]

/// What a fork changes.
public struct ForkChanges: Codable, Sendable {
  /// The ids of the seeds that the original does not have.
  public var addedSeeds: [String]
  /// The ids of the seeds whose content is different.
  public var replacedSeeds: [String]
  /// Whether the budget is different.
  public var budget: Bool
  /// Whether the mode is different.
  public var mode: Bool
  /// Whether the version of the template is different.
  public var version: Bool
  /// The models that are set, as `provider/model`, by agent. `*` means every agent.
  public var models: [String: String]

  enum CodingKeys: String, CodingKey {
    case addedSeeds = "added_seeds"
    case replacedSeeds = "replaced_seeds"
    case budget = "budget"
    case mode = "mode"
    case version = "version"
    case models = "models"
  }
}

/// Why an agent gave no usable answer. `outage`: the provider could not be reached, was overloaded, or the call was held back. This does not count towards the agent's `max_attempts`.
public struct FailureKind: RawRepresentable, Codable, Hashable, Sendable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public static let timeout = FailureKind(rawValue: "timeout")
  public static let unavailable = FailureKind(rawValue: "unavailable")
  public static let outage = FailureKind(rawValue: "outage")
  public static let crashed = FailureKind(rawValue: "crashed")
  public static let malformed = FailureKind(rawValue: "malformed")
  public static let contract = FailureKind(rawValue: "contract")
  public static let truncated = FailureKind(rawValue: "truncated")
  public static let empty = FailureKind(rawValue: "empty")
  public static let refused = FailureKind(rawValue: "refused")
  public static let filtered = FailureKind(rawValue: "filtered")
  public static let noModel = FailureKind(rawValue: "no_model")
  public static let notRecorded = FailureKind(rawValue: "not_recorded")
  public static let forbidden = FailureKind(rawValue: "forbidden")
}

/// What halted the run. Which members it has depends on the reason. Absent unless the status is `halted`, and for runs that an older version of the server recorded.
public struct Halt: Codable, Sendable {
  /// With the reason `invariant`: the ids of the invariants that are violated.
  public var invariants: [String]?
  /// With the reason `budget`: the exhausted limit, either one of the budget or `max_stored_bytes`, which the setting `quotas.job_stored` defines.
  public var limit: String?
  /// With the reason `budget`: the value of the limit, in its unit.
  public var max: Int?
  /// With the reason `budget`: what the run used, in the unit of the limit.
  public var used: Int?
  /// With the reason `budget`: what the next cycle would have needed (with `max_stored_bytes`, the next step). Absent if the run used up the limit.
  public var needed: Int?
  /// With the reason `conflict`: the agent that contradicted an earlier fact. With the reason `provider_unavailable`: the agent that needs the provider.
  public var agent: String?
  /// With the reason `provider_unavailable`: the name of the provider, or the id of the agent if no model answers it.
  public var provider: String?
  /// With the reason `conflict`: the id of that fact.
  public var factId: String?
  /// With the reason `agent`: why each agent failed, by its id.
  public var agents: [String: FailureKind]?
  /// With the reason `rejected`: the id of the proposal that was rejected.
  public var proposalId: String?

  enum CodingKeys: String, CodingKey {
    case invariants = "invariants"
    case limit = "limit"
    case max = "max"
    case used = "used"
    case needed = "needed"
    case agent = "agent"
    case provider = "provider"
    case factId = "fact_id"
    case agents = "agents"
    case proposalId = "proposal_id"
  }
}

/// How sure the agent is, from 0 to 1. Observations, seeds and decisions have 1.
public typealias Confidence = Double

/// Structured data in addition to the text. Absent if there is none.
public typealias Data = JSONValue

/// What was decided on a proposal.
public struct Decision: RawRepresentable, Codable, Hashable, Sendable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public static let approved = Decision(rawValue: "approved")
  public static let rejected = Decision(rawValue: "rejected")
}

/// A source outside the run.
public struct Citation: Codable, Sendable {
  /// The source, for example a URL or the number of a patent.
  public var source: String
  /// The title of the source. Absent if unknown.
  public var title: String?
  /// The passage that is cited. Absent if the whole source is.
  public var passage: String?
  /// When the source was written or last changed, as the source states it. Absent if unknown.
  public var time: String?

  enum CodingKeys: String, CodingKey {
    case source = "source"
    case title = "title"
    case passage = "passage"
    case time = "time"
  }
}

/// Who made a fact, and how.
public struct Provenance: Codable, Sendable {
  /// `seed`: given with the job. `rule`: a rule agent. `offline`: the offline reasoner. `live`: a model. `search`: a search. `tool`: a tool of the operator. `person`: an observation or a decision.
  public var origin: String
  /// The version of the agent or of the offline reasoner.
  public var version: String
  /// The model that answered. Absent if no model was called.
  public var model: String?
  /// The digest of the request to the model. Absent if no model was called.
  public var promptHash: String?
  /// What the agent required and the model did not support. For people. Absent if nothing was missing.
  public var unmet: [String]?

  enum CodingKeys: String, CodingKey {
    case origin = "origin"
    case version = "version"
    case model = "model"
    case promptHash = "prompt_hash"
    case unmet = "unmet"
  }
}

/// A page of events.
public struct EventPage: Codable, Sendable {
  /// The id of the run.
  public var runId: String
  /// The events, oldest first.
  public var events: [Event]
  /// The `after` of the next page.
  public var nextAfter: Int
  /// Whether the run has ended and no events follow this page.
  public var complete: Bool

  enum CodingKeys: String, CodingKey {
    case runId = "run_id"
    case events = "events"
    case nextAfter = "next_after"
    case complete = "complete"
  }
}

/// Something that a client observed.
public struct Observation: Codable, Sendable {
  /// The key of the template that the observation is about.
  public var key: String
  public var id: Id?
  /// The text of the observation.
  public var content: String
  /// Structured data in addition to the text. Optional.
  public var data: JSONValue?
  public var actor: Actor?

  enum CodingKeys: String, CodingKey {
    case key = "key"
    case id = "id"
    case content = "content"
    case data = "data"
    case actor = "actor"
  }
}

/// The decision on a proposal. Absent if there is none yet.
public struct DecisionTaken: Codable, Sendable {
  public var decision: Decision
  /// Who decided. `_person` if the deadline passed.
  public var actor: String
  /// Whether the name of the actor comes from the request and was not authenticated.
  public var asserted: Bool
  /// The comment of the actor. Absent if there is none.
  public var comment: String?
  /// Whether the deadline passed without a decision.
  public var byDeadline: Bool

  enum CodingKeys: String, CodingKey {
    case decision = "decision"
    case actor = "actor"
    case asserted = "asserted"
    case comment = "comment"
    case byDeadline = "by_deadline"
  }
}

public struct Decided: Codable, Sendable {
  public var decision: Decision
  /// Who decided. `_person` if the deadline passed.
  public var actor: String
  /// Whether the name of the actor comes from the request and was not authenticated.
  public var asserted: Bool
  /// The comment of the actor. Absent if there is none.
  public var comment: String?
  /// Whether the deadline passed without a decision.
  public var byDeadline: Bool
  /// The id of the job.
  public var jobId: String
  /// The id of the run.
  public var runId: String
  public var status: Status
  /// The sequence of the last event of the run.
  public var lastSequence: Int
  /// The id of the proposal.
  public var proposalId: String
  /// Approvals by other people that are still needed. 0 once the proposal is decided.
  public var missing: Int

  enum CodingKeys: String, CodingKey {
    case decision = "decision"
    case actor = "actor"
    case asserted = "asserted"
    case comment = "comment"
    case byDeadline = "by_deadline"
    case jobId = "job_id"
    case runId = "run_id"
    case status = "status"
    case lastSequence = "last_sequence"
    case proposalId = "proposal_id"
    case missing = "missing"
  }
}

/// The proposals of a run that people must decide on.
public struct Proposals: Codable, Sendable {
  /// The id of the job.
  public var jobId: String
  /// The id of the run.
  public var runId: String
  public var status: Status
  /// The sequence of the last event of the run.
  public var lastSequence: Int
  /// The proposals, oldest first.
  public var proposals: [PendingProposal]

  enum CodingKeys: String, CodingKey {
    case jobId = "job_id"
    case runId = "run_id"
    case status = "status"
    case lastSequence = "last_sequence"
    case proposals = "proposals"
  }
}

/// A proposal that people must decide on.
public struct PendingProposal: Codable, Sendable {
  /// The id of the proposal.
  public var proposalId: String
  /// The id of the agent that proposed it, or `_observer`.
  public var agent: String
  /// The id of the gate that holds it.
  public var gate: String
  /// The role that must decide.
  public var role: String
  /// The key that the fact would have.
  public var key: String
  /// The id that the fact gets if the proposal is approved.
  public var factId: String
  /// The text of the fact.
  public var content: String
  public var data: Data?
  public var confidence: Confidence
  /// The ids of the facts that it is based on.
  public var cites: [String]
  /// When `on_silence` takes effect. Absent if there is no deadline.
  public var expiresAt: Time?
  public var onSilence: Decision
  /// How many different people must approve. One rejection is enough to reject.
  public var approvals: Int
  /// Whether the person who submitted the job is not allowed to decide.
  public var notSubmitter: Bool
  /// How many times the proposal was returned and revised before.
  public var revision: Int
  /// How many more times it can be returned.
  public var revisionsLeft: Int
  /// Approvals so far, if more than one is needed.
  public var approvedBy: [Approval]
  public var decided: DecisionTaken?
  /// The end of the run, after which no decision is possible. Absent while the run can continue.
  public var closed: JSONValue?

  enum CodingKeys: String, CodingKey {
    case proposalId = "proposal_id"
    case agent = "agent"
    case gate = "gate"
    case role = "role"
    case key = "key"
    case factId = "fact_id"
    case content = "content"
    case data = "data"
    case confidence = "confidence"
    case cites = "cites"
    case expiresAt = "expires_at"
    case onSilence = "on_silence"
    case approvals = "approvals"
    case notSubmitter = "not_submitter"
    case revision = "revision"
    case revisionsLeft = "revisions_left"
    case approvedBy = "approved_by"
    case decided = "decided"
    case closed = "closed"
  }
}

/// An approval that is not the last one needed.
public struct Approval: Codable, Sendable {
  /// Who approved.
  public var actor: String
  /// Whether the name comes from the request and was not authenticated.
  public var asserted: Bool
  /// The comment of the actor. Absent if there is none.
  public var comment: String?

  enum CodingKeys: String, CodingKey {
    case actor = "actor"
    case asserted = "asserted"
    case comment = "comment"
  }
}
