package dev.converge.testkit;

import dev.converge.engine.store.InputBox;
import dev.converge.engine.store.Membership;
import dev.converge.engine.store.MemoryStore;
import dev.converge.engine.store.Watches;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// One store in memory that several engines work on, each as a member of its own. Thread-safe.
final class SharedStore {
  private final MemoryStore disk;
  final InstantSource clock;
  private final BooleanSupplier loses;
  final List<SharedMember> members = new ArrayList<>();
  final Map<String, SharedMember> owners = new HashMap<>();
  final Map<String, Box> box = new LinkedHashMap<>();

  /// An input that was posted.
  static final class Box {
    final InputBox.Posted posted;
    final SharedMember poster;
    final Consumer<InputBox.PostResult> done;
    final Instant at;
    @Nullable String outcome;

    Box(
        InputBox.Posted posted,
        SharedMember poster,
        Consumer<InputBox.PostResult> done,
        Instant at) {
      this.posted = posted;
      this.poster = poster;
      this.done = done;
      this.at = at;
    }
  }

  /// An empty store.
  ///
  /// @param clock of the store
  /// @param loses whether the next notification is lost; members find out by [SharedMember#look]
  SharedStore(InstantSource clock, BooleanSupplier loses) {
    this.disk = new MemoryStore(Runnable::run, clock);
    this.clock = clock;
    this.loses = loses;
  }

  /// What is stored.
  MemoryStore disk() {
    return disk;
  }

  /// Who owns a run, if anybody does.
  synchronized @Nullable SharedMember owner(String runId) {
    return owners.get(runId);
  }

  /// Another engine joins.
  ///
  /// @param executor runs what it is told, in order
  synchronized SharedMember join(String name, Executor executor) {
    SharedMember member = new SharedMember(this, name, executor);
    members.add(member);
    return member;
  }

  /// The others take a member for dead, which does not notice before it asks for something or
  /// looks.
  synchronized void cutOff(SharedMember member) {
    member.alive = false;
    owners.values().removeIf(owner -> owner == member);
    tellFreed(member);
  }

  /// A member dies.
  synchronized void die(SharedMember member) {
    members.remove(member);
    member.watched.clear();
    member.everything = null;
    box.values().removeIf(one -> one.poster == member && one.outcome != null);
    cutOff(member);
  }

  void tellFreed(SharedMember but) {
    for (SharedMember other : members) {
      if (other != but && other.alive) {
        other.tell(Membership.Listener::freed);
      }
    }
  }

  void notify(SharedMember member, Runnable notification) {
    if (!loses.getAsBoolean()) {
      member.executor.execute(notification);
    }
  }

  void tellMore(String runId, SharedMember by, long sequence) {
    for (SharedMember member : members) {
      LongConsumer more = member.watched.get(runId);
      if (more != null && member != by) {
        notify(member, () -> more.accept(sequence));
      }
      if (member.everything != null && member != by) {
        tellEverything(member, member.everything, runId);
      }
    }
  }

  private void tellEverything(SharedMember member, Watches.Everything everything, String runId) {
    String tenant = disk.jobOfRun(runId).orElseThrow().tenant();
    Watches.Moved moved = new Watches.Moved(tenant, disk.run(runId).orElseThrow());
    notify(member, () -> everything.moved(List.of(moved)));
  }

  void tellAnswer(InputBox.Answered answer) {
    Box one = box.get(answer.inputId());
    if (one != null && one.outcome == null) {
      one.outcome = answer.outcome();
      notify(one.poster, () -> tellOutcome(one));
    }
  }

  void tellOutcome(Box one) {
    synchronized (this) {
      if (!box.remove(one.posted.inputId(), one)) {
        return;
      }
    }
    one.done.accept(new InputBox.PostResult.Taken(String.valueOf(one.outcome)));
  }
}
