/// The data directory of a store on SQLite: its lock, and the files beside the database.
@NullMarked
package dev.converge.store.sqlite.directory;

import org.jspecify.annotations.NullMarked;
