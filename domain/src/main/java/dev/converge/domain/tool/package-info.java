/// Tools: HTTP calls and tools of the Model Context Protocol that the operator declares and agents
/// of specs call.
@NullMarked
package dev.converge.domain.tool;

import org.jspecify.annotations.NullMarked;
