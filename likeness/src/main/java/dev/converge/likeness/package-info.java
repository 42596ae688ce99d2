/// A sentence model in this process.
@NullMarked
package dev.converge.likeness;

import org.jspecify.annotations.NullMarked;
