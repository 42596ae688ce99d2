/// What every store does that several servers work on.
@NullMarked
package dev.converge.testkit.replicas;

import org.jspecify.annotations.NullMarked;
