package dev.converge.testkit.replicas;

import dev.converge.engine.store.Replica;
import dev.converge.testkit.contract.OpenStore;

/// A store under test that one of several processes has opened on the same database.
public interface OpenReplica extends OpenStore {
  /// The process among the others.
  Replica replica();
}
