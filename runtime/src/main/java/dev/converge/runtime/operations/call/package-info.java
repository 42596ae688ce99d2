/// Who calls which operation, and the one entrance that every call passes.
@NullMarked
package dev.converge.runtime.operations.call;

import org.jspecify.annotations.NullMarked;
