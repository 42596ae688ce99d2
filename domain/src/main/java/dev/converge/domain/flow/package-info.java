/// The rule and search agents of the flows that ship, and their registry.
@NullMarked
package dev.converge.domain.flow;

import org.jspecify.annotations.NullMarked;
