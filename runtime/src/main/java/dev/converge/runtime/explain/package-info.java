/// Why each agent of a run ran or did not run.
@NullMarked
package dev.converge.runtime.explain;

import org.jspecify.annotations.NullMarked;
