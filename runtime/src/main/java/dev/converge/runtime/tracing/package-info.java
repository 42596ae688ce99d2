/// Traces of runs: job, cycle, agent, model call.
@NullMarked
package dev.converge.runtime.tracing;

import org.jspecify.annotations.NullMarked;
