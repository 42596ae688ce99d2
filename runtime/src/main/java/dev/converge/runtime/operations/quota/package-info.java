/// The quotas of tenants and keys, and their usage.
@NullMarked
package dev.converge.runtime.operations.quota;

import org.jspecify.annotations.NullMarked;
