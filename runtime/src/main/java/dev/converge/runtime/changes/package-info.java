/// Changes of jobs, for readers that show many of them.
@NullMarked
package dev.converge.runtime.changes;

import org.jspecify.annotations.NullMarked;
