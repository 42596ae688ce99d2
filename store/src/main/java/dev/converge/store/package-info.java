/// The journal and the jobs on SQLite.
@NullMarked
package dev.converge.store;

import org.jspecify.annotations.NullMarked;
