package dev.converge.testkit;

import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Replica;
import dev.converge.testkit.contract.JobStoreContract;
import dev.converge.testkit.contract.JournalContract;
import dev.converge.testkit.contract.OpenStore;
import dev.converge.testkit.contract.SampleRun;
import dev.converge.testkit.contract.SetClock;
import dev.converge.testkit.replicas.OpenReplica;
import dev.converge.testkit.replicas.OpenReplicas;
import dev.converge.testkit.replicas.ReplicaContract;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Nested;

/// The store in memory that several engines work on keeps the contracts of every such store.
class SharedStoreTest {
  @Nested
  class Journals extends JournalContract {
    @Override
    protected OpenStore open(InstantSource clock) {
      return new Opened(clock).join();
    }
  }

  @Nested
  class Jobs extends JobStoreContract {
    @Override
    protected OpenStore open(InstantSource clock) {
      return new Opened(clock).join();
    }
  }

  @Nested
  class Replicas extends ReplicaContract {
    @Override
    protected OpenReplicas open() {
      return new Opened(new SetClock(SampleRun.NOON));
    }
  }

  private static final class Opened implements OpenReplicas {
    private final SharedStore store;
    private final List<ExecutorService> threads = new ArrayList<>();

    Opened(InstantSource clock) {
      this.store = new SharedStore(clock, () -> false);
    }

    @Override
    public OpenReplica join() {
      ExecutorService thread = Executors.newSingleThreadExecutor();
      threads.add(thread);
      return new Joined(store.join("member " + threads.size(), thread), thread);
    }

    @Override
    public void cutOff(OpenReplica replica) {
      store.cutOff(((Joined) replica).member);
    }

    @Override
    public void close() {
      threads.forEach(ExecutorService::shutdown);
    }
  }

  private record Joined(SharedMember member, ExecutorService thread) implements OpenReplica {
    @Override
    public Journal journal() {
      return member;
    }

    @Override
    public JobStore jobs() {
      return member;
    }

    @Override
    public Replica replica() {
      return member.replica();
    }

    @Override
    public void close() {
      thread.shutdown();
    }
  }
}
