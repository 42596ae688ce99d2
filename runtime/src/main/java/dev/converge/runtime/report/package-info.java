/// Reports on runs over HTTP.
@NullMarked
package dev.converge.runtime.report;

import org.jspecify.annotations.NullMarked;
