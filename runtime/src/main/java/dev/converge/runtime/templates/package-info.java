/// What can be run.
@NullMarked
package dev.converge.runtime.templates;

import org.jspecify.annotations.NullMarked;
