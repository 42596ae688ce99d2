/// The ports to a store, and stores in memory.
@NullMarked
package dev.converge.engine.store;

import org.jspecify.annotations.NullMarked;
