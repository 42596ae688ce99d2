/// Templates over HTTP.
@NullMarked
package dev.converge.runtime.templates;

import org.jspecify.annotations.NullMarked;
