package dev.converge.core;

import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.OnOutage;
import dev.converge.core.budget.Quote;
import dev.converge.core.budget.Unchosen;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Person;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.decision.Roles;
import dev.converge.core.fork.Fork;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Something that can happen to a run. Each input has a time; the core reads no clock.
public sealed interface Input {
  /// The time at which it happened.
  Instant at();

  /// The same, some time later.
  default Input delayed(Duration by) {
    Instant later = at().plus(by);
    return switch (this) {
      case Started in ->
          new Started(
              in.jobId(),
              in.mode(),
              in.seeds(),
              in.budget(),
              in.versions(),
              in.submitter(),
              in.onOutage(),
              in.fork(),
              later);
      case Quoted(var cycle, var quotes, var missing, _) ->
          new Quoted(cycle, quotes, missing, later);
      case Sent(var agent, var cycle, var attempt, var call, _) ->
          new Sent(agent, cycle, attempt, call, later);
      case Answered(var agent, var cycle, var attempt, var answer, _) ->
          new Answered(agent, cycle, attempt, answer, later);
      case Failed in ->
          new Failed(
              in.agent(),
              in.cycle(),
              in.attempt(),
              in.kind(),
              in.message(),
              in.retryAfter(),
              in.calls(),
              in.violations(),
              in.recorded(),
              later);
      case Decided in ->
          new Decided(
              in.proposalId(),
              in.decision(),
              in.actor(),
              in.asserted(),
              in.comment(),
              in.roles(),
              later);
      case Returned in ->
          new Returned(in.proposalId(), in.actor(), in.asserted(), in.comment(), in.roles(), later);
      case Observed in ->
          new Observed(
              in.key(),
              in.id(),
              in.content(),
              in.data(),
              in.actor(),
              in.asserted(),
              in.request(),
              later);
      case Paused in -> new Paused(in.actor(), in.asserted(), in.reason(), later);
      case Resumed in -> new Resumed(in.actor(), in.asserted(), later);
      case Cancelled in -> new Cancelled(in.actor(), in.asserted(), in.reason(), later);
      case BudgetChanged in -> new BudgetChanged(in.budget(), in.actor(), in.asserted(), later);
      case Continued in ->
          new Continued(
              in.budget(),
              in.observations(),
              in.actor(),
              in.asserted(),
              in.reason(),
              in.request(),
              later);
      case TimeReached _ -> new TimeReached(later);
      case ProviderBack _ -> new ProviderBack(later);
      case OutOfRoom(var max, var used, var needed, _) -> new OutOfRoom(max, used, needed, later);
      case Broken(var message, _) -> new Broken(message, later);
    };
  }

  /// The same answer or failure, taken from the record of the original if the run is a fork; any
  /// other input unchanged.
  ///
  /// @param sequence of the event in that run; 0 if the agent was asked
  default Input recordedAs(long sequence) {
    return switch (this) {
      case Answered(var agent, var cycle, var attempt, var answer, var at) ->
          new Answered(agent, cycle, attempt, answer.recordedAs(sequence), at);
      case Failed in ->
          new Failed(
              in.agent(),
              in.cycle(),
              in.attempt(),
              in.kind(),
              in.message(),
              in.retryAfter(),
              in.calls(),
              in.violations(),
              sequence,
              in.at());
      case Started _,
          Quoted _,
          Sent _,
          Decided _,
          Observed _,
          Paused _,
          Resumed _,
          Cancelled _,
          BudgetChanged _,
          TimeReached _,
          ProviderBack _,
          Returned _,
          Continued _,
          OutOfRoom _,
          Broken _ ->
          this;
    };
  }

  /// The job was accepted: the first input of every run.
  ///
  /// @param jobId of the job
  /// @param mode how models are answered
  /// @param seeds in any order, ids unique
  /// @param budget in force
  /// @param versions of the agents and the reasoner, by name
  /// @param submitter who submitted the job, or `null` if unknown
  /// @param onOutage the job's policy, or `null` for the template's
  /// @param fork the origin of the run, or `null` if it is not a fork
  record Started(
      String jobId,
      Mode mode,
      List<Seed> seeds,
      Budget budget,
      SortedMap<String, String> versions,
      @Nullable Person submitter,
      @Nullable OnOutage onOutage,
      @Nullable Fork fork,
      Instant at)
      implements Input {
    /// A job that is not a fork and uses the template's outage policy.
    public Started(
        String jobId,
        Mode mode,
        List<Seed> seeds,
        Budget budget,
        SortedMap<String, String> versions,
        @Nullable Person submitter,
        Instant at) {
      this(jobId, mode, seeds, budget, versions, submitter, null, null, at);
    }

    /// A job with an unknown submitter.
    public Started(
        String jobId,
        Mode mode,
        List<Seed> seeds,
        Budget budget,
        SortedMap<String, String> versions,
        Instant at) {
      this(jobId, mode, seeds, budget, versions, null, null, null, at);
    }

    /// A job that is not a fork.
    public Started(
        String jobId,
        Mode mode,
        List<Seed> seeds,
        Budget budget,
        SortedMap<String, String> versions,
        @Nullable Person submitter,
        @Nullable OnOutage onOutage,
        Instant at) {
      this(jobId, mode, seeds, budget, versions, submitter, onOutage, null, at);
    }
  }

  /// Models were chosen for the cycle that waits for them.
  ///
  /// @param cycle the cycle
  /// @param quotes by agent id; an agent of the cycle that is missing here has no model
  /// @param missing by agent id, why it has no model
  record Quoted(
      int cycle, SortedMap<String, Quote> quotes, SortedMap<String, Unchosen> missing, Instant at)
      implements Input {}

