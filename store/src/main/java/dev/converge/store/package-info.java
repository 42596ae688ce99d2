/// The journal and the jobs on SQLite (the embedded default) and PostgreSQL.
@NullMarked
package dev.converge.store;

import org.jspecify.annotations.NullMarked;
