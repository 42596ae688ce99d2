/// The server over one engine; each feature is a package of its own below this one.
@NullMarked
package dev.converge.runtime;

import org.jspecify.annotations.NullMarked;
