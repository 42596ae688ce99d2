/// The store on SQLite, embedded in the process: the default.
@NullMarked
package dev.converge.store.sqlite;

import org.jspecify.annotations.NullMarked;
