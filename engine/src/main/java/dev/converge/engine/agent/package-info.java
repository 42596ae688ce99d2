/// The port to agents, and what one is asked.
@NullMarked
package dev.converge.engine.agent;

import org.jspecify.annotations.NullMarked;
