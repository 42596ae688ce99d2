/// Why each agent of a run ran or did not.
@NullMarked
package dev.converge.runtime.explain;

import org.jspecify.annotations.NullMarked;
