/// Errors for clients: RFC 9457 problems, from one table and one error handler.
@NullMarked
package dev.converge.runtime.problems;

import org.jspecify.annotations.NullMarked;
