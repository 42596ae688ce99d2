/// The only exception of the code outside the core, and its codes.
@NullMarked
package dev.converge.engine.error;

import org.jspecify.annotations.NullMarked;
