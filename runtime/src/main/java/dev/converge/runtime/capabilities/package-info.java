/// What this server can do.
@NullMarked
package dev.converge.runtime.capabilities;

import org.jspecify.annotations.NullMarked;
