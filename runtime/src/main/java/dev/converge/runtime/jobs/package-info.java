/// Submitting and reading jobs.
@NullMarked
package dev.converge.runtime.jobs;

import org.jspecify.annotations.NullMarked;
