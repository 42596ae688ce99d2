/// The Agent2Agent protocol (A2A): other agents run templates as skills and follow runs as tasks.
@NullMarked
package dev.converge.runtime.a2a;

import org.jspecify.annotations.NullMarked;
