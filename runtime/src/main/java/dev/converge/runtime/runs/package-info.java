/// Which run a request means.
@NullMarked
package dev.converge.runtime.runs;

import org.jspecify.annotations.NullMarked;