  /// An agent is about to send a request to a model. The request may be sent only once this is
  /// durable, and only if this changed the run.
  ///
  /// @param call what is booked if its answer is never seen, with the outcome `lost`
  record Sent(String agent, int cycle, int attempt, ModelCall call, Instant at) implements Input {}

  /// An agent answered.
  record Answered(String agent, int cycle, int attempt, Answer answer, Instant at)
      implements Input {}

  /// An agent failed.
  ///
  /// @param retryAfter the pause that the provider requested, or `null`
  /// @param calls model calls that were made nevertheless
  /// @param violations what was wrong with the answer, one by one; empty if the message says
  ///   everything
  /// @param recorded sequence of the original's event with the failure if the run is a fork; 0 if
  ///   the agent was asked
  record Failed(
      String agent,
      int cycle,
      int attempt,
      FailureKind kind,
      String message,
      @Nullable Duration retryAfter,
      List<ModelCall> calls,
      List<String> violations,
      long recorded,
      Instant at)
      implements Input {
    /// A failure that its message describes completely.
    public Failed(
        String agent,
        int cycle,
        int attempt,
        FailureKind kind,
        String message,
        @Nullable Duration retryAfter,
        List<ModelCall> calls,
        Instant at) {
      this(agent, cycle, attempt, kind, message, retryAfter, calls, List.of(), 0, at);
    }
  }

  /// A person decided on a proposal.
  ///
  /// @param actor the person
  /// @param asserted whether the name was not authenticated
  /// @param roles of the person
  record Decided(
      String proposalId,
      Decision decision,
      String actor,
      boolean asserted,
      @Nullable String comment,
      Roles roles,
      Instant at)
      implements Input {
    /// A decision by a person who has every role.
    public Decided(
        String proposalId,
        Decision decision,
        String actor,
        boolean asserted,
        @Nullable String comment,
        Instant at) {
      this(proposalId, decision, actor, asserted, comment, Roles.EVERY, at);
    }
  }

  /// A person returned a proposal for revision.
  ///
  /// @param actor the person
  /// @param asserted whether the name was not authenticated
  /// @param comment the requested changes
  /// @param roles of the person
  record Returned(
      String proposalId, String actor, boolean asserted, String comment, Roles roles, Instant at)
      implements Input {}

  /// A client observed something; it enters as a proposal at the next cycle boundary.
  ///
  /// @param key of the resulting fact; must be a key of the program
  /// @param id the requested fact id, or `null`
  /// @param request makes it count once, or `null`
  record Observed(
      String key,
      @Nullable String id,
      String content,
      Json.@Nullable Obj data,
      String actor,
      boolean asserted,
      @Nullable RequestKey request,
      Instant at)
      implements Input {
    /// One that counts each time it is sent.
    public Observed(
        String key,
        @Nullable String id,
        String content,
        Json.@Nullable Obj data,
        String actor,
        boolean asserted,
        Instant at) {
      this(key, id, content, data, actor, asserted, null, at);
    }
  }

  /// Pauses the run.
  ///
  /// @param asserted whether the name was not authenticated; `null` if that is unknown
  record Paused(String actor, @Nullable Boolean asserted, @Nullable String reason, Instant at)
      implements Input {
    /// By a person of whom it is unknown whether they are authenticated.
    public Paused(String actor, @Nullable String reason, Instant at) {
      this(actor, null, reason, at);
    }
  }

  /// Resumes the run.
  ///
  /// @param asserted whether the name was not authenticated; `null` if that is unknown
  record Resumed(String actor, @Nullable Boolean asserted, Instant at) implements Input {
    /// By a person of whom it is unknown whether they are authenticated.
    public Resumed(String actor, Instant at) {
      this(actor, null, at);
    }
  }

  /// Cancels the run.
  ///
  /// @param asserted whether the name was not authenticated; `null` if that is unknown
  record Cancelled(String actor, @Nullable Boolean asserted, @Nullable String reason, Instant at)
      implements Input {
    /// By a person of whom it is unknown whether they are authenticated.
    public Cancelled(String actor, @Nullable String reason, Instant at) {
      this(actor, null, reason, at);
    }
  }

  /// Changes the budget of the run.
  ///
  /// @param asserted whether the name was not authenticated; `null` if that is unknown
  record BudgetChanged(Budget budget, String actor, @Nullable Boolean asserted, Instant at)
      implements Input {
    /// By a person of whom it is unknown whether they are authenticated.
    public BudgetChanged(Budget budget, String actor, Instant at) {
      this(budget, actor, null, at);
    }
  }

  /// Continues a halted run.
  ///
  /// @param budget of the whole run from now on, including what it has used
  /// @param observations that are added at once; a run that halted for invariants needs some
  /// @param asserted whether the actor's name was not authenticated
  /// @param reason for people, or `null`
  /// @param request makes it count once, or `null`
  record Continued(
      Budget budget,
      List<Observation> observations,
      String actor,
      boolean asserted,
      @Nullable String reason,
      @Nullable RequestKey request,
      Instant at)
      implements Input {
    /// Copies the list.
    public Continued {
      observations = List.copyOf(observations);
    }
  }

  /// An awaited time has come; see [Request.WakeAt].
  record TimeReached(Instant at) implements Input {}

  /// The provider for which the run paused itself is back.
  record ProviderBack(Instant at) implements Input {}

  /// The next events exceed the storage limit of the job.
  ///
  /// @param max maximum bytes that the job may store
  /// @param used bytes that it has stored
  /// @param needed bytes of the next events, with the end of the run after them
  record OutOfRoom(long max, long used, long needed, Instant at) implements Input {}

  /// The server cannot continue this run because of an internal error.
  record Broken(String message, Instant at) implements Input {}
}
