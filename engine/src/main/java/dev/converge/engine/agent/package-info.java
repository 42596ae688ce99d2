/// The port to agents, and the information that they get.
@NullMarked
package dev.converge.engine.agent;

import org.jspecify.annotations.NullMarked;
