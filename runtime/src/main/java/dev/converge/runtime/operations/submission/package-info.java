/// How submissions and forks are read.
@NullMarked
package dev.converge.runtime.operations.submission;

import org.jspecify.annotations.NullMarked;
