/// Submitting jobs and looking at them.
@NullMarked
package dev.converge.runtime.jobs;

import org.jspecify.annotations.NullMarked;
