/// The fields of requests: how they are read, and what is told when they are wrong.
@NullMarked
package dev.converge.runtime.operations.field;

import org.jspecify.annotations.NullMarked;
