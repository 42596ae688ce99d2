/// Fixtures of evaluations, and how a run compares with what was expected.
@NullMarked
package dev.converge.cli.eval;

import org.jspecify.annotations.NullMarked;
