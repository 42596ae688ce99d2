/// Runs recorded runs again and compares the results.
@NullMarked
package dev.converge.engine.replay;

import org.jspecify.annotations.NullMarked;
