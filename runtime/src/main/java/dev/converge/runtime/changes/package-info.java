/// What changes in jobs, told to whoever shows many of them.
@NullMarked
package dev.converge.runtime.changes;

import org.jspecify.annotations.NullMarked;
