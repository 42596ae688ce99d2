/// The Model Context Protocol: the server for models that run jobs.
@NullMarked
package dev.converge.runtime.mcp;

import org.jspecify.annotations.NullMarked;
