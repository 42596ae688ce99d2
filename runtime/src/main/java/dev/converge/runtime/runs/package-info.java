/// Which run an HTTP request means, and who sends it.
@NullMarked
package dev.converge.runtime.runs;

import org.jspecify.annotations.NullMarked;
