/// Runs that were forked from others: where they come from and what was answered from the record.
@NullMarked
package dev.converge.core.fork;

import org.jspecify.annotations.NullMarked;
