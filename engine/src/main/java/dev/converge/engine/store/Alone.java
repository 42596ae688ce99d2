package dev.converge.engine.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/// For the only engine on its store: claiming is reading, and there are no others to notify. Only
/// the sequence of its appends keeps a second engine on the same store from writing.
final class Alone implements Ownership, Watches, InputBox, Membership {
  private final JobStore jobs;

  Alone(JobStore jobs) {
    this.jobs = jobs;
  }

  @Override
  public Claim claim(String runId) {
    return jobs.run(runId)
        .<Claim>map(
            run -> run.head().status().isFinal() ? new Claim.Final(run) : new Claim.Mine(run))
        .orElseGet(Claim.NoSuchRun::new);
  }

  @Override
  public List<JobStore.Due> claimDue(JobStore.Due after, Instant now, int limit) {
    return jobs.due(after, limit).stream().takeWhile(due -> !due.at().isAfter(now)).toList();
  }

  @Override
  public void release(Collection<String> runIds) {
    // No other engine could claim them.
  }

  @Override
  public void watch(String runId, LongConsumer more) {
    // No other engine stores anything.
  }

  @Override
  public void unwatch(String runId) {
    // Nothing was watched.
  }

  @Override
  public void watchAll(Everything everything) {
    // No other engine stores anything.
  }

  @Override
  public void unwatchAll() {
    // Nothing was watched.
  }

  @Override
  public void post(Posted posted, Consumer<PostResult> done) {
    done.accept(new PostResult.Unavailable("no other server drives run " + posted.runId()));
  }

  @Override
  public void withdraw(String inputId) {
    // Nothing was posted.
  }

  @Override
  public void whenPosted(Consumer<String> told) {
    // No other engine posts anything.
  }

  @Override
  public List<Posted> open(String runId) {
    return List.of();
  }

  @Override
  public void answer(List<Answered> answers) {
    // Nothing was posted.
  }

  @Override
  public void listen(Listener listener) {
    // Membership is never lost.
  }

  @Override
  public boolean member() {
    return true;
  }

  @Override
  public List<Member> members() {
    return List.of();
  }
}
