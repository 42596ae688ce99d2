/// The origin of forked runs, and what was answered from the record.
@NullMarked
package dev.converge.core.fork;

import org.jspecify.annotations.NullMarked;
