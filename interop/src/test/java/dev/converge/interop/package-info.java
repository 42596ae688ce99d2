/// A whole server, used by clients that others wrote.
@NullMarked
package dev.converge.interop;

import org.jspecify.annotations.NullMarked;
