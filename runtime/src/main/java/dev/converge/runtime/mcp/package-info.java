/// The Model Context Protocol: what a model that runs jobs sees of the server.
@NullMarked
package dev.converge.runtime.mcp;

import org.jspecify.annotations.NullMarked;
