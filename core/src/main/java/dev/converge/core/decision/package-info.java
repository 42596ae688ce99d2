/// What people must decide, and who decides.
@NullMarked
package dev.converge.core.decision;

import org.jspecify.annotations.NullMarked;
