/// The run that an HTTP request names, and its caller.
@NullMarked
package dev.converge.runtime.runs;

import org.jspecify.annotations.NullMarked;
