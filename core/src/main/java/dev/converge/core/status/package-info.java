/// The status of a run, and what halted it.
@NullMarked
package dev.converge.core.status;

import org.jspecify.annotations.NullMarked;
