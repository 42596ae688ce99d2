/// The server over one engine. Each feature has its own package below this one.
@NullMarked
package dev.converge.runtime;

import org.jspecify.annotations.NullMarked;
