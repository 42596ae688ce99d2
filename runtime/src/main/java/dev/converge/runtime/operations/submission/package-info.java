/// How a job is read that is submitted or forked.
@NullMarked
package dev.converge.runtime.operations.submission;

import org.jspecify.annotations.NullMarked;
