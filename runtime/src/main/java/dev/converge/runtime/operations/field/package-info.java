/// The fields of requests: how they are read, and the errors if they are invalid.
@NullMarked
package dev.converge.runtime.operations.field;

import org.jspecify.annotations.NullMarked;
