/// Liveness and readiness.
@NullMarked
package dev.converge.runtime.health;

import org.jspecify.annotations.NullMarked;
