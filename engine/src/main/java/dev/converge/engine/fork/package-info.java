/// Forks of runs: what they take over from the original, and which agents they still ask.
@NullMarked
package dev.converge.engine.fork;

import org.jspecify.annotations.NullMarked;
