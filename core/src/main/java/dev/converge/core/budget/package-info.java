/// What a run can use, what it has used, and the calls of models that use it.
@NullMarked
package dev.converge.core.budget;

import org.jspecify.annotations.NullMarked;
