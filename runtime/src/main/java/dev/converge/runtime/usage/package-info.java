/// Usage of quotas over HTTP.
@NullMarked
package dev.converge.runtime.usage;

import org.jspecify.annotations.NullMarked;
