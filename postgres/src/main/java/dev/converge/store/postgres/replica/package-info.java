/// This process as one of the replicas of a database: its connections, its lanes for writes, its
/// membership, the runs that it owns and the notifications from other replicas.
@NullMarked
package dev.converge.store.postgres.replica;

import org.jspecify.annotations.NullMarked;
