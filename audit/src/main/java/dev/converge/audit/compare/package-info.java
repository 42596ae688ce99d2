/// Compares two runs: the first event that differs, facts, rejected proposals, costs and times.
@NullMarked
package dev.converge.audit.compare;

import org.jspecify.annotations.NullMarked;
