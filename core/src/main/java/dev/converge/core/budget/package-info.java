/// The limits of a run, what it has used, and the model calls that use it.
@NullMarked
package dev.converge.core.budget;

import org.jspecify.annotations.NullMarked;
