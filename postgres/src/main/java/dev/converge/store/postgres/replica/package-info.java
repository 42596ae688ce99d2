/// This process as one of the replicas of a database: its connections, the lanes that it writes
/// through, its membership, what it owns and what it hears of the others.
@NullMarked
package dev.converge.store.postgres.replica;

import org.jspecify.annotations.NullMarked;
