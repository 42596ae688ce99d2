/// What callers can do with templates.
@NullMarked
package dev.converge.runtime.operations.template;

import org.jspecify.annotations.NullMarked;
