/// A run as it is stored, read back and watched.
@NullMarked
package dev.converge.engine.run;

import org.jspecify.annotations.NullMarked;
