/// Administration: API keys, and the record of administrative acts.
@NullMarked
package dev.converge.runtime.operations.admin;

import org.jspecify.annotations.NullMarked;
