/// The store on PostgreSQL.
@NullMarked
package dev.converge.store.postgres;

import org.jspecify.annotations.NullMarked;
