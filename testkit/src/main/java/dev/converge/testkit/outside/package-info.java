/// Engines in tests whose runs are driven from outside, as Temporal's workers do.
@NullMarked
package dev.converge.testkit.outside;

import org.jspecify.annotations.NullMarked;
