package dev.converge.testkit.replicas;

/// A database under test that several processes work on.
public interface OpenReplicas extends AutoCloseable {
  /// Another process joins.
  OpenReplica join();

  /// A process is cut off for so long that the others take it for dead, and have taken it for that
  /// when this returns. It has not noticed yet. Afterwards the database can be reached again.
  void cutOff(OpenReplica replica);

  @Override
  void close();
}
