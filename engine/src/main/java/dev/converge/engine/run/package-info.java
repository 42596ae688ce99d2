/// A run as it is stored, read back and observed.
@NullMarked
package dev.converge.engine.run;

import org.jspecify.annotations.NullMarked;
