package dev.converge.engine.fork;

import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.Step;
import dev.converge.core.agent.ReservedAgents;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.OnOutage;
import dev.converge.core.decision.Person;
import dev.converge.core.fork.Fork;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A fork that is ready to start: how far it follows its original, and what answers it afterwards.
/// Used once.
public final class ForkPlan {
  private final ForkOrder order;
  private final Program program;
  private final Fork fork;
  private final Budget first;
  private final @Nullable Budget later;
  private final @Nullable OnOutage onOutage;
  private final SortedMap<String, String> versions;
  private final OriginalFollower following;
  private final Reuse reuse;

  /// @param first budget at the start
  /// @param later budget from where the changes apply, or `null` for the same
  /// @param onOutage the policy of the original's job, or `null` for the template's
  ForkPlan(
      ForkOrder order,
      Program program,
      Fork fork,
      Budget first,
      @Nullable Budget later,
      @Nullable OnOutage onOutage,
      SortedMap<String, String> versions,
      OriginalFollower following,
      Reuse reuse) {
    this.order = order;
    this.program = program;
    this.first = first;
    this.later = later;
    this.onOutage = onOutage;
    this.versions = versions;
    this.following = following;
    this.reuse = reuse;
    this.fork = fork.sharing(following.follow(started("", fork, Instant.EPOCH)));
  }

  private Input.Started started(String jobId, Fork of, Instant at) {
    return new Input.Started(
        jobId, order.mode(), order.seeds(), first, versions, order.submitter(), onOutage, of, at);
  }

  /// The fork's program.
  public Program program() {
    return program;
  }

  /// The origin of the fork.
  public Fork fork() {
    return fork;
  }

  /// The record that answers the fork's calls.
  public Reuse reuse() {
    return reuse;
  }

  /// The first events of the fork: what it takes over, as if the last of it had just happened.
  public Beginning begin(String jobId, Instant now) {
    Beginning followed = following.begin(started(jobId, fork, now), now);
    if (later == null) {
      return followed;
    }
    Person by = order.submitter();
    Input.BudgetChanged change =
        new Input.BudgetChanged(
            later,
            by == null ? ReservedAgents.PERSON : by.name(),
            by == null ? null : by.asserted(),
            now);
    Step step = Core.step(program, followed.state(), change);
    List<Event> events = new ArrayList<>(followed.events());
    events.addAll(step.events());
    return new Beginning(events, step.next());
  }
}
