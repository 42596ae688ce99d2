/// How much tenants and keys may use, and what they have used.
@NullMarked
package dev.converge.runtime.operations.quota;

import org.jspecify.annotations.NullMarked;
